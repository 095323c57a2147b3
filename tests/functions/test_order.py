"""The order: made of a quote without problems, and moved only as the table allows."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog import Catalog, Market, Period, Rate, ShippingService, Shop, Variant, raw
from functions.contact import Contact
from functions.order import (
    NEXT,
    NotOrderableError,
    Order,
    State,
    Step,
    may_become,
    number_in,
    number_of,
    numbers_in,
    opening_stock,
    place,
    reservations,
    sources_of,
)
from functions.pricing.cart import CartLine
from functions.pricing.quote import Quote, quote

NOW = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
CONTACT = Contact(
    email="ada@example.org", name="Ada", line1="Weg 1", line2="", postal_code="10115", city="Berlin", country="DE"
)
CATALOG = Catalog(
    version=1,
    build="b1",
    timezone="Europe/Berlin",
    languages=("de",),
    shop=Shop(name={"de": "Wegwarte"}, mail="shop@example.org"),
    markets={
        "de": Market(
            id="de",
            currency="EUR",
            countries=("DE",),
            tax={"DE": {"standard": 1900}},
            shipping=(
                ShippingService(id="standard", name={"de": "Versand"}, countries=("DE",), rates=(Rate(price=490),)),
            ),
        )
    },
    variants={
        "TEA": raw(
            Variant(sku="TEA", product="tea", title={"de": "Tee"}, prices={"de": (Period(price=790),)}, opening_stock=5)
        ),
        "CARD": raw(
            Variant(
                sku="CARD",
                product="card",
                title={"de": "Karte"},
                prices={"de": (Period(price=100),)},
                stock="unlimited",
            )
        ),
    },
)


def quoted(*lines: CartLine) -> Quote:
    return quote(CATALOG, lines, country="DE", language="de", now=NOW)


def placed(found: Quote) -> Order:
    return place(
        found,
        id="o1",
        number="7K3M-9Q2X",
        token="t",
        attempt="a",
        cart_id="c",
        contact=CONTACT,
        terms_version="v1",
        catalog_build="b1",
        now=NOW,
    )


def test_an_order_is_what_the_quote_said() -> None:
    found = quoted(CartLine(sku="TEA", quantity=2, source="scotland#2"))
    made = placed(found)
    assert (made.lines, made.goods, made.shipping, made.tax, made.total, made.amount_due, made.delivery) == (
        found.lines,
        1580,
        490,
        found.tax,
        2070,
        2070,
        found.delivery,
    )
    assert (made.service, made.service_name, made.lines[0].source) == ("standard", "Versand", "scotland#2")


def test_an_order_begins_placed_with_thirty_five_minutes_to_pay_in_whole_seconds() -> None:
    made = placed(quoted(CartLine(sku="TEA", quantity=1)))
    whole = NOW.replace(microsecond=0)
    assert (made.created_at, made.expires_at) == (whole, whole + timedelta(minutes=35))
    assert made.history == (Step(at=whole, state=State.PLACED, cause="placed"),)


@pytest.mark.parametrize("line", [CartLine(sku="NOPE", quantity=1), CartLine(sku="TEA", quantity=1, seen_price=1)])
def test_a_quote_with_a_problem_never_becomes_an_order(line: CartLine) -> None:
    with pytest.raises(NotOrderableError):
        placed(quoted(line))


def test_an_order_survives_its_journey_through_json() -> None:
    made = placed(quoted(CartLine(sku="TEA", quantity=1, configuration=(("mix", "mint", 2),))))
    assert msgspec.json.decode(msgspec.json.encode(made), type=Order) == made


def test_only_counted_goods_are_reserved_and_lines_of_one_sku_together() -> None:
    lines = quoted(
        CartLine(sku="TEA", quantity=2), CartLine(sku="TEA", quantity=1, group="set"), CartLine(sku="CARD", quantity=9)
    ).lines
    assert (reservations(lines), opening_stock(lines)) == ({"TEA": 3}, {"TEA": 5})


def test_the_transition_table_is_this() -> None:
    allowed = {(old, new) for old, new in itertools.product(State, State) if may_become(old, new)}
    assert allowed == {
        (State.PLACED, State.PENDING),
        (State.PLACED, State.PAID),
        (State.PLACED, State.CANCELLED),
        (State.PLACED, State.FAILED),
        (State.PENDING, State.PAID),
        (State.PENDING, State.FAILED),
        (State.PAID, State.PACKED),
        (State.PAID, State.SHIPPED),
        (State.PACKED, State.SHIPPED),
        (State.SHIPPED, State.DELIVERED),
        *itertools.product(
            (State.PAID, State.PACKED, State.SHIPPED, State.DELIVERED),
            (State.WITHDRAWN, State.REFUNDED, State.DISPUTED),
        ),
        (State.WITHDRAWN, State.REFUNDED),
        (State.WITHDRAWN, State.DISPUTED),
        (State.DISPUTED, State.REFUNDED),
    }


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(NEXT) == set(State)


def test_the_sources_of_a_state_are_those_that_lead_to_it() -> None:
    assert (sources_of(State.PAID), sources_of(State.PLACED)) == ((State.PENDING, State.PLACED), ())


@pytest.mark.parametrize(
    ("entropy", "number"),
    [(b"\x00" * 5, "0000-0000"), (b"\xff" * 5, "ZZZZ-ZZZZ"), (b"\x00\x44\x32\x14\xc7", "0123-4567")],
)
def test_a_number_is_written_in_eight_letters_that_nobody_confuses(entropy: bytes, number: str) -> None:
    assert number_of(entropy) == number


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_different_randomness_gives_different_numbers(one: bytes, other: bytes) -> None:
    assert (number_of(one) == number_of(other)) == (one == other)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("7K3M-9Q2X", ("7K3M-9Q2X",)),
        (" 7k3m 9q2x\n", ("7K3M-9Q2X",)),
        ("7k3m9q2x", ("7K3M-9Q2X",)),
        ("Bestellung 7K3M\u20139Q2X und 0000-0001", ("7K3M-9Q2X", "0000-0001")),
        ("7K3M-9Q2", ()),
        ("7K3M-9Q2XX", ()),
        ("OILU-OILU", ()),
        ("\0", ()),
        ("", ()),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, found: tuple[str, ...]) -> None:
    assert numbers_in(written) == found
    assert number_in(written) == (found[0] if found else "")
