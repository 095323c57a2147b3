"""Uses of coupons in the store: the last is had by one, a cancelled order gives its own back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.order import State
from functions.pricing.coupons import Claim, Redemption, claim
from functions.store import CouponSpent, Happening, Placed
from tests.functions.test_store import NOW, line, order, place

if TYPE_CHECKING:
    from functions.order import Order
    from functions.store import Store

LAST = Redemption(id="c" * 64, code="LAST", title="Der letzte", goods=5, shipping=0, limit=1)
ONCE = msgspec.structs.replace(LAST, limit=None, once_per_customer=True)
FREE = msgspec.structs.replace(LAST, limit=None)


def with_coupon(name: str, coupon: Redemption, email: str = "ida@example.org") -> Order:
    made = order(name, line("A"), cart=name)
    return replace(made, coupon=coupon, contact=replace(made.contact, email=email))


def test_of_many_at_once_as_many_use_a_coupon_as_may(store: Store) -> None:
    five = msgspec.structs.replace(LAST, limit=5)
    orders = [with_coupon(f"ORDER-{number}", five) for number in range(12)]
    store.set_stock("A", 100)
    with ThreadPoolExecutor(len(orders)) as hands:
        outcomes = list(hands.map(lambda one: place(store, one), orders))
    assert [type(one) for one in outcomes].count(Placed) == 5
    assert [type(one) for one in outcomes].count(CouponSpent) == 7
    assert store.free(["A"]) == {"A": 95}


def test_who_comes_too_late_leaves_nothing_behind(store: Store) -> None:
    store.set_stock("A", 10)
    place(store, with_coupon("ONE", LAST))
    assert place(store, with_coupon("TWO", LAST)) == CouponSpent()
    assert (store.order_by_id("TWO"), store.free(["A"])) == (None, {"A": 9})


@pytest.mark.parametrize("state", [State.CANCELLED, State.FAILED])
def test_an_order_that_comes_to_nothing_gives_its_use_back(store: Store, state: State) -> None:
    first = with_coupon("ONE", LAST)
    place(store, first)
    store.transition(first.id, state, Happening(cause="over", at=NOW + timedelta(minutes=1)))
    assert isinstance(place(store, with_coupon("TWO", LAST)), Placed)


def test_an_order_that_is_replaced_gives_its_use_to_the_next(store: Store) -> None:
    first = with_coupon("ONE", LAST)
    place(store, first)
    second = replace(with_coupon("TWO", LAST), cart_id=first.cart_id)
    assert isinstance(place(store, second, replaces=first.id), Placed)
    assert place(store, with_coupon("THREE", LAST)) == CouponSpent()


def test_each_customer_uses_it_once(store: Store) -> None:
    place(store, with_coupon("ONE", ONCE))
    assert place(store, with_coupon("TWO", ONCE, "IDA@example.org")) == CouponSpent()
    assert isinstance(place(store, with_coupon("THREE", ONCE, "otto@example.org")), Placed)


def test_a_coupon_without_bounds_is_used_by_everybody(store: Store) -> None:
    outcomes = [place(store, with_coupon(name, FREE)) for name in ("ONE", "TWO")]
    assert [type(one) for one in outcomes] == [Placed, Placed]


def test_whether_it_is_spent_can_be_asked_before(store: Store) -> None:
    first = with_coupon("ONE", LAST)
    wish = Claim(id=LAST.id, limit=1, customer="")
    before = store.coupons.is_spent(wish)
    place(store, first)
    after = [store.coupons.is_spent(wish, replacing=order_id) for order_id in (None, first.id)]
    assert (before, after) == (False, [True, False])


def test_a_claim_names_the_customer_only_where_customers_are_told_apart() -> None:
    addresses = ("ida@example.org", " Ida@Example.ORG ", "")
    assert [claim("c", LAST, address).customer for address in addresses] == ["", "", ""]
    one, other, nobody = (claim("c", ONCE, address).customer for address in addresses)
    assert (one == other, "ida" in one, nobody) == (True, False, "")
