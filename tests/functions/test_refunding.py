"""Money that goes back, in a running shop on both databases: what it is worth, who gives it, and what follows."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.order import State
from functions.payments import ProviderRefund, SessionState
from functions.returns import refunding
from functions.settlement import settle
from functions.store import Refund
from tests.functions.shop import World, shop
from tests.functions.test_store import NOW, line, order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.order import Order


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with shop(tmp_path, database=store_url) as opened:
        yield opened


def bought(world: World, *lines: tuple[str, int]) -> Order:
    """An order that was paid."""
    world.press(world.order(*(lines or (("JACKET-M", 2),))).headers["location"], "paid")
    return newest(world)


def newest(world: World) -> Order:
    return world.store.orders_since(datetime(2026, 1, 1, tzinfo=UTC))[-1]


def page(order: Order) -> str:
    assert order.payment is not None
    return order.payment.url


def work(world: World) -> None:
    """What the outbox does with refunds."""
    for letter in world.store.due_letters(world.clock(), limit=100):
        if letter.channel == "refund":
            refunding.execute(world.till, letter.key.removeprefix("refund-"))
    assert world.sandbox is not None
    world.sandbox.flush()


def refunds(world: World, order: Order) -> list[tuple[int, str, str]]:
    return sorted((refund.minor, refund.reason, refund.state) for refund in world.store.refunds.of_order(order.id))


def kinds(world: World) -> list[str]:
    world.clock.forward(hours=1)
    return [letter.kind for letter in world.store.due_letters(world.clock(), limit=100) if letter.channel == "mail"]


# What it is worth.


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5000), st.integers(0, 100)), min_size=1, max_size=5))
def test_however_an_order_is_given_back_the_parts_sum_to_what_was_paid(goods: list[tuple[int, int, int]]) -> None:
    lines = tuple(
        msgspec.structs.replace(
            line(sku=f"S{n}", quantity=count),
            unit_price=price,
            total=price * count,
            discount=price * count * off // 100,
        )
        for n, (count, price, off) in enumerate(goods)
    )
    due = sum(entry.due for entry in lines) + 490
    whole = replace(order("A", *lines), shipping=490, amount_due=due, total=due)
    given_back: list[Refund] = []
    for position, entry in enumerate(lines):
        for _ in range(entry.quantity):
            now = replace(whole, repaid=sum(refund.minor for refund in given_back))
            minor = refunding.worth(now, ((position, 1),), given_back)
            given_back.append(Refund(id="", order="A", minor=minor, reason="", created_at=NOW, lines=((position, 1),)))
    assert sum(refund.minor for refund in given_back) == due
    assert refunding.worth(whole, refunding.all_left(whole, ()), ()) == due


def test_no_more_of_a_line_is_given_back_than_was_bought() -> None:
    whole = order("A", line(quantity=2), line(sku="B", quantity=1))
    before = [Refund(id="", order="A", minor=1, reason="", created_at=NOW, lines=((0, 1),))]
    assert refunding.worth(whole, ((0, 5), (0, 1)), before) == whole.lines[0].due_for(1, after=1)
    assert refunding.all_left(whole, before) == ((0, 1), (1, 1))


def test_what_failed_can_be_given_back_again() -> None:
    whole = order("A", line(quantity=2))
    failed = Refund(id="", order="A", minor=1, reason="", created_at=NOW, lines=((0, 2),), state="failed")
    assert refunding.left(whole, [failed]) == (2,)


def test_never_more_than_is_left_of_the_payment() -> None:
    whole = replace(order("A", line(quantity=2), line(sku="B")), repaid=0)
    nearly = replace(whole, repaid=whole.amount_due - 7)
    assert refunding.worth(nearly, ((1, 1),), ()) == 7


# The shop gives back.


def test_a_part_is_given_back_with_its_units_and_the_order_stays(world: World) -> None:
    order = bought(world)
    assert world.free("JACKET-M") == 3
    asked = refunding.request(world.till, order, ((0, 1),), reason="shop", restock=True)
    assert asked is not None
    work(world)
    assert (newest(world).state, world.free("JACKET-M"), newest(world).repaid) == (State.PAID, 4, 18900)
    assert refunds(world, order) == [(18900, "shop", "done")]
    assert [invoice.kind for invoice in world.store.invoices.of_order(order.id)] == ["invoice", "correction"]
    assert kinds(world).count("refund") == 1
    assert newest(world).history[-1].cause == "refunded"


def test_everything_is_given_back_with_its_shipping(world: World) -> None:
    order = bought(world, ("TEA", 1))
    refunding.request(world.till, order, refunding.all_left(order, ()), reason="shop")
    work(world)
    assert (newest(world).state, newest(world).repaid) == (State.REFUNDED, 890 + 490)


def test_the_last_piece_brings_the_shipping_with_it(world: World) -> None:
    order = bought(world, ("TEA", 2))
    for _ in range(2):
        refunding.request(world.till, newest(world), ((0, 1),), reason="shop")
        work(world)
    assert refunds(world, order) == [(890, "shop", "done"), (890 + 490, "shop", "done")]


def test_an_amount_is_given_back_without_any_line(world: World) -> None:
    order = bought(world)
    refunding.request(world.till, order, minor=500, reason="shop")
    work(world)
    assert (refunds(world, order), newest(world).state) == ([(500, "shop", "done")], State.PAID)


def test_more_than_was_paid_is_not_promised(world: World) -> None:
    order = bought(world)
    assert refunding.request(world.till, order, minor=order.amount_due + 1, reason="shop") is None
    assert refunding.request(world.till, order, minor=0, reason="shop") is None


def test_the_same_request_twice_is_one(world: World) -> None:
    order = bought(world)
    asked = [refunding.request(world.till, order, ((0, 1),), reason="shop", id="once") for _ in range(2)]
    assert [refund is not None for refund in asked] == [True, False]


def test_asking_the_provider_twice_gives_once(world: World) -> None:
    order = bought(world)
    asked = refunding.request(world.till, order, ((0, 1),), reason="shop")
    assert asked is not None
    for _ in range(2):
        refunding.execute(world.till, asked.id)
    assert world.sandbox is not None
    assert order.payment is not None
    assert len(world.sandbox.session(order.payment.session).refunds) == 1


def test_a_refund_that_the_provider_refuses_is_told_to_the_shop_and_can_be_asked_again(world: World) -> None:
    order = bought(world)
    world.press(page(order), "disputed")
    asked = refunding.request(world.till, order, ((0, 1),), reason="shop")
    assert asked is not None
    work(world)
    assert (refunds(world, order), newest(world).repaid) == ([(18900, "shop", "failed")], 0)
    assert "alert" in kinds(world)


def test_what_the_provider_has_begun_is_done_when_its_news_come(world: World) -> None:
    order = bought(world)
    asked = refunding.request(world.till, order, ((0, 1),), reason="shop")
    assert asked is not None
    begun = ProviderRefund(id="re_1", key=asked.id, minor=asked.minor, state="pending")
    assert not refunding.book(world.till, order, begun)
    assert refunding.book(world.till, order, replace(begun, state="done"))
    assert refunds(world, order) == [(18900, "shop", "done")]


def test_a_refund_nobody_knows_is_none(world: World) -> None:
    refunding.execute(world.till, "unknown")
    assert world.store.waiting_letters() == ()


# The provider's own doings.


def test_what_is_given_back_at_the_provider_reaches_the_order(world: World) -> None:
    order = bought(world)
    world.press(page(order), "refunded")
    assert (newest(world).state, refunds(world, order)) == (
        State.REFUNDED,
        [(order.amount_due, "provider", "done")],
    )
    assert [invoice.kind for invoice in world.store.invoices.of_order(order.id)] == ["invoice", "correction"]


def test_a_dispute_freezes_the_order_and_one_that_was_won_lets_it_go_on(world: World) -> None:
    order = bought(world)
    world.press(page(order), "disputed")
    assert newest(world).state is State.DISPUTED
    world.press(page(order), "won")
    assert (newest(world).state, newest(world).history[-1].cause) == (State.PAID, "dispute won")


def test_a_dispute_that_was_lost_is_a_refund_of_what_was_left(world: World) -> None:
    order = bought(world)
    refunding.request(world.till, order, ((0, 1),), reason="shop")
    work(world)
    world.press(page(order), "disputed")
    world.press(page(order), "lost")
    assert (newest(world).state, refunds(world, order)) == (
        State.REFUNDED,
        sorted([(18900, "shop", "done"), (order.amount_due - 18900, "dispute", "done")]),
    )


def test_news_change_nothing_the_second_time_and_in_any_order(world: World) -> None:
    order = bought(world)
    assert world.sandbox is not None
    assert order.payment is not None
    paid = world.sandbox.session(order.payment.session)
    stages = (
        paid,
        replace(paid, refunds=(ProviderRefund(id="re_1", key="", minor=100, state="done"),)),
        replace(paid, refunds=(ProviderRefund(id="re_1", key="", minor=100, state="done"),), dispute="lost"),
    )
    for turn in itertools.permutations(stages):
        for session in turn:
            settle(world.till, order, session)
            settle(world.till, order, stages[-1])
    expected = [(100, "provider", "done"), (order.amount_due - 100, "dispute", "done")]
    assert refunds(world, order) == expected
    assert newest(world).state is State.REFUNDED


def test_the_fee_is_booked_with_the_payment(world: World) -> None:
    order = bought(world)
    assert newest(world).fee == order.amount_due * 15 // 1000 + 25


# Money that came too late.


def test_money_for_an_order_that_was_called_off_goes_back_by_itself(world: World) -> None:
    placed = world.order(("LAST-ONE", 1))
    order = newest(world)
    assert world.sandbox is not None
    assert order.payment is not None
    paid = replace(world.sandbox.session(order.payment.session), state=SessionState.PAID)
    world.get(f"/till/orders/{order.token}/cancelled")
    assert newest(world).state is State.CANCELLED
    with world.sandbox._lock:  # noqa: SLF001 (at a real provider the payment was under way while the page was closed)
        known = world.sandbox._pages[order.payment.session]  # noqa: SLF001 (as above)
        world.sandbox._pages[order.payment.session] = replace(known, state=paid.state)  # noqa: SLF001 (as above)
    for _ in range(3):
        settle(world.till, order, paid)
    work(world)
    assert (refunds(world, order), newest(world).state) == ([(order.amount_due, "late", "done")], State.CANCELLED)
    assert sorted({*kinds(world)} & {"alert", "refund", "order"}) == ["alert", "refund"]
    assert placed.status_code == 303
