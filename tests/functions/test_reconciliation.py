"""Our books against the provider's: differences are named, and a stale backup loses no paid order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.chores.reconciliation import NotRebuiltError, compare, daily, rebuilt, reopen, repair
from functions.cli import main
from functions.order import State
from functions.payments import SessionState
from functions.store import Happening, backups
from functions.store.marks import BOOKS, MISSED
from tests.functions.shop import NOON, World, shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from functions.order import Order

SINCE = NOON - timedelta(days=1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'till.db'}"


@pytest.fixture
def world(tmp_path: Path, url: str) -> Iterator[World]:
    with shop(tmp_path, database=url) as opened:
        yield opened


def buy(world: World, *lines: tuple[str, int], **fields: str) -> Order:
    """An order that is paid; the latest there is."""
    world.press(world.order(*lines, **fields).headers["location"], "paid")
    return world.store.orders_since(SINCE)[-1]


def codes(world: World) -> list[str]:
    return [difference.code for difference in compare(world.till, SINCE)]


def test_what_a_stale_backup_has_lost_is_rebuilt_with_its_stock(world: World, url: str, tmp_path: Path) -> None:
    buy(world, ("JACKET-M", 1))
    backups.save(url, tmp_path / "stale.sqlite")
    lost = buy(world, ("JACKET-M", 2), ("TEA", 3), language="en")
    free = world.free("JACKET-M")
    backups.restore(url, tmp_path / "stale.sqlite")
    assert (codes(world), world.store.order_by_id(lost.id)) == (["missing"], None)
    assert [line.split()[0] for line in repair(world.till, SINCE)] == [lost.number]
    again = world.store.order_by_id(lost.id)
    assert again is not None
    assert (again.state, again.number, again.token, again.contact) == (
        State.PAID,
        lost.number,
        lost.token,
        lost.contact,
    )
    assert (again.total, again.tax, again.shipping) == (lost.total, lost.tax, lost.shipping)
    assert again.lines == tuple(msgspec.structs.replace(line, free=None) for line in lost.lines)
    assert (world.free("JACKET-M"), codes(world), repair(world.till, SINCE)) == (free, [], ())
    assert [one.number for one in world.store.invoices.of_order(lost.id)] == ["R-000002"]


def test_what_is_rebuilt_with_a_coupon_costs_what_was_paid(world: World) -> None:
    assert world.sandbox is not None
    order = buy(world, ("TEA", 3))
    payment = world.sandbox.payment(order.payment.session if order.payment else "")
    assert rebuilt(world.till, payment).amount_due == order.amount_due


def test_an_order_behind_its_payment_is_named_and_settled(world: World) -> None:
    assert world.sandbox is not None
    placed = world.order(("TEA", 1))
    session = placed.headers["location"].rpartition("/")[2]
    world.sandbox.webhook_url = "http://127.0.0.1:1/nobody"
    world.sandbox.move(session, SessionState.PAID)
    world.sandbox.flush()
    assert codes(world) == ["unsettled"]
    repair(world.till, SINCE)
    assert codes(world) == []


def test_money_for_an_order_that_was_called_off_is_no_difference_once_it_goes_back(world: World) -> None:
    assert world.sandbox is not None
    placed = world.order(("TEA", 1))
    (order,) = world.store.orders_since(SINCE)
    world.store.transition(order.id, State.CANCELLED, Happening(cause="lost", at=world.clock()))
    world.sandbox.webhook_url = "http://127.0.0.1:1/nobody"
    world.sandbox.move(placed.headers["location"].rpartition("/")[2], SessionState.PAID)
    world.sandbox.flush()
    assert codes(world) == ["unsettled"]
    repair(world.till, SINCE)
    assert codes(world) == []


def test_a_payment_that_the_provider_does_not_have_is_named(world: World) -> None:
    assert world.sandbox is not None
    buy(world, ("TEA", 1))
    world.sandbox._pages.clear()  # noqa: SLF001 (as after another account was set)
    assert codes(world) == ["unknown"]


def test_a_refund_of_the_dashboard_that_was_missed_is_named_and_booked(world: World) -> None:
    assert world.sandbox is not None
    order = buy(world, ("TEA", 1))
    world.sandbox.webhook_url = "http://127.0.0.1:1/nobody"
    world.sandbox.give_back(order.payment.session if order.payment else "")
    world.sandbox.flush()
    assert codes(world) == ["refund"]
    repair(world.till, SINCE)
    assert (codes(world), world.store.orders_since(SINCE)[0].state) == ([], State.REFUNDED)


def test_what_is_not_in_the_catalogue_any_more_is_said_and_not_guessed(world: World) -> None:
    assert world.sandbox is not None
    order = buy(world, ("TEA", 1))
    payment = world.sandbox.payment(order.payment.session if order.payment else "")
    world.catalog = msgspec.structs.replace(world.catalog, variants={})
    with pytest.raises(NotRebuiltError, match="TEA"):
        rebuilt(world.till, payment)


def test_another_shop_on_the_same_account_is_none_of_ours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    buy(world, ("TEA", 1))
    monkeypatch.setattr(world.store, "order_by_session", lambda _: None)
    monkeypatch.setattr(world.store, "order_by_id", lambda _: None)
    monkeypatch.setattr(world.store, "orders_since", lambda _: ())
    msgspec.structs.force_setattr(world.till.settings, "site_url", "https://another.example")
    assert (compare(world.till, SINCE), repair(world.till, SINCE)) == ((), ())


def test_once_a_day_what_was_missed_is_fetched_and_payouts_are_booked(world: World) -> None:
    assert world.sandbox is not None
    order = buy(world, ("TEA", 1))
    world.sandbox.webhook_url = "http://127.0.0.1:1/nobody"
    world.sandbox.give_back(order.payment.session if order.payment else "")
    world.sandbox.flush()
    world.clock.forward(days=1)
    daily(world.till)
    (after,) = world.store.orders_since(SINCE)
    assert (after.state, after.payout, after.fee) == (State.REFUNDED, f"payout_{NOON:%Y-%m-%d}", order.fee)
    assert MISSED in world.store.marks.all()


def time_for(questions: int) -> Callable[[], bool]:
    """Who asks so often whether there is time is told yes."""
    left = iter(range(questions))
    return lambda: next(left, None) is not None


def test_what_there_was_no_time_for_is_done_at_the_next_call(world: World) -> None:
    assert world.sandbox is not None
    order = buy(world, ("TEA", 1))
    world.sandbox.webhook_url = "http://127.0.0.1:1/nobody"
    world.sandbox.give_back(order.payment.session if order.payment else "")
    world.sandbox.flush()
    world.clock.forward(hours=1)
    begun = world.clock()
    daily(world.till, time_for(5))
    portions = [world.store.marks.all()[BOOKS].text]
    while portions[-1] != begun.isoformat():
        assert world.store.orders_since(SINCE)[0].state is State.PAID
        world.clock.forward(minutes=5)
        daily(world.till, time_for(5))
        portions.append(world.store.marks.all()[BOOKS].text)
    assert (portions == sorted(set(portions)), len(portions)) == (True, 70)
    assert world.store.orders_since(SINCE)[0].state is State.REFUNDED
    daily(world.till)
    assert world.store.marks.all()[BOOKS].at == begun


def test_no_number_of_an_invoice_is_drawn_again_after_a_stale_copy(
    world: World, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITFASS_DATABASE_URL", url)
    assert main(["backup", str(tmp_path / "safe")]) == 0
    for _ in range(2):
        buy(world, ("TEA", 1))
    (stale,) = (tmp_path / "safe").iterdir()
    assert main(["restore", str(stale), "--replace"]) == 0
    assert world.review(("TEA", 1)).status_code == 503
    repair(world.till, SINCE)
    assert (reopen(world.till), reopen(world.till)) == (True, False)
    buy(world, ("TEA", 1))
    assert [paper.number for paper in world.store.invoices.since(SINCE)] == ["R-000001", "R-000002", "R-000003"]
