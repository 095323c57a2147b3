"""What was withdrawn before it was sent: the packing table says how much of what stays here, and no slip names it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.catalog import Withdrawal as Excluded
from functions.returns import refunding, withdrawing
from functions.store import Withdrawal
from tests.functions.shop import VARIANTS, shop
from tests.functions.test_desk import PACKER, now, numbers, paid, sign_in, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.order import Order
    from functions.returns.refunding import Lines
    from tests.functions.shop import World

MARK = "nicht einpacken"


@pytest.fixture
def desk(tmp_path: Path, store_url: str) -> Iterator[World]:
    """The shop with somebody signed in, on each kind of database."""
    with shop(tmp_path, database=store_url, packers=(PACKER,)) as running:
        sign_in(running)
        yield running


def withdraw(world: World, order: Order, lines: Lines, name: str = "w1") -> Withdrawal:
    """What the order's page declares of some pieces."""
    made = Withdrawal(
        id=name,
        received_at=world.clock(),
        language="de",
        name="Ida Muster",
        contract=order.number,
        contact="ida@example.org",
        statement="Hiermit widerrufe ich.",
        order=order.id,
        lines=lines,
    )
    assert withdrawing.declare(world.till, made, order)
    return made


def page(world: World, order: Order) -> str:
    return words(world.get(f"/till/desk/orders/{order.number}").text)


def slip(world: World, order: Order) -> str:
    return words(world.get(f"/till/desk/orders/{order.number}/slip").text)


def test_a_part_that_was_withdrawn_is_marked_with_its_number_and_on_no_slip(desk: World) -> None:
    order = paid(desk, ("TEA", 3), ("BREAD", 1))
    withdraw(desk, order, ((0, 2), (1, 1)))
    said = page(desk, order)
    assert f"1 × Ware TEA TEA 2 widerrufen, {MARK}" in said
    assert f"0 × Ware BREAD BREAD 1 widerrufen, {MARK}" in said
    assert f"1 Stück: Ware TEA raus bis 24.11.2026 · Standardversand 3 widerrufen, {MARK} Widerruf offen" in words(
        desk.get("/till/desk").text
    )
    assert "1 Ware TEA TEA" in slip(desk, order)
    assert "BREAD" not in slip(desk, order)
    assert "BREAD" not in words(desk.get("/till/desk/slips").text)
    english = words(desk.get(f"/till/desk/orders/{order.number}?language=en").text)
    assert "2 withdrawn, do not pack" in english


def test_what_was_withdrawn_can_still_be_given_back_and_counts_once_when_it_was(desk: World) -> None:
    order = paid(desk, ("TEA", 3))
    withdraw(desk, order, ((0, 1),))
    assert 'name="back-0" type="number" min="0" max="3"' in desk.get(f"/till/desk/orders/{order.number}").text
    desk.post("/till/desk/returns/w1/arrived", {"back-0": "1"})
    assert "2 × Ware TEA TEA statt 3: der Rest ist erstattet" in page(desk, order)
    assert MARK not in page(desk, order)
    assert "2 Ware TEA" in slip(desk, order)


def test_what_was_given_back_before_is_another_piece(desk: World) -> None:
    order = paid(desk, ("TEA", 3))
    refunding.request(desk.till, order, ((0, 1),), reason="shop")
    desk.clock.forward(minutes=1)
    withdraw(desk, now(desk, order), ((0, 1),))
    assert f"1 × Ware TEA TEA statt 3: der Rest ist erstattet 1 widerrufen, {MARK}" in page(desk, order)
    assert "1 Ware TEA" in slip(desk, order)


def test_a_withdrawal_that_was_closed_without_a_refund_is_one_all_the_same(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    withdraw(desk, order, ((0, 1),))
    desk.post("/till/desk/returns/w1/close", {})
    assert f"1 widerrufen, {MARK}" in page(desk, order)


def test_what_is_excluded_from_withdrawal_is_sent_once_the_shop_has_said_so(tmp_path: Path, store_url: str) -> None:
    cut = msgspec.structs.replace(
        VARIANTS[0], withdrawal=Excluded(exception="made_to_order", reason={"de": "nach Maß"})
    )
    with shop(tmp_path, cut, database=store_url, packers=(PACKER,)) as world:
        sign_in(world)
        order = paid(world, (cut.sku, 2))
        withdraw(world, order, ((0, 1),))
        assert f"1 widerrufen, {MARK}" in page(world, order)
        world.post("/till/desk/returns/w1/close", {})
        assert MARK not in page(world, order)
        assert f"2 Ware {cut.sku}" in slip(world, order)


def test_an_order_of_which_nothing_is_left_to_be_sent_is_not_listed(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    withdraw(desk, order, ((0, 1),), "w1")
    withdraw(desk, order, ((0, 1),), "w2")
    assert numbers(desk.get("/till/desk").text, "Zu packen") == []
    assert 'type="checkbox" required' not in desk.get(f"/till/desk/orders/{order.number}").text


def test_what_is_withdrawn_after_it_was_sent_was_sent(desk: World) -> None:
    order = paid(desk, ("TEA", 2))
    desk.post(f"/till/desk/orders/{order.number}/shipped", {"carrier": "", "code": ""})
    desk.clock.forward(hours=1)
    withdraw(desk, now(desk, order), ((0, 1),))
    assert MARK not in page(desk, order)
    assert "2 Ware TEA" in slip(desk, order)


def test_more_than_there_is_left_is_never_withdrawn(desk: World) -> None:
    order = replace(paid(desk, ("TEA", 2)), history=())
    declared = withdraw(desk, order, ((0, 1),))
    twice = (declared, replace(declared, id="w2", lines=((0, 2),), received_at=declared.received_at + timedelta(1)))
    assert withdrawing.not_to_be_sent(order, twice, ()) == (2,)
