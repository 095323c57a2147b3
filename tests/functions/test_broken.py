"""What somebody broke who tried to, and what holds since: on real SQLite and real Postgres, in a running shop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.app import create_app
from functions.chores import outbox
from functions.limits import ASK, client_of
from functions.order import State
from functions.returns import refunding, withdrawing
from functions.settlement import settle
from functions.store import Happening, Store, StoreError
from tests.functions.shop import NOON, World, form_of, origin, shop
from tests.functions.test_parcels import found, paid, refund
from tests.functions.test_refunding import bought, kinds, newest, refunds
from tests.functions.test_store import LATER, NOW, line, order, place, put_first_schema, taken
from tests.functions.test_withdraw import HERE, WHO, declared
from tests.functions.test_withdrawals import DECLARED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.payments import Dispute


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with shop(tmp_path, database=store_url) as opened:
        yield opened


# To be forgotten.


def over(store: Store) -> None:
    """An order that was paid, sent and has arrived."""
    paid(store)
    for state in (State.SHIPPED, State.DELIVERED):
        taken(store, "A", state, cause=state, now=NOW)


def test_who_waits_for_money_is_not_forgotten(store: Store) -> None:
    over(store)
    store.refunds.request(found(store), refund(found(store), 100))
    assert store.retention.forget(NOW + timedelta(days=400)) == 0
    assert [letter.kind for letter in store.due_letters(LATER, channel="refund")] == ["refund"]


def test_who_has_withdrawn_and_waits_for_an_answer_is_not_forgotten(store: Store) -> None:
    over(store)
    store.withdrawals.declare(replace(DECLARED, order="A"), ())
    assert store.retention.forget(NOW + timedelta(days=400)) == 0
    assert store.withdrawals.open()[0].contact == DECLARED.contact


def test_what_a_shopper_wrote_to_withdraw_is_forgotten_in_all_its_copies(store: Store) -> None:
    over(store)
    written = replace(DECLARED, order="A", contract="A, von Ida Muster, Am Wegrain 7")
    store.withdrawals.declare(written, ())
    store.withdrawals.declare(replace(written, id="w2", order=None), ())
    for known in store.withdrawals.open():
        store.withdrawals.settle(known, Happening(cause="withdrawal closed", at=LATER))
    store.retention.forget(NOW + timedelta(days=400))
    assert [store.withdrawals.by_id(name).contract for name in ("w1", "w2")] == ["", ""]  # type: ignore[union-attr]  # both are there


def test_who_has_bought_nothing_but_data_is_forgotten_though_nothing_was_ever_sent(store: Store) -> None:
    place(store, replace(order("A", msgspec.structs.replace(line(), digital=True)), service=""))
    place(store, order("B"))
    for name in ("A", "B"):
        taken(store, name, State.PAID, cause="paid", now=NOW)
    assert store.retention.forget(NOW + timedelta(days=400)) == 1
    assert (found(store, "A").contact.name, found(store, "B").contact.name) == ("", "Ada")


def test_orders_of_the_first_schema_are_found_by_their_address_and_forgotten(store_url: str) -> None:
    put_first_schema(store_url, State.CANCELLED)
    with Store.open(store_url) as store:
        store.migrate()
        assert [known.id for known in store.orders_of("Ada@example.org", datetime.fromtimestamp(0, UTC))] == ["A"]
        assert (store.retention.forget(NOW), store.retention.forget(NOW)) == (1, 0)


# Money that goes back.


def test_the_delivery_is_given_back_once(world: World) -> None:
    order = bought(world, ("LAST-ONE", 1), ("BREAD", 3))
    for lines in (((1, 1),), ((1, 1),), ()):
        refunding.request(world.till, newest(world), lines, reason="shop", shipping=True)
    assert [minor for minor, *_ in refunds(world, order)] == [650, 1140]


def test_what_was_given_beside_the_goods_counts_as_the_delivery_as_it_does_in_the_books(world: World) -> None:
    order = bought(world, ("LAST-ONE", 1), ("BREAD", 3))
    refunding.request(world.till, newest(world), reason="shop", minor=300)
    refunding.request(world.till, newest(world), ((1, 1),), reason="shop", minor=200)
    refunding.request(world.till, newest(world), reason="shop", shipping=True)
    assert [minor for minor, *_ in refunds(world, order)] == [190, 200, 300]


def test_two_who_looked_at_the_same_time_do_not_give_the_same_piece_back_twice(store: Store) -> None:
    order = paid(store)
    given = [store.refunds.request(order, refund(order, 500, name, lines=((0, 1),))) for name in ("r1", "r2")]
    assert (given, found(store).repaid) == ([True, False], 500)


def test_no_more_pieces_stand_in_the_books_than_were_bought(world: World) -> None:
    order = bought(world, ("LAST-ONE", 1), ("BREAD", 3))
    given = refunding.request(world.till, order, ((1, 2), (1, 5)), reason="shop")
    assert given is not None
    assert (given.lines, given.minor) == (((1, 3),), 1950)


# The withdrawal function.


def test_who_writes_two_numbers_is_read_by_people(world: World) -> None:
    first, second = bought(world, ("TEA", 1)), bought(world, ("TEA", 2))
    declared(world, f"{first.number}, {second.number}")
    (waiting,) = world.store.withdrawals.open()
    states = [getattr(world.store.order_by_id(order.id), "state", "") for order in (first, second)]
    assert (states, waiting.settled_at) == ([State.PAID, State.PAID], None)


def test_the_same_number_twice_is_one(world: World) -> None:
    order = bought(world, ("TEA", 1))
    declared(world, f"{order.number} {order.number.replace('-', ' ')}")
    assert newest(world).state is State.WITHDRAWN


def test_what_was_declared_under_a_name_is_what_counts_whatever_comes_under_it_later(world: World) -> None:
    order = bought(world, ("TEA", 1))
    page = world.post(HERE, {**WHO, "contract": "der Tee"})
    fields = form_of(page, HERE)
    for contract in ("der Tee", order.number):
        world.post(HERE, {**fields, "contract": contract})
    (waiting,) = world.store.withdrawals.open()
    assert (waiting.contract, waiting.order, newest(world).state) == ("der Tee", None, State.PAID)


def test_no_money_goes_back_for_what_the_shop_has_closed(world: World) -> None:
    order = bought(world, ("TEA", 2))
    declared(world, f"nur 1 von {order.number}")
    (stale,) = world.store.withdrawals.open()
    withdrawing.close(world.till, stale)
    told = withdrawing.arrived(world.till, stale, ((0, 1),), restock=False)
    assert (told, refunds(world, order)) == (False, [])


def test_a_return_of_nothing_does_not_end_the_withdrawal(world: World) -> None:
    order = bought(world, ("TEA", 2))
    declared(world, f"nur 1 von {order.number}")
    (waiting,) = world.store.withdrawals.open()
    assert not withdrawing.arrived(world.till, waiting, (), restock=False)
    assert world.store.withdrawals.open() == (waiting,)


def test_who_was_forgotten_is_not_written_to_when_the_bank_takes_money_back(world: World) -> None:
    order = bought(world, ("TEA", 1))
    for state in (State.SHIPPED, State.DELIVERED):
        taken(world.store, order.id, state, cause=state, now=NOW)
    world.store.retention.forget(world.clock() + timedelta(days=1))
    refunding.record(world.till, newest(world), 100, id="re_1", reason="provider", reference="re_1")
    world.clock.forward(hours=1)
    assert outbox.work(world.till, channels=("mail",)) == outbox.Tally()


# Strangers.


@pytest.mark.parametrize("told", ["203.0.113.9:50123", "10.0.0.1, 203.0.113.9:4", "203.0.113.9"])
def test_a_client_is_the_same_by_whatever_port_it_comes(told: str) -> None:
    assert client_of(told, "") == "203.0.113.9"


def test_a_network_of_version_6_is_the_same_by_whatever_port_it_comes() -> None:
    assert client_of("[2001:db8::1]:443", "") == client_of("2001:db8::2", "") == "2001:db8::/64"


def test_who_asks_without_end_how_the_shop_is_has_to_wait(world: World) -> None:
    slot = int(NOON.timestamp())
    world.store.limits.count(ASK.purpose, "203.0.113.9", slot - slot % ASK.seconds, ASK.most)
    answers = [world.get("/till/health", **{"x-forwarded-for": "203.0.113.9"}) for _ in range(ASK.share)]
    assert [answer.status_code for answer in answers] == [200] * (ASK.share - 1) + [429]


def test_a_store_that_cannot_be_opened_yet_keeps_nobody_waiting_who_needs_none(tmp_path: Path) -> None:
    asked, answered = Event(), Event()

    def open_store() -> Store:
        asked.set()
        answered.wait()
        raise StoreError

    with shop(tmp_path) as world, origin() as here, ThreadPoolExecutor() as pool:
        till = world.till
        here.app = create_app(till.settings, till.catalog, till.pages, store=open_store, now=world.clock)
        waiting = pool.submit(world.get, f"{here.url}/till/availability?sku=TEA")
        asked.wait()
        try:
            assert world.get(f"{here.url}/till/openapi.json").status_code == 200
        finally:
            answered.set()
        assert waiting.result().status_code == 503


# Disputes.


def disputed(world: World, dispute: Dispute) -> None:
    """What the provider says of the newest order's money."""
    order = newest(world)
    assert world.sandbox is not None
    assert order.payment is not None
    session = replace(world.sandbox.session(order.payment.session), dispute=dispute)
    settle(world.till, order, session)
    settle(world.till, newest(world), session)


