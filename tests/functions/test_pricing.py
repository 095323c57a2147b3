"""Lines priced: the price that holds now, and what a page says of what is left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec
import pytest

from functions.catalog import Catalog, Market, Period, Shop, Variant, raw
from functions.pricing.cart import CartLine
from functions.pricing.lines import Place, Sale, name, price_line

MARKET = Market(id="de", currency="EUR", countries=("DE",))
SALE_STARTS = 1_800_000_000
VARIANT = Variant(
    sku="TEA",
    product="tea",
    title={"de": "Tee"},
    prices={"de": (Period(price=790), Period(price=590, list_price=790, start=SALE_STARTS, end=SALE_STARTS + 60))},
)
CATALOG = Catalog(
    version=1,
    build="b1",
    timezone="Europe/Berlin",
    languages=("de",),
    shop=Shop(name={"de": "Wegwarte"}, mail="shop@example.org"),
    markets={"de": MARKET},
    variants={"TEA": raw(VARIANT)},
)


@pytest.mark.parametrize(("language", "expected"), [("de", "Tee, Dose"), ("en", "Tea, tin"), ("fr", "Tee, Dose")])
def test_a_variant_is_called_by_its_title_and_what_was_chosen(language: str, expected: str) -> None:
    options = {"de": (("Form", "Dose"),), "en": (("Form", "tin"),)}
    assert (
        name(msgspec.structs.replace(VARIANT, title={"de": "Tee", "en": "Tea"}, options=options), language) == expected
    )


@pytest.mark.parametrize(("second", "price"), [(-1, 790), (0, 590), (59, 590), (60, 790)])
def test_a_price_holds_from_its_start_until_just_before_its_end(second: int, price: int) -> None:
    now = datetime.fromtimestamp(SALE_STARTS + second, UTC)
    sale = price_line(CATALOG, CartLine(sku="TEA", quantity=1), "lines[0]", MARKET, now)
    assert isinstance(sale, Sale)
    assert sale.period.price == price


@pytest.mark.parametrize(
    ("fulfilment", "stock", "left", "said"),
    [
        ("shipped", "tracked", 1, "in_stock"),
        ("shipped", "tracked", 0, "sold_out"),
        ("shipped", "unlimited", 0, "in_stock"),
        ("made_to_order", "unlimited", 0, "made_to_order"),
        ("made_to_order", "capped", 1, "made_to_order"),
        ("made_to_order", "capped", 0, "sold_out"),
    ],
)
def test_a_page_says_what_can_be_had(
    fulfilment: Literal["shipped", "made_to_order"],
    stock: Literal["tracked", "unlimited", "capped"],
    left: int,
    said: str,
) -> None:
    made = Variant(sku="A", product="a", title={}, fulfilment=fulfilment, stock=stock)
    assert made.availability(left, None) == said


def test_words_are_those_of_the_language_else_the_first_else_none() -> None:
    place = Place(country="DE", language="en")
    assert [place.words(words) for words in ({"de": "Tee", "en": "Tea"}, {"de": "Tee"}, {})] == ["Tea", "Tee", ""]
