"""A preview and the shop never share a database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from functions.owner import open_store
from functions.settings import Settings
from functions.store import Store, StoreError

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def settings(store_url: str) -> Settings:
    with Store.open(store_url) as store:
        store.migrate()
    return Settings(
        payment="sandbox",
        database_url=store_url,
        site_url="https://shop.example",
        mail_url="file:///mails",
        site_folder=Path(),
    )


@pytest.mark.parametrize("preview", [True, False])
def test_who_came_first_keeps_it(settings: Settings, *, preview: bool) -> None:
    first, second = replace(settings, preview=preview), replace(settings, preview=not preview)
    for _ in range(2):
        open_store(first, lambda: NOON).close()
    whose, ours = ("a preview", "the shop") if preview else ("the shop", "a preview")
    with pytest.raises(StoreError, match=f"belongs to {whose}, and this is {ours}: give LITFASS_DATABASE_URL one of"):
        open_store(second, lambda: NOON)


def test_a_store_that_is_away_is_told(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(StoreError):
        open_store(replace(settings, database_url=f"sqlite:///{tmp_path / 'none.db'}"), lambda: NOON)
