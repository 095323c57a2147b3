"""Coupons: what they take off, when they do not, and the laws of the split."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog import (
    Catalog,
    Coupon,
    Market,
    Period,
    Rate,
    ShippingService,
    Shop,
    Variant,
    coupon_code,
    coupon_id,
    dump,
    raw,
)
from functions.money import Money
from functions.pricing.cart import CartLine
from functions.pricing.coupons import Code
from functions.pricing.quote import Quote, quote

if TYPE_CHECKING:
    from random import Random

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CODE = "WELCOME-2026"
TITLE = {"de": "Willkommen", "en": "Welcome"}


def variant(sku: str, price: int, *, tax: str = "standard", fixed: bool = False, digital: bool = False) -> Variant:
    return Variant(
        sku=sku,
        product=sku.lower(),
        title={"de": sku},
        tax_class=tax,
        prices={"de": (Period(price=price),), "ch": (Period(price=price),)},
        weight_g=500,
        opening_stock=1000,
        no_discount=fixed,
        fulfilment="digital" if digital else "shipped",
    )


VARIANTS = (
    variant("JACKET", 18900),
    variant("TEA", 790, tax="reduced"),
    variant("MUG", 1999),
    variant("SAMPLE", 0),
    variant("BOOK", 2400, tax="reduced", fixed=True),
    variant("SONG", 300, digital=True),
)
SKUS = tuple(one.sku for one in VARIANTS)

GERMANY = Market(
    id="de",
    currency="EUR",
    countries=("DE",),
    tax={"DE": {"standard": 1900, "reduced": 700}},
    shipping=(
        ShippingService(id="standard", name={"de": "Post"}, countries=("DE",), rates=(Rate(price=490),)),
        ShippingService(id="express", name={"de": "Eilbote"}, countries=("DE",), rates=(Rate(price=1290),)),
    ),
)
SWITZERLAND = Market(id="ch", currency="CHF", countries=("CH",), vat="exempt")


def catalog(coupon: Coupon) -> Catalog:
    return Catalog(
        version=1,
        build="b1",
        timezone="Europe/Berlin",
        languages=("de", "en"),
        shop=Shop(name={"de": "Wegwarte"}, mail="shop@example.org"),
        markets={"de": GERMANY, "ch": SWITZERLAND},
        coupons={coupon_id(CODE): coupon},
        variants={one.sku: raw(one) for one in VARIANTS},
    )


def a_coupon(**facts: object) -> Coupon:
    return Coupon(title=TITLE, **facts)  # type: ignore[arg-type]  # the tests' own values


def priced(
    coupon: Coupon,
    *lines: tuple[str, int],
    code: str = CODE,
    country: str = "DE",
    service: str = "",
    spent: bool = False,
) -> Quote:
    cart = [CartLine(sku=sku, quantity=quantity) for sku, quantity in lines]
    return quote(
        catalog(coupon),
        cart,
        country=country,
        language="de",
        now=NOW,
        service=service,
        coupon=Code(text=code, spent=spent),
    )


def told(found: Quote) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in found.problems]


def test_an_amount_is_taken_off_the_goods_and_off_their_vat() -> None:
    found = priced(a_coupon(amount={"de": 500}), ("MUG", 1), ("TEA", 1))
    assert (found.goods, [line.discount for line in found.lines], found.shipping, found.total) == (
        2789,
        [358, 142],
        490,
        2779,
    )
    assert [(part.rate_basis_points, part.gross, part.tax) for part in found.tax] == [
        (1900, 1992, 318),
        (700, 787, 51),
    ]


def test_the_quote_names_the_coupon_and_what_it_takes_off() -> None:
    coupon = priced(a_coupon(amount={"de": 500}, limit=3), ("MUG", 1)).coupon
    assert coupon is not None
    assert (coupon.id, coupon.code, coupon.title, coupon.goods, coupon.shipping, coupon.limit) == (
        coupon_id(CODE),
        CODE,
        "Willkommen",
        500,
        0,
        3,
    )


def test_an_amount_takes_no_more_than_the_goods_are_worth() -> None:
    found = priced(a_coupon(amount={"de": 5000}), ("MUG", 1))
    assert (found.total, found.shipping) == (490, 490)


@pytest.mark.parametrize(("sku", "discount"), [("TEA", 79), ("MUG", 200), ("JACKET", 1890)])
def test_a_percentage_is_rounded_half_up(sku: str, discount: int) -> None:
    assert (
        priced(a_coupon(basis_points=1000), (sku, 1)).goods - priced(a_coupon(basis_points=1000), (sku, 1)).lines[0].due
        == discount
    )


def test_exactly_half_a_cent_is_the_shoppers() -> None:
    assert priced(a_coupon(basis_points=50), ("SONG", 1)).lines[0].discount == 2


def test_free_shipping_takes_the_price_of_the_cheapest_way_off_every_way() -> None:
    coupon = a_coupon(free_shipping=True)
    assert [(one.id, one.price) for one in priced(coupon, ("MUG", 1)).services] == [("standard", 0), ("express", 800)]
    found = priced(coupon, ("MUG", 1), service="express")
    assert (found.shipping, found.total, found.coupon and found.coupon.shipping) == (800, 2799, 490)


def test_what_a_coupon_takes_off_never_makes_the_delivery_dearer() -> None:
    service = msgspec.structs.replace(GERMANY.shipping[0], free_from=1999)
    market = msgspec.structs.replace(GERMANY, shipping=(service,))
    shop = msgspec.structs.replace(catalog(a_coupon(amount={"de": 500})), markets={"de": market})
    cart = [CartLine(sku="MUG", quantity=1)]
    found = quote(shop, cart, country="DE", language="de", now=NOW, coupon=Code(text=CODE))
    assert (found.shipping, found.total) == (0, 1499)


def test_free_shipping_waits_for_the_country() -> None:
    found = priced(a_coupon(free_shipping=True), ("MUG", 1), country="")
    assert (found.problems, found.shipping, found.coupon and found.coupon.shipping) == ((), None, 0)


def test_a_fixed_price_is_never_lowered_and_counts_for_no_minimum() -> None:
    found = priced(a_coupon(basis_points=5000), ("BOOK", 1), ("TEA", 1))
    assert [line.discount for line in found.lines] == [0, 395]
    assert told(priced(a_coupon(basis_points=5000, minimum={"de": 3000}), ("BOOK", 1), ("TEA", 1))) == [
        ("coupon_minimum", "coupon")
    ]


def test_a_coupon_for_some_products_lowers_those_alone() -> None:
    found = priced(a_coupon(amount={"de": 500}, products=("tea", "mug")), ("JACKET", 1), ("TEA", 2))
    assert [line.discount for line in found.lines] == [0, 500]


DAY = 86_400
MOMENT = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("coupon", "code"),
    [
        (a_coupon(amount={"de": 500}, start=MOMENT + 1), "coupon_unknown"),
        (a_coupon(amount={"de": 500}, end=MOMENT), "coupon_ended"),
        (a_coupon(amount={"de": 500}, minimum={"de": 2000}), "coupon_minimum"),
        (a_coupon(amount={"de": 500}, products=("tea",)), "coupon_not_applicable"),
        (a_coupon(amount={"ch": 500}), "coupon_not_applicable"),
    ],
)
def test_a_coupon_that_cannot_be_used_is_a_problem_of_its_field_and_takes_nothing_off(
    coupon: Coupon, code: str
) -> None:
    found = priced(coupon, ("MUG", 1))
    assert (told(found), found.total, found.coupon) == ([(code, "coupon")], 2489, None)


def test_a_coupon_holds_from_its_first_second_to_just_before_its_last() -> None:
    assert priced(a_coupon(amount={"de": 500}, start=MOMENT, end=MOMENT + 1), ("MUG", 1)).total == 1989


def test_a_code_that_does_not_hold_yet_is_answered_as_one_that_there_is_not() -> None:
    coming = a_coupon(amount={"de": 500}, start=MOMENT + DAY, minimum={"de": 99_999}, limit=0)
    assert priced(coming, ("MUG", 1), spent=True).problems == priced(coming, ("MUG", 1), code="NO-SUCH").problems


def test_a_coupon_that_was_used_up_is_a_problem() -> None:
    assert told(priced(a_coupon(amount={"de": 500}), ("MUG", 1), spent=True)) == [("coupon_spent", "coupon")]


def test_free_shipping_is_of_no_use_where_nothing_is_shipped() -> None:
    assert told(priced(a_coupon(free_shipping=True), ("SONG", 1))) == [("coupon_not_applicable", "coupon")]


def test_the_minimum_is_said_in_money() -> None:
    (found,) = priced(a_coupon(amount={"de": 500}, minimum={"de": 3000}), ("MUG", 1)).problems
    assert found.values == (("minimum", Money(minor=3000, currency="EUR")),)


@pytest.mark.parametrize("written", ["welcome-2026", " WELCOME-2026\n", "Welcome - 2026", "WELCOME- 2026"])
def test_a_code_may_be_written_in_small_letters_and_with_spaces(written: str) -> None:
    assert priced(a_coupon(amount={"de": 500}), ("MUG", 1), code=written).total == 1989


def test_who_has_tried_too_many_codes_is_told_nothing_of_any() -> None:
    told = [
        quote(
            catalog(a_coupon(amount={"de": 500})),
            [CartLine(sku="MUG", quantity=1)],
            country="DE",
            language="de",
            now=NOW,
            coupon=Code(text=code, guessed=True),
        ).problems
        for code in (CODE, "NO-SUCH")
    ]
    assert told[0] == told[1]
    assert [one.code for one in told[0]] == ["coupon_too_many_tries"]


@pytest.mark.parametrize("written", ["", "  "])
def test_no_code_is_no_problem(written: str) -> None:
    found = priced(a_coupon(amount={"de": 500}), ("MUG", 1), code=written)
    assert (found.problems, found.total) == ((), 2489)


def test_a_code_of_broken_letters_is_unknown() -> None:
    assert told(priced(a_coupon(amount={"de": 500}), ("MUG", 1), code="\ud800")) == [("coupon_unknown", "coupon")]


def test_the_catalogue_has_no_code() -> None:
    written = dump(catalog(a_coupon(amount={"de": 500}))).decode()
    assert coupon_id(CODE) in written
    assert CODE not in written


def test_an_exempt_seller_discounts_without_vat() -> None:
    exempt = msgspec.structs.replace(GERMANY, vat="exempt")
    shop = msgspec.structs.replace(catalog(a_coupon(amount={"de": 500})), markets={"de": exempt})
    found = quote(shop, [CartLine(sku="MUG", quantity=1)], country="DE", language="de", now=NOW, coupon=Code(text=CODE))
    assert (found.tax, found.total) == ((), 1989)


COUPONS = st.builds(
    Coupon,
    title=st.just(TITLE),
    amount=st.one_of(st.just({}), st.fixed_dictionaries({"de": st.integers(1, 100_000)})),
    basis_points=st.integers(0, 10_000),
    free_shipping=st.booleans(),
    products=st.lists(st.sampled_from([sku.lower() for sku in SKUS]), unique=True).map(tuple),
)
LINES = st.lists(
    st.tuples(st.sampled_from(SKUS), st.integers(1, 99)), min_size=1, max_size=6, unique_by=lambda one: one[0]
)


@given(COUPONS, LINES)
def test_the_parts_sum_to_the_discount_and_no_line_goes_below_zero(
    coupon: Coupon, lines: list[tuple[str, int]]
) -> None:
    found = priced(coupon, *lines)
    off = found.coupon.goods if found.coupon else 0
    assert sum(line.discount for line in found.lines) == off
    assert all(0 <= line.discount <= line.total for line in found.lines)
    assert found.total == found.goods - off + (found.shipping or 0)


@given(COUPONS, LINES)
def test_vat_is_that_of_what_is_paid_at_each_rate(coupon: Coupon, lines: list[tuple[str, int]]) -> None:
    found = priced(coupon, *lines)
    assert sum(part.gross for part in found.tax) == found.total
    for part in found.tax:
        due = sum(line.due for line in found.lines if line.rate_basis_points == part.rate_basis_points)
        assert due <= part.gross <= due + (found.shipping or 0)
        assert abs(part.tax * (10_000 + part.rate_basis_points) - part.gross * part.rate_basis_points) * 2 <= (
            10_000 + part.rate_basis_points
        )


@given(COUPONS, LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(coupon: Coupon, lines: list[tuple[str, int]], random: Random) -> None:
    mixed = random.sample(lines, len(lines))
    one, other = priced(coupon, *lines), priced(coupon, *mixed)
    assert (one.total, one.tax, one.coupon) == (other.total, other.tax, other.coupon)
    assert {line.sku: line.discount for line in one.lines} == {line.sku: line.discount for line in other.lines}


@given(COUPONS, LINES, st.data())
def test_giving_back_line_by_line_and_piece_by_piece_gives_back_what_was_paid(
    coupon: Coupon, lines: list[tuple[str, int]], data: st.DataObject
) -> None:
    found = priced(coupon, *lines)
    back = 0
    for line in found.lines:
        first = data.draw(st.integers(0, line.quantity))
        back += line.due_for(first) + line.due_for(line.quantity - first, after=first)
    assert back + (found.shipping or 0) == found.total


def test_a_code_counts_in_capitals_and_without_spaces() -> None:
    assert coupon_code(" we lcome\t") == "WELCOME"


def test_a_clock_that_goes_on_ends_a_coupon() -> None:
    shop = catalog(a_coupon(amount={"de": 500}, end=MOMENT + DAY))
    cart = [CartLine(sku="MUG", quantity=1)]
    later = [
        quote(shop, cart, country="DE", language="de", now=NOW + timedelta(days=d), coupon=Code(text=CODE))
        for d in (0, 1)
    ]
    assert [one.total for one in later] == [1989, 2489]
