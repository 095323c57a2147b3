"""Everything around the till fails, one after the other; afterwards no order, no cent, no unit and no mail is missing.

`failing.after` says what holds each time. Deaths of the till's own process are in test_killed.py, all failures in any
order in test_rehearsal.py.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest
import stripe

from tests.functions.failing import failing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.functions.failing import Shop


@pytest.fixture(autouse=True)
def _patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long: not the library between its attempts or for an answer, and not SQLite for its turn."""
    seconds = getattr(request, "param", 0.4)
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(stripe, "RequestsClient", functools.partial(_client, stripe.RequestsClient, seconds))
    monkeypatch.setattr("functions.store.database.BUSY_SECONDS", 0.1)


def _client(kind: type[stripe.RequestsClient], seconds: float, timeout: tuple[int, int]) -> stripe.RequestsClient:
    """The library's client, with as much patience as the test has."""
    assert timeout == (3, 8)
    return kind(timeout=seconds)


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def shop(tmp_path: Path, database: str) -> Iterator[Shop]:
    """On both databases, for failures that they have a part in."""
    with failing(tmp_path, database) as opened:
        yield opened


@pytest.fixture
def plain(tmp_path: Path, sqlite_url: str) -> Iterator[Shop]:
    """On one of them, for all others."""
    with failing(tmp_path, sqlite_url) as opened:
        yield opened
