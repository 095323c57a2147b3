"""The rehearsal: many orders while everything fails, on SQLite and Postgres, and the books are right."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.catalog import Coupon, coupon_id
from functions.rehearsal import Course, Stage, read
from tests.functions.shop import NOON, VARIANTS, a_catalog, some_pages, variant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOODS = (
    *(one for one in VARIANTS if one.sku != "HEAVY"),
    variant("MANY", 1999, opening_stock=400),
    variant("MORE", 501, opening_stock=30, tax_class="reduced"),
    variant("LATER", 2501, opening_stock=400),
)
COUPONS = {
    coupon_id("HELLO"): Coupon(title={"de": "Hallo"}, basis_points=1500, limit=3, once_per_customer=True),
    coupon_id("ALL"): Coupon(title={"de": "Alles"}, amount={"de": 100_000}),
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_cent_and_every_unit_is_accounted_for(tmp_path: Path, store_url: str, seed: int) -> None:
    stage = Stage(
        catalog=msgspec.structs.replace(a_catalog(*GOODS), coupons=COUPONS),
        pages=some_pages(),
        database_url=store_url,
        mails=tmp_path / "mails",
        begin=NOON,
        seed=seed,
        codes=("HELLO", "ALL", "NOTHING"),
    )
    course = Course(stage)
    course.run(60)
    books = read(stage, course.shop.added)
    stage.close()
    assert books.faults == ()
    assert books.taken > 0