def test_the_shop_is_told_of_every_dispute_of_an_order(world: World) -> None:
    bought(world, ("TEA", 1))
    disputed(world, "open")
    disputed(world, "won")
    disputed(world, "open")
    assert [letter.kind for letter in world.store.waiting_letters()].count("shop_dispute") == 2


def test_the_shop_is_told_of_a_dispute_about_money_that_has_gone_back(world: World) -> None:
    order = bought(world, ("TEA", 1))
    refunding.request(world.till, order, ((0, 1),), reason="shop")
    outbox.work(world.till)
    assert newest(world).state is State.REFUNDED
    disputed(world, "open")
    assert (kinds(world).count("alert"), newest(world).state) == (1, State.REFUNDED)


def test_nobodys_letter_box_is_filled_by_orders_in_his_name(world: World) -> None:
    for number in range(8):
        world.order(("TEA", 1), email="otto@example.org" if number else "ida@example.org")
    world.clock.forward(minutes=3)
    outbox.work(world.till)
    world.clock.forward(minutes=8)
    outbox.work(world.till)
    written = [mail.name.partition("-")[0] for mail in world.mails.iterdir() if b"otto@" in mail.read_bytes()]
    assert (written.count("received"), written.count("reminder")) == (5, 5)


def test_a_refund_that_failed_while_its_success_was_on_its_way_counts_in_full(store: Store) -> None:
    order = paid(store)
    asked = refund(order, 500)
    store.refunds.request(order, asked)
    news = Happening(cause="refunded", at=LATER)
    store.refunds.failed(order, asked, news)
    store.refunds.done(order, asked, "re_1", news)
    assert found(store).repaid == 500
