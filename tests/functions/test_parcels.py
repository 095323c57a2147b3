"""The store after the payment, on real SQLite and real Postgres: stages, disputes, refunds, invoices, marks."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from functions.order import NEXT, State
from functions.store import Draft, Happening, Refund, StoreError
from tests.functions.test_store import LATER, NOW, at_once, line, order, place, taken

if TYPE_CHECKING:
    from functions.order import Order
    from functions.store import Letter, Store

BILL = Draft(kind="invoice", language="de", body="{}")
SHORT = Draft(kind="correction", language="de", body="{}")
#: Drawn up while the order had its invoice and nothing else.
FIRST = Draft(kind="correction", language="de", body="{}", known=1)


def happening(cause: str, *letters: Letter, draft: Draft | None = None) -> Happening:
    return Happening(cause=cause, at=LATER, letters=letters, draft=draft)


def paid(store: Store, order_id: str = "A") -> Order:
    """An order that was paid, with its invoice."""
    place(store, order(order_id))
    assert store.transition(order_id, State.PAID, happening("paid", draft=BILL))
    return found(store, order_id)


def found(store: Store, order_id: str = "A") -> Order:
    order = store.order_by_id(order_id)
    assert order is not None
    return order


def refund(order: Order, minor: int, name: str = "r1", **changes: object) -> Refund:
    made = Refund(id=name, order=order.id, minor=minor, reason="shop", created_at=NOW)
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests' own values


def test_a_parcel_goes_its_way_and_the_payment_stays_what_it_was(store: Store) -> None:
    paid(store)
    steps = (State.PACKED, State.SHIPPED, State.DELIVERED)
    assert [taken(store, "A", step, cause=step, now=LATER) for step in steps] == [True, True, True]
    assert [step.state for step in found(store).history[-3:]] == list(steps)
    with store._access.reading() as session:  # noqa: SLF001 (what an older release sees)
        assert session.row("SELECT state, stage FROM orders") == {"state": "paid", "stage": "delivered"}


@pytest.mark.parametrize(
    ("now", "to"),
    [pair for pair in itertools.product(sorted(NEXT[State.PAID] | {State.PAID}), State) if pair[0] != pair[1]],
)
def test_no_step_is_taken_that_the_table_does_not_have(store: Store, now: State, to: State) -> None:
    paid(store)
    assert now is State.PAID or taken(store, "A", now, cause="there", now=LATER)
    assert taken(store, "A", to, cause="on", now=LATER) == (to in NEXT[now])


def test_a_dispute_that_was_won_ends_where_it_began(store: Store) -> None:
    paid(store)
    taken(store, "A", State.SHIPPED, cause="shipped", now=LATER)
    taken(store, "A", State.DISPUTED, cause="disputed", now=LATER)
    assert not taken(store, "A", State.DELIVERED, cause="delivered", now=LATER)
    assert [store.resume("A", happening("won")) for _ in range(2)] == [True, False]
    assert (found(store).state, found(store).history[-1].cause) == (State.SHIPPED, "won")


def test_what_is_noted_leaves_the_state_as_it_is(store: Store) -> None:
    paid(store)
    store.note("A", Happening(cause="return arrived", at=LATER, note="two jackets"))
    last = found(store).history[-1]
    assert (last.state, last.cause, last.note) == (State.PAID, "return arrived", "two jackets")


def test_refunds_at_once_never_exceed_what_was_paid(store: Store) -> None:
    bought = paid(store)
    part = bought.amount_due // 3
    answers = at_once(
        [lambda name=str(index): store.refunds.request(bought, refund(bought, part, name)) for index in range(8)]  # type: ignore[misc]  # mypy infers no lambda with a default
    )
    assert (answers.count(True), found(store).repaid) == (3, part * 3)


def test_a_refund_is_asked_for_once(store: Store) -> None:
    bought = paid(store)
    assert [store.refunds.request(bought, refund(bought, 100)) for _ in range(2)] == [True, False]
    assert (found(store).repaid, [letter.channel for letter in store.due_letters(LATER)]) == (100, ["refund"])


def test_a_refund_in_part_leaves_the_order_and_one_of_all_ends_it(store: Store) -> None:
    bought = paid(store)
    first, rest = refund(bought, 100), refund(bought, bought.amount_due - 100, "r2")
    for asked, state in ((first, State.PAID), (rest, State.REFUNDED)):
        assert store.refunds.request(bought, asked)
        assert store.refunds.done(bought, asked, f"re_{asked.id}", happening("refunded", draft=SHORT))
        assert not store.refunds.done(bought, asked, f"re_{asked.id}", happening("refunded", draft=SHORT))
        assert found(store).state is state
    assert [invoice.number for invoice in store.invoices.of_order("A")] == ["R-000001", "K-000001", "K-000002"]


def test_what_is_given_back_at_the_provider_itself_is_booked_once(store: Store) -> None:
    bought = paid(store)
    given = refund(bought, bought.amount_due, "re_7", state="done", reference="re_7", done_at=LATER)
    assert [store.refunds.record(bought, given, happening("refunded")) for _ in range(2)] == [True, False]
    assert (found(store).state, found(store).repaid) == (State.REFUNDED, bought.amount_due)


def test_a_refund_that_failed_can_be_asked_for_again(store: Store) -> None:
    bought = paid(store)
    asked = refund(bought, bought.amount_due)
    store.refunds.request(bought, asked)
    assert [store.refunds.failed(bought, asked, happening("refund failed")) for _ in range(2)] == [True, False]
    assert store.refunds.request(bought, refund(bought, bought.amount_due, "r2"))


def test_units_of_a_refund_are_for_sale_again_but_never_more_than_were_bought(store: Store) -> None:
    bought = paid(store)
    sku, had = bought.lines[0].sku, bought.lines[0].quantity
    before = store.free([sku])[sku]
    assert before is not None
    for name in ("r1", "r2"):
        asked = refund(bought, 1, name, lines=((0, had),), restock=True)
        store.refunds.request(bought, asked)
        store.refunds.done(bought, asked, name, happening("refunded"))
    assert store.free([sku])[sku] == before + had


def test_a_correction_that_does_not_know_of_another_is_undone_and_can_be_done_again(store: Store) -> None:
    bought = paid(store)
    first, second = refund(bought, 100, "r1"), refund(bought, 200, "r2")
    assert store.refunds.request(bought, first)
    assert store.refunds.request(bought, second)
    assert store.refunds.done(bought, first, "re_1", happening("refunded", draft=FIRST))
    with pytest.raises(StoreError, match="done again"):
        store.refunds.done(bought, second, "re_2", happening("refunded", draft=FIRST))
    assert [one.state for one in store.refunds.of_order("A")] == ["done", "due"]
    assert store.refunds.done(bought, second, "re_2", happening("refunded", draft=replace(FIRST, known=2)))
    assert [paper.number for paper in store.invoices.of_order("A")] == ["R-000001", "K-000001", "K-000002"]


def test_invoice_numbers_have_no_gap_and_no_twin_however_many_are_paid_at_once(store: Store) -> None:
    names = [f"order-{index}" for index in range(12)]
    for name in names:
        place(store, order(name, line(opening=None)))
    at_once(
        [
            lambda name=name: store.transition(name, State.PAID, happening("paid", draft=BILL))  # type: ignore[misc]  # as above
            for name in names * 2
        ]
    )
    numbers = sorted(invoice.number for invoice in store.invoices.since(NOW))
    assert numbers == [f"R-{number:06d}" for number in range(1, 13)]


def test_a_mark_is_claimed_by_one_process_only(store: Store) -> None:
    assert at_once([lambda: store.marks.claim("chores", NOW, 60)] * 6).count(True) == 1
    soon, later = NOW + timedelta(seconds=59), NOW + timedelta(seconds=60)
    assert [store.marks.claim("chores", soon, 60), store.marks.claim("chores", later, 60)] == [False, True]


def test_a_mark_holds_until_it_is_taken_back(store: Store) -> None:
    store.marks.put("closed", NOW, "stocktaking")
    assert store.marks.all()["closed"].text == "stocktaking"
    store.marks.remove("closed")
    assert store.marks.all() == {}
