from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

import msgspec
import pytest

from functions.catalog import Catalog, Fulfilment, Rate, Shop, raw
from functions.money import Money
from functions.pricing.cart import CartLine
from functions.pricing.lines import Place, Sale, line_item, line_problems, price_line
from generator.model import Price, SiteGraph, Variant
from generator.views.offer import (
    CAN_BE_BOUGHT,
    availability_of,
    catalog_variant,
    delivery_days,
    variant_view,
    words,
)

if TYPE_CHECKING:
    from generator.model import Product
    from generator.views import ViewContext
    from generator.views.shapes import VariantView


def euro(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def jacket(context: ViewContext, language: str = "de") -> Product:
    return context.graph.products["jacket", language]


def shown(context: ViewContext, **changes: object) -> VariantView:
    product = jacket(context)
    return variant_view(context, product, replace(product.variants[1], **changes), "de")  # type: ignore[arg-type] # any field


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "in_stock"),
        ({"opening_stock": 0}, "sold_out"),
        ({"opening_stock": 0, "stock": "unlimited"}, "in_stock"),
        ({"opening_stock": 0, "fulfilment": "made_to_order"}, "sold_out"),
        ({"opening_stock": 1, "fulfilment": "made_to_order"}, "made_to_order"),
    ],
)
def test_availability_is_as_of_the_build(context: ViewContext, changes: dict[str, object], expected: str) -> None:
    assert expected == shown(context, **changes).availability


@pytest.mark.parametrize("fulfilment", get_args(Fulfilment))
@pytest.mark.parametrize("stock", ["tracked", "unlimited", "capped"])
@pytest.mark.parametrize("opening_stock", [0, 1])
@pytest.mark.parametrize("days", [None, -1, 1])
def test_the_till_sells_what_the_page_says(
    context: ViewContext, fulfilment: str, stock: str, opening_stock: int, days: int | None
) -> None:
    now = context.graph.now
    coming = None if days is None else now + timedelta(days=days)
    changes = {"fulfilment": fulfilment, "stock": stock, "opening_stock": opening_stock, "available_from": coming}
    product = jacket(context)
    offered = catalog_variant(context, product, replace(product.variants[1], **changes))  # type: ignore[arg-type] # any field
    catalog = Catalog(
        version=1,
        build="build-1",
        timezone=context.graph.site.timezone.key,
        languages=("de",),
        shop=Shop(name={"de": "Wegwarte"}, mail="shop@wegwarte.example"),
        markets={context.market.id: context.market},
        variants={offered.sku: raw(offered)},
    )
    sale = price_line(catalog, CartLine(sku=offered.sku, quantity=1), "lines[0]", context.market, now)
    assert isinstance(sale, Sale)
    said = line_item(sale, context.market, Place(country="DE", language="de"), {}).availability
    refused = [problem.code for problem in line_problems([sale], context.market.currency, {})]
    assert said == shown(context, **changes).availability
    assert (said == "sold_out") == (refused == ["sold_out"])
    assert (said in CAN_BE_BOUGHT) == (refused == [])


def test_what_is_discontinued_is_so_whatever_the_stock(context: ViewContext) -> None:
    product = replace(jacket(context), discontinued=True)
    assert availability_of(catalog_variant(context, product, product.variants[1]), None) == "discontinued"


def test_a_list_price_shows_only_above_the_price(context: ViewContext) -> None:
    prices = tuple(Price(market="de", price=euro(18900), list_price=euro(minor)) for minor in (21900, 18900, 100))
    assert [shown(context, prices=(price,)).list_price for price in prices] == [euro(21900), None, None]


def test_the_price_is_the_one_of_the_moment(context: ViewContext) -> None:
    now = context.graph.now
    prices = (
        Price(market="de", price=euro(18900), end=now),
        Price(market="de", price=euro(14900), start=now, end=now + timedelta(days=1)),
        Price(market="de", price=euro(19900), start=now + timedelta(days=1)),
    )
    assert shown(context, prices=prices).price == euro(14900)


def test_what_has_no_price_now_cannot_be_bought(context: ViewContext) -> None:
    later = Price(market="de", price=euro(18900), start=context.graph.now + timedelta(days=1))
    view = shown(context, prices=(later,))
    assert (view.price, view.availability) == (euro(18900), "sold_out")


