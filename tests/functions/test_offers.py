"""Offers at the real till: the price of the very second, and nothing of what is no longer made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from functions.catalog import Period
from tests.functions.shop import NOON, form_of, shop, variant

if TYPE_CHECKING:
    from pathlib import Path

STARTS = int(NOON.timestamp()) + 3600
ENDS = STARTS + 60
TEA = variant("TEA", 1250, prices={"de": (Period(price=1250), Period(price=990, lowest=1190, start=STARTS, end=ENDS))})


@pytest.mark.parametrize(
    ("second", "total"),
    [(STARTS - 1, "17,40"), (STARTS, "14,80"), (ENDS - 1, "14,80"), (ENDS, "17,40")],
)
def test_the_review_shows_the_price_of_the_very_second(tmp_path: Path, second: int, total: str) -> None:
    with shop(tmp_path, TEA) as world:
        world.clock.forward(seconds=second - NOON.timestamp() - 1)  # sending it takes one
        assert f"{total}\N{NO-BREAK SPACE}€" in world.review(("TEA", 1)).text


def test_an_offer_that_ends_before_the_button_is_pressed_is_not_charged_at_the_other_price(tmp_path: Path) -> None:
    with shop(tmp_path, TEA) as world:
        world.clock.forward(seconds=STARTS - NOON.timestamp())
        fields = form_of(world.review(("TEA", 1)), "/till/order")
        world.clock.forward(seconds=60)
        answer = world.post("/till/order", fields)
        assert (answer.status_code, world.free("TEA")) == (409, None)


def test_what_is_no_longer_made_is_not_sold(tmp_path: Path) -> None:
    with shop(tmp_path, variant("TEA", 1250, discontinued=True)) as world:
        answer = world.review(("TEA", 1))
        assert answer.status_code == 409
        assert "„Ware TEA“ ist nicht mehr zu haben." in answer.text
