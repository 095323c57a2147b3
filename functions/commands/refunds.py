"""`litfass orders refund|withdrawals|withdrawal`: what goes back, and what came back."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, NOT_POSSIBLE, WRONG_USE, add_act, amount, find_order, open_store, the_till
from functions.money import exponent

if TYPE_CHECKING:
    import argparse

    from functions.commands.shared import Acts
    from functions.order import Order
    from functions.returns.refunding import Lines
    from functions.store import Store, Withdrawal
    from functions.till import Till

_LINE = re.compile(r"([0-9]{1,3})(?:x([0-9]{1,4}))?")
_SUM = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?")


def declare(acts: Acts) -> None:
    """The acts of `litfass orders` that are about giving back."""
    text = "give money back: for lines, for an amount, or all of it"
    refund = add_act(acts, "refund", text, "litfass orders refund 7K3M-9Q2X --line 1x2 --restock", _refund)
    refund.add_argument("number", metavar="NUMBER", help="as the confirmation and `orders list` name it")
    refund.add_argument("--line", action="append", default=[], metavar="NxM", help="M of line N, as `show` counts them")
    refund.add_argument("--amount", metavar="SUM", help="as much as that, such as 12.50, whatever it is for")
    by_hand = "with --amount: it has gone back by another way, and is only written down"
    refund.add_argument("--by-hand", action="store_true", help=by_hand)
    refund.add_argument("--shipping", action="store_true", help="the delivery as well")
    refund.add_argument("--restock", action="store_true", help="what is given back is for sale again")
    add_act(acts, "withdrawals", "those that nobody is through with", "litfass orders withdrawals", _list)
    text = "go on with a withdrawal: whose it is, how it comes back, that it is here"
    one = add_act(acts, "withdrawal", text, "litfass orders withdrawal Xk2 --arrived --restock", _go_on)
    one.add_argument("id", metavar="ID", help="as `orders withdrawals` names it; its beginning is enough")
    one.add_argument("--order", metavar="NUMBER", help="it means that order")
    one.add_argument("--label", metavar="TEXT", help="what to send the goods back with; the shopper sees it")
    one.add_argument("--arrived", action="store_true", help="the goods are back: give the money back")
    one.add_argument("--restock", action="store_true", help="and they are for sale again")
    one.add_argument("--close", action="store_true", help="nothing is left to do, and nothing goes back")


def _refund(given: argparse.Namespace) -> int:
    from functions.returns import refunding  # noqa: PLC0415 (only this act needs it)

    till = the_till()
    with till.store() as store:
        order = find_order(store, given.number)
        if order is None:
            return NOT_POSSIBLE
        lines, minor = _lines(given.line, order), _minor(given.amount, order)
        if lines is None or minor == 0:
            return _sorry("Write lines as 1x2, with no more than was bought, and amounts as 12.50.", WRONG_USE)
        if given.by_hand:
            return _written_down(till, order, minor) if minor else _sorry("Say how much: --amount 12.50", WRONG_USE)
        if not (lines or given.shipping or minor):
            lines = refunding.all_left(order, store.refunds.of_order(order.id))
        refund = refunding.request(
            till, order, lines, reason="shop", shipping=given.shipping, restock=given.restock, minor=minor
        )
    if refund is None:
        return _sorry(f"{order.number}: there is not as much left to give back.")
    print(f"{order.number}: {amount(refund.minor, order)} go back; the outbox asks the provider.")
    return DONE


def _written_down(till: Till, order: Order, minor: int) -> int:
    """Book what the shop has given back itself, such as by a transfer of its bank."""
    from functions.returns import refunding  # noqa: PLC0415 (as above)

    was_paid = order.was_paid or bool(till.store().refunds.of_order(order.id))
    if not was_paid or minor > order.amount_due - order.repaid:
        return _sorry(f"{order.number}: there is not as much left to give back.")
    refunding.record(till, order, minor, id=till.entropy(9).hex(), reason="shop", reference="by hand")
    print(f"{order.number}: {amount(minor, order)} are written down as given back.")
    return DONE


def _lines(texts: list[str], order: Order) -> Lines | None:
    """The lines that were named, counted from 1; None if one of them is none, or more than was bought."""
    found = [_LINE.fullmatch(text) for text in texts]
    pairs = tuple((int(one[1]) - 1, int(one[2] or 1)) for one in found if one)
    bought = {position: line.quantity for position, line in enumerate(order.lines)}
    fits = all(0 < quantity <= bought.get(position, 0) for position, quantity in pairs)
    return pairs if fits and len(pairs) == len(texts) else None


def _minor(text: str | None, order: Order) -> int | None:
    """The amount in minor units; 0 if it is none."""
    if text is None:
        return None
    minor = Decimal(text).scaleb(exponent(order.currency)) if _SUM.fullmatch(text) else Decimal(0)
    return int(minor) if minor == int(minor) else 0


def _list(_given: argparse.Namespace) -> int:
    with open_store() as store:
        found = store.withdrawals.open()
        for withdrawal in found:
            print(_in_full(withdrawal, store))
    if not found:
        print("Nobody waits for an answer to a withdrawal.")
    return DONE


def _in_full(withdrawal: Withdrawal, store: Store) -> str:
    order = store.order_by_id(withdrawal.order) if withdrawal.order else None
    meant = f"{order.number} ({order.state})" if order else "order unknown"
    due = f"money due by {withdrawal.due_at:%Y-%m-%d}"
    return "\n".join(
        (
            f"{withdrawal.id}  {withdrawal.received_at:%Y-%m-%d %H:%M}  {due}  {meant}",
            f"  {withdrawal.name}, {withdrawal.contact}",
            f"  {withdrawal.statement}",
            *((f"  comes back with {withdrawal.label}",) if withdrawal.label else ()),
        )
    )


def _go_on(given: argparse.Namespace) -> int:
    till = the_till()
    with till.store() as store:
        found = [one for one in store.withdrawals.open() if one.id.startswith(given.id)]
        if len(found) != 1:
            return _sorry(f"{len(found)} open withdrawals begin with {given.id}.")
        return _act(till, store, found[0], given)


def _act(till: Till, store: Store, withdrawal: Withdrawal, given: argparse.Namespace) -> int:
    from functions.returns import withdrawing  # noqa: PLC0415 (as above)

    if given.order:
        order = find_order(store, given.order)
        if order is None:
            return NOT_POSSIBLE
        withdrawing.link(till, withdrawal, order)
        withdrawal = store.withdrawals.by_id(withdrawal.id) or withdrawal
    if given.close:
        withdrawing.close(till, withdrawal)
    elif (given.label or given.arrived) and not withdrawal.order:
        return _sorry("Say first which order it means: --order NUMBER.")
    if given.label:
        withdrawing.send_label(till, withdrawal, given.label)
    meant = store.order_by_id(withdrawal.order) if withdrawal.order else None
    if given.arrived and meant is not None:
        lines = withdrawing.lines_of(meant, withdrawal, store.refunds.of_order(meant.id))
        withdrawing.arrived(till, withdrawal, lines, restock=given.restock)
    print(_in_full(store.withdrawals.by_id(withdrawal.id) or withdrawal, store))
    return DONE


def _sorry(text: str, code: int = NOT_POSSIBLE) -> int:
    print(text, file=sys.stderr)
    return code
