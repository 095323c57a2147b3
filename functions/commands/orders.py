"""`litfass orders`: what was ordered, and what becomes of it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from functions.carriers import CARRIERS
from functions.commands import exports, refunds
from functions.commands.shared import (
    DONE,
    NOT_POSSIBLE,
    WRONG_USE,
    acts_of,
    add_act,
    amount,
    find_order,
    open_store,
    the_till,
)
from functions.order import State
from functions.settings import LEAST_DAYS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from functions.order import Order
    from functions.till import Till

HELP = "what was ordered, and what becomes of it"
EXAMPLE = "litfass orders list --days 7"

#: Within these days parcels are on their way, and shoppers may withdraw.


def declare(command: argparse.ArgumentParser) -> None:
    """Its acts."""
    acts = acts_of(command)
    listed = add_act(acts, "list", "the latest orders", "litfass orders list --state paid", _list)
    listed.add_argument("--days", type=int, default=30, metavar="N", help="how far back (30)")
    listed.add_argument("--state", choices=[str(state) for state in State], help="only those that stand there")
    _of_one(add_act(acts, "show", "one order in full", "litfass orders show 7K3M-9Q2X", _show))
    example = "litfass orders ship 7K3M-9Q2X --carrier dhl --code 00340434161094000000"
    shipped = add_act(acts, "ship", "it is on its way: the shopper is told", example, _ship)
    _of_one(shipped)
    named = "dhl, dpd, gls, hermes, post or ups"
    shipped.add_argument("--carrier", choices=tuple(CARRIERS), default="", metavar="NAME", help=named)
    shipped.add_argument("--code", default="", metavar="CODE", help="the number by which the parcel is followed")
    text = "call an unpaid order off: its payment page is closed, its units are free"
    _of_one(add_act(acts, "cancel", text, "litfass orders cancel 7K3M-9Q2X", _cancel))
    text = "forget who ordered what is over; numbers, goods, amounts and invoices stay"
    forgotten = add_act(acts, "forget", text, "litfass orders forget --older-than 400", _forget)
    forgotten.add_argument("--older-than", type=int, required=True, metavar="DAYS", help="30 days at least")
    refunds.declare(acts)
    exports.declare(acts)


def _of_one(act: argparse.ArgumentParser) -> None:
    act.add_argument("number", metavar="NUMBER", help="as the confirmation and `orders list` name it")


def _list(given: argparse.Namespace) -> int:
    with open_store() as store:
        for order in store.orders_since(datetime.now(UTC) - timedelta(days=given.days)):
            if given.state in {None, str(order.state)}:
                when = order.created_at.strftime("%Y-%m-%d %H:%M")
                total = amount(order.total, order)
                print(f"{order.number}  {when}  {order.state:<9}  {total:>12}  {order.contact.name}")
    return DONE


def _show(given: argparse.Namespace) -> int:
    with open_store() as store:
        order = find_order(store, given.number)
        if order is not None:
            print(_in_full(order, [invoice.number for invoice in store.invoices.of_order(order.id)]))
    return DONE if order else NOT_POSSIBLE


def _in_full(order: Order, invoices: list[str]) -> str:
    contact = order.contact
    payment = f"{order.payment.provider} {order.payment.session}" if order.payment else "no payment page"
    return "\n".join(
        (
            f"{order.number}  {order.state}  {payment}  {' '.join(invoices)}".rstrip(),
            *(
                f"  {position}: {line.quantity:>3} x {line.sku}  {line.title}  {amount(line.total, order)}  "
                f"{line.source}".rstrip()
                for position, line in enumerate(order.lines, start=1)
            ),
            *((f"  coupon {order.coupon.code} -{amount(order.coupon.goods, order)}",) if order.coupon else ()),
            f"  delivery ({order.service}) {amount(order.shipping, order)}, total {amount(order.total, order)}",
            *((f"  given back {amount(order.repaid, order)}",) if order.repaid else ()),
            f"  {contact.name}, {contact.line1}, {contact.postal_code} {contact.city}, {contact.country}",
            f"  {contact.email}",
            *(
                f"  {step.at:%Y-%m-%d %H:%M:%S} {step.state}: {step.cause} {step.note}".rstrip()
                for step in order.history
            ),
        )
    )


def _ship(given: argparse.Namespace) -> int:
    note = f"{given.carrier} {given.code}".strip()

    def ship(till: Till, order: Order) -> str:
        from functions import lifecycle  # noqa: PLC0415 (only this word needs it)

        moved = lifecycle.advance(till, order, State.SHIPPED, cause="shipped", note=note)
        return "is on its way" if moved else ""

    return _act(given.number, ship)


def _cancel(given: argparse.Namespace) -> int:
    def cancel(till: Till, order: Order) -> str:
        from functions import settlement  # noqa: PLC0415 (as above)

        if order.state is not State.PLACED:
            return ""
        return "is called off" if settlement.cancel(till, order, "called off by the shop") else ""

    return _act(given.number, cancel)


def _act(number: str, act: Callable[[Till, Order], str]) -> int:
    """Do something with an order, and say what came of it."""
    till = the_till()
    with till.store() as store:
        order = find_order(store, number)
        if order is None:
            return NOT_POSSIBLE
        done = act(till, order)
        now = store.order_by_id(order.id) or order
    print(f"{order.number} {done}" if done else f"{order.number} is {now.state}: nothing was done.")
    return DONE if done else NOT_POSSIBLE


def _forget(given: argparse.Namespace) -> int:
    if given.older_than < LEAST_DAYS:
        print(f"Returns and disputes need the address for a while: {LEAST_DAYS} days at least.", file=sys.stderr)
        return WRONG_USE
    with open_store() as store:
        count = store.retention.forget(datetime.now(UTC) - timedelta(days=given.older_than))
    print(f"{count} orders have forgotten who made them.")
    return DONE
