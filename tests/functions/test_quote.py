"""The quote: what a cart costs, and every reason why it cannot be ordered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog import Catalog, Market, Period, Rate, ShippingService, Shop, Variant, Withdrawal, raw
from functions.pricing.cart import CartLine, merged
from functions.pricing.delivery import Window
from functions.pricing.quote import Quote, quote
from functions.pricing.shipping import ServiceOption
from functions.pricing.tax import TaxPart

if TYPE_CHECKING:
    from random import Random

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SKUS = ("JACKET", "TEA", "MUG", "SOCKS")


def variant(sku: str, price: int, *, tax: str = "standard", weight: int = 500, stock: int = 10) -> Variant:
    return Variant(
        sku=sku,
        product=sku.lower(),
        title={"de": f"{sku} deutsch", "en": f"{sku} english"},
        options={"de": (("Größe", "M"),), "en": (("Size", "M"),)},
        urls={"de": f"/products/{sku}/", "en": f"/en/products/{sku}/"},
        tax_class=tax,
        prices={"de": (Period(price=price),), "us": (Period(price=price + 1),)},
        weight_g=weight,
        opening_stock=stock,
    )


VARIANTS = (
    variant("JACKET", 18900),
    variant("TEA", 790, tax="reduced", weight=250),
    variant("MUG", 1999),
    variant("SOCKS", 0),
    Variant(
        sku="EBOOK",
        product="ebook",
        title={"de": "Buch"},
        tax_class="reduced",
        prices={"de": (Period(price=500),)},
        fulfilment="digital",
        stock="unlimited",
        withdrawal=Withdrawal(exception="digital", reason={"de": "Wird sofort geliefert."}),
    ),
    Variant(sku="GONE", product="gone", title={"de": "Weg"}, prices={"de": (Period(price=1),)}, discontinued=True),
    Variant(sku="SOON", product="soon", title={"de": "Bald"}, prices={"de": (Period(price=1, start=4_000_000_000),)}),
)

GERMANY = Market(
    id="de",
    currency="EUR",
    countries=("DE", "AT"),
    tax={"DE": {"standard": 1900, "reduced": 700}, "AT": {"standard": 2000, "reduced": 1000}},
    shipping=(
        ShippingService(
            id="standard",
            name={"de": "Standardversand", "en": "Standard delivery"},
            countries=("DE",),
            rates=(Rate(price=790, up_to_g=31_500), Rate(price=490, up_to_g=2_000)),
            free_from=20_000,
            transit_days=(1, 3),
        ),
        ShippingService(
            id="express", name={"de": "Express"}, countries=("DE",), rates=(Rate(price=1490),), transit_days=(1, 1)
        ),
        ShippingService(id="post", name={"de": "Post"}, countries=("AT",), rates=(Rate(price=990, up_to_g=5_000),)),
    ),
)
AMERICA = Market(id="us", currency="USD", countries=("US",), tax={"US": {"standard": 0, "reduced": 0}})


def catalog(germany: Market = GERMANY) -> Catalog:
    return Catalog(
        version=1,
        build="b1",
        timezone="Europe/Berlin",
        languages=("de", "en"),
        shop=Shop(name={"de": "Wegwarte"}, mail="shop@example.org"),
        markets={"de": germany, "us": AMERICA},
        variants={one.sku: raw(one) for one in VARIANTS},
    )


CATALOG = catalog()


def priced(
    *lines: CartLine, country: str = "DE", service: str = "", free: dict[str, int | None] | None = None
) -> Quote:
    return quote(CATALOG, lines, country=country, language="de", now=NOW, service=service, free=free)


def of(sku: str, quantity: int = 1, *, seen: int | None = None, group: str = "") -> CartLine:
    return CartLine(sku=sku, quantity=quantity, seen_price=seen, group=group)


def codes(found: Quote) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in found.problems]


def test_a_cart_of_two_rates_is_priced_shipped_and_taxed() -> None:
    found = priced(of("MUG"), of("TEA", 2))
    assert (found.goods, found.shipping, found.total) == (3579, 490, 4069)
    assert found.tax == (
        TaxPart(rate_basis_points=1900, net=1910, tax=363, gross=2273),
        TaxPart(rate_basis_points=700, net=1679, tax=117, gross=1796),
    )


def test_a_line_speaks_the_language_of_the_quote_and_keeps_its_story() -> None:
    line = CartLine(sku="TEA", quantity=2, source="scotland#2")
    (item,) = quote(CATALOG, [line], country="DE", language="en", now=NOW).lines
    assert (item.title, item.options, item.url, item.source) == (
        "TEA english",
        (("Size", "M"),),
        "/en/products/TEA/",
        "scotland#2",
    )


def test_a_line_without_words_in_the_language_speaks_the_first_there_is() -> None:
    (item,) = quote(CATALOG, [of("EBOOK")], country="DE", language="en", now=NOW).lines
    assert (item.title, item.withdrawal) == ("Buch", "Wird sofort geliefert.")


def test_all_ways_to_deliver_are_offered_and_the_first_is_counted() -> None:
    found = priced(of("MUG"))
    first = Window(earliest=date(2026, 11, 24), latest=date(2026, 11, 27))
    quick = Window(earliest=date(2026, 11, 24), latest=date(2026, 11, 25))
    assert found.services == (
        ServiceOption(id="standard", name="Standardversand", price=490, delivery=first),
        ServiceOption(id="express", name="Express", price=1490, delivery=quick),
    )
    assert (found.service, found.delivery) == ("standard", first)


def test_the_way_that_was_chosen_is_counted() -> None:
    found = priced(of("MUG"), service="express")
    assert (found.service, found.shipping, found.total) == ("express", 1490, 3489)


def test_shipping_follows_the_weight_whatever_the_order_of_rates() -> None:
    assert [priced(of("MUG", many)).shipping for many in (4, 5)] == [490, 790]


def test_shipping_is_free_from_a_value_of_goods_on() -> None:
    assert [priced(of("JACKET"), of(sku)).shipping for sku in ("TEA", "MUG")] == [490, 0]


def test_the_country_of_delivery_decides_the_rate() -> None:
    assert [part.rate_basis_points for part in priced(of("MUG"), of("TEA"), country="AT").tax] == [2000, 1000]


def test_the_market_of_the_country_decides_currency_and_price() -> None:
    found = priced(of("MUG"), country="US")
    assert (found.market, found.currency, found.goods) == ("us", "USD", 2000)


def test_an_exempt_seller_shows_no_vat() -> None:
    exempt = msgspec.structs.replace(GERMANY, vat="exempt")
    found = quote(catalog(exempt), [of("MUG")], country="DE", language="de", now=NOW)
    assert (found.tax, found.lines[0].rate_basis_points, found.total) == ((), None, 2489)


def test_while_the_country_is_open_there_is_neither_shipping_nor_vat_nor_a_problem() -> None:
    found = priced(of("MUG"), country="")
    assert (found.shipping, found.tax, found.total, found.problems, found.can_be_ordered) == (None, (), 1999, (), False)


def test_what_is_delivered_as_data_needs_no_shipping() -> None:
    found = priced(of("EBOOK"))
    assert (found.shipping, found.services, found.service, found.delivery) == (0, (), "", None)
    assert found.can_be_ordered


def test_a_cart_without_problems_can_be_ordered() -> None:
    assert priced(of("MUG", seen=1999)).can_be_ordered


@pytest.mark.parametrize(("sku", "code"), [("NOPE", "unknown_sku"), ("GONE", "not_for_sale"), ("SOON", "not_for_sale")])
def test_what_cannot_be_sold_is_a_problem_and_the_rest_is_priced(sku: str, code: str) -> None:
    found = priced(of("MUG"), of(sku))
    assert (codes(found), found.goods) == ([(code, "lines[1].sku")], 1999)


def test_a_changed_price_is_charged_as_it_is_but_must_be_confirmed() -> None:
    found = priced(of("MUG", seen=1799))
    assert codes(found) == [("price_changed", "lines[0].seen_price")]
    assert (found.problems[0].message, found.problems[0].severity) == (
        "The price of MUG has changed from 17.99 EUR to 19.99 EUR.",
        "warning",
    )
    assert (found.goods, found.can_be_ordered) == (1999, False)


def test_more_than_one_may_order_at_once_is_a_problem() -> None:
    assert codes(priced(of("TEA", 100))) == [("quantity_too_large", "lines[0].quantity")]


def test_lines_of_one_sku_count_together() -> None:
    assert codes(priced(of("TEA", 60), of("TEA", 60, group="set"))) == [("quantity_too_large", "lines[0].quantity")]


@pytest.mark.parametrize(
    ("free", "quantity", "code"),
    [({"TEA": 0}, 1, "sold_out"), ({"TEA": 2}, 3, "insufficient_stock"), ({"TEA": None}, 11, "insufficient_stock")],
)
def test_more_than_the_store_has_is_a_problem(free: dict[str, int | None], quantity: int, code: str) -> None:
    assert codes(priced(of("TEA", quantity), free=free)) == [(code, "lines[0].quantity")]


def test_a_quote_that_asks_no_store_refuses_nobody_for_want_of_stock() -> None:
    assert codes(priced(of("TEA", 50))) == []


def test_what_is_not_counted_is_never_short() -> None:
    assert codes(priced(of("EBOOK", 99), free={})) == []


def test_a_line_says_what_is_left_and_what_the_store_starts_from() -> None:
    stores: list[dict[str, int | None] | None] = [None, {"TEA": 3}, {"TEA": None}, {"TEA": 0}]
    left = [priced(of("TEA"), free=free).lines[0] for free in stores]
    assert [(item.free, item.opening_stock, item.availability) for item in left] == [
        (None, 10, "in_stock"),
        (3, 10, "in_stock"),
        (10, 10, "in_stock"),
        (0, 10, "sold_out"),
    ]


@pytest.mark.parametrize(("market", "currency"), [("", "EUR"), ("export", "CHF"), ("us", "EUR"), ("nowhere", "EUR")])
def test_a_market_may_be_asked_for_where_several_deliver(market: str, currency: str) -> None:
    export = Market(id="export", currency="CHF", countries=("DE",), vat="exempt")
    both = msgspec.structs.replace(CATALOG, markets={**CATALOG.markets, "export": export})
    assert quote(both, [of("MUG")], country="DE", language="de", now=NOW, market=market).currency == currency


@pytest.mark.parametrize(
    ("country", "service", "quantity", "problem"),
    [
        ("FR", "", 1, ("outside_delivery_area", "country")),
        ("AT", "", 20, ("no_service", "country")),
        ("DE", "drone", 1, ("unknown_service", "service")),
        ("AT", "express", 1, ("unknown_service", "service")),
    ],
)
def test_what_cannot_be_delivered_is_a_problem(
    country: str, service: str, quantity: int, problem: tuple[str, str]
) -> None:
    found = priced(of("MUG", quantity), country=country, service=service)
    assert (codes(found), found.can_be_ordered) == ([problem], False)


def test_an_empty_cart_cannot_be_ordered() -> None:
    assert codes(priced()) == [("empty_cart", "lines")]


LINES = st.lists(
    st.builds(
        CartLine,
        sku=st.sampled_from(SKUS),
        quantity=st.integers(1, 30),
        group=st.sampled_from(["", "set"]),
        seen_price=st.none() | st.sampled_from([0, 790, 18900]),
    ),
    min_size=1,
    max_size=8,
)
PLACES = st.sampled_from(["", "DE", "AT", "US", "FR"])
WAYS = st.sampled_from(["", "express", "post"])


@given(LINES, PLACES, WAYS)
def test_the_sums_of_a_quote_agree(lines: list[CartLine], country: str, service: str) -> None:
    found = priced(*lines, country=country, service=service)
    assert sum(item.total for item in found.lines) == found.goods
    assert all(item.total == item.unit_price * item.quantity for item in found.lines)
    assert found.goods + (found.shipping or 0) == found.total


@given(LINES, st.sampled_from(["DE", "AT", "US"]), WAYS)
def test_vat_by_rate_sums_to_the_total(lines: list[CartLine], country: str, service: str) -> None:
    found = priced(*lines, country=country, service=service)
    assert sum(part.gross for part in found.tax) == found.total
    assert all(part.net + part.tax == part.gross for part in found.tax)


@given(LINES, PLACES, WAYS, st.randoms())
def test_the_order_of_lines_does_not_matter(lines: list[CartLine], country: str, service: str, random: Random) -> None:
    shuffled = sorted(lines, key=lambda _: random.random())
    one, other = (priced(*cart, country=country, service=service) for cart in (lines, shuffled))
    assert (one.total, one.shipping, one.tax, one.services) == (other.total, other.shipping, other.tax, other.services)
    assert sorted(code for code, _ in codes(one)) == sorted(code for code, _ in codes(other))


@given(LINES, PLACES)
def test_merging_equal_lines_does_not_matter(lines: list[CartLine], country: str) -> None:
    assert priced(*lines, country=country) == priced(*merged(lines), country=country)


@given(LINES, st.integers(1, 20))
def test_splitting_a_line_does_not_matter(lines: list[CartLine], part: int) -> None:
    first = lines[0]
    more = CartLine(sku=first.sku, quantity=first.quantity + part, group=first.group, seen_price=first.seen_price)
    less = CartLine(sku=first.sku, quantity=part, group=first.group, seen_price=first.seen_price)
    assert priced(more, *lines[1:]) == priced(first, less, *lines[1:])