def test_page_and_till_have_one_price(context: ViewContext) -> None:
    product = jacket(context)
    offered = catalog_variant(context, product, product.variants[1]).price_at("de", context.graph.now)
    assert offered is not None
    assert shown(context).price.minor == offered.price


def test_delivery_takes_making_handling_and_transit(context: ViewContext) -> None:
    assert shown(context, lead_days=3).days == (4, 7)


def test_what_is_digital_arrives_at_once(context: ViewContext) -> None:
    product = jacket(context)
    variant = replace(product.variants[0], fulfilment="digital")
    assert delivery_days(catalog_variant(context, product, variant), context.market, None) == (0, 0)


def test_what_is_to_come_is_a_pre_order_until_its_day(context: ViewContext) -> None:
    today = context.graph.now.astimezone(context.graph.site.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = today + timedelta(days=1)
    coming, come = shown(context, available_from=tomorrow, lead_days=3), shown(context, available_from=today)
    assert (coming.availability, coming.available_from, coming.days) == ("pre_order", tomorrow.date(), (1, 3))
    assert (come.availability, come.available_from, come.days) == ("in_stock", None, (1, 4))


def test_what_is_to_come_and_sold_out_is_sold_out(context: ViewContext) -> None:
    later = context.graph.now + timedelta(days=9)
    assert shown(context, available_from=later, opening_stock=0).availability == "sold_out"
    made = {"available_from": later, "fulfilment": "made_to_order"}
    assert shown(context, **made, opening_stock=0).availability == "sold_out"
    assert shown(context, **made, opening_stock=1).availability == "pre_order"


def test_the_days_are_those_of_the_way_that_takes_its_weight(context: ViewContext) -> None:
    slow = msgspec.structs.replace(
        context.market.shipping[0], id="freight", transit_days=(4, 9), rates=(Rate(price=1),)
    )
    light = msgspec.structs.replace(context.market.shipping[0], rates=(Rate(price=1, up_to_g=2000),))
    market = msgspec.structs.replace(context.market, shipping=(light, slow))
    product = jacket(context)
    heavy = catalog_variant(context, product, replace(product.variants[0], weight_g=2001))
    assert delivery_days(heavy, market, None) == (4, 10)


def test_an_order_may_have_so_many(context: ViewContext) -> None:
    assert (shown(context).maximum, shown(context, maximum=2).maximum) == (99, 2)


def test_a_variant_is_named_by_its_choices(context: ViewContext) -> None:
    view = shown(context)
    assert (view.label, view.options) == ("L", (("Größe", "L"),))


def test_the_catalogue_has_the_words_of_every_language(context: ViewContext) -> None:
    product = jacket(context)
    made = catalog_variant(context, product, product.variants[0])
    assert (made.title, made.options, made.urls) == (
        {"de": "Windjacke", "en": "Wind jacket"},
        {"de": (("Größe", "M"),), "en": (("Size", "M"),)},
        {"de": "/products/windjacke/", "en": "/en/products/wind-jacket/"},
    )


def test_the_catalogue_describes_what_the_good_essentially_is(context: ViewContext) -> None:
    product = jacket(context)
    made = catalog_variant(context, product, product.variants[0])
    assert made.description["de"] == "Windjacke · Wolle"


def test_the_catalogue_keeps_the_reason_against_withdrawal(magazine: SiteGraph, context: ViewContext) -> None:
    coffee = magazine.products["coffee", "de"]
    made = catalog_variant(context, coffee, coffee.variants[0])
    assert made.withdrawal == coffee.withdrawal


def test_a_text_without_the_language_is_the_first_there_is() -> None:
    assert (words({"de": "Ja"}, "en"), words({}, "en")) == ("Ja", "")


def test_a_variant_without_choice_has_no_label(context: ViewContext) -> None:
    coffee = context.graph.products["coffee", "en"]
    variant: Variant = coffee.variants[0]
    view = variant_view(context, coffee, variant, "en")
    assert (view.label, view.content, view.base_unit) == ("", "250\N{NO-BREAK SPACE}g", "kg")
