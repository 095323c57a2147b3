"""What the store keeps of withdrawals, on real SQLite and real Postgres."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from functions.store import Happening, Letter, Withdrawal
from tests.functions.test_parcels import found, paid
from tests.functions.test_store import LATER, NOW, at_once

if TYPE_CHECKING:
    from functions.store import Store

DECLARED = Withdrawal(
    id="w1",
    received_at=NOW,
    language="de",
    name="Ida Muster",
    contract="7K3M-9Q2X",
    contact="ida@example.org",
    statement="Ich widerrufe.",
)
RECEIPT = Letter(key="withdrawal-w1", kind="withdrawal", order=None, payload="w1")


def noted(cause: str) -> Happening:
    return Happening(cause=cause, at=LATER)


def test_a_declaration_is_kept_once_however_often_it_is_sent(store: Store) -> None:
    kept = at_once([lambda: store.withdrawals.declare(DECLARED, (RECEIPT,))] * 6)
    assert (kept.count(True), store.withdrawals.open()) == (1, (DECLARED,))
    assert [letter.kind for letter in store.due_letters(LATER)] == ["withdrawal"]


def test_a_declaration_about_a_known_order_is_in_its_history(store: Store) -> None:
    bought = paid(store)
    declared = replace(DECLARED, order=bought.id, lines=((0, 1),))
    store.withdrawals.declare(declared, (), noted("withdrawn in part"))
    assert (store.withdrawals.of_order(bought.id), found(store).history[-1].cause) == ((declared,), "withdrawn in part")


def test_its_order_is_found_out_once(store: Store) -> None:
    bought = paid(store)
    store.withdrawals.declare(DECLARED, ())
    assert [store.withdrawals.link("w1", bought.id, noted("withdrawn")) for _ in range(2)] == [True, False]
    assert [step.cause for step in found(store).history].count("withdrawn") == 1


def test_the_way_back_is_told_and_then_it_is_settled(store: Store) -> None:
    bought = paid(store)
    store.withdrawals.declare(replace(DECLARED, order=bought.id), ())
    assert [store.withdrawals.send_label("w1", bought.id, "L-1", noted("label")) for _ in range(2)] == [True, False]
    declared = replace(DECLARED, order=bought.id, refund="r1")
    settled = [store.withdrawals.settle(declared, noted("return arrived")) for _ in range(2)]
    kept = store.withdrawals.by_id("w1")
    assert kept is not None
    assert (settled, kept.label, kept.refund, kept.settled_at) == ([True, False], "L-1", "r1", LATER)
    assert store.withdrawals.open() == ()


def test_the_money_is_due_after_fourteen_days() -> None:
    assert DECLARED.due_at - DECLARED.received_at == timedelta(days=14)


def test_orders_of_an_address_are_found_in_whatever_case(store: Store) -> None:
    bought = paid(store)
    mail = bought.contact.email
    assert [len(store.orders_of(name, bought.created_at)) for name in (mail.upper(), mail, f"x{mail}")] == [1, 1, 0]
    assert store.orders_of(mail, bought.created_at + timedelta(seconds=1)) == ()


def test_units_that_no_refund_puts_back_are_for_sale_again_once(store: Store) -> None:
    bought = paid(store)
    (line,) = bought.lines
    before = store.free([line.sku])[line.sku]
    assert before is not None
    declared = replace(DECLARED, order=bought.id)
    store.withdrawals.declare(declared, ())
    for _ in range(2):
        store.withdrawals.settle(declared, noted("return arrived"), restock={line.sku: line.quantity})
    assert store.free([line.sku])[line.sku] == before + line.quantity
