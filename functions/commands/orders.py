"""`litfass orders`: what was ordered."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, NOT_POSSIBLE, acts_of, add_act, amount, open_store

if TYPE_CHECKING:
    import argparse

    from functions.order import Order

HELP = "what was ordered"
EXAMPLE = "litfass orders list --days 7"


def declare(command: argparse.ArgumentParser) -> None:
    """Its acts."""
    acts = acts_of(command)
    listed = add_act(acts, "list", "the latest orders", "litfass orders list --days 7", _list)
    listed.add_argument("--days", type=int, default=30, metavar="N", help="how far back (30)")
    shown = add_act(acts, "show", "one order in full", "litfass orders show NUMBER", _show)
    shown.add_argument("number", metavar="NUMBER", help="as the confirmation and `orders list` name it")


def _list(given: argparse.Namespace) -> int:
    with open_store() as store:
        for order in store.orders_since(datetime.now(UTC) - timedelta(days=given.days)):
            when = order.created_at.strftime("%Y-%m-%d %H:%M")
            print(f"{order.number}  {when}  {order.state:<9}  {amount(order.total, order):>12}  {order.contact.name}")
    return DONE


def _show(given: argparse.Namespace) -> int:
    with open_store() as store:
        order = store.order_by_number(given.number.upper())
    if order is None:
        print(f"There is no order {given.number}.", file=sys.stderr)
        return NOT_POSSIBLE
    print(_in_full(order))
    return DONE


def _in_full(order: Order) -> str:
    contact = order.contact
    payment = f"{order.payment.provider} {order.payment.session}" if order.payment else "no payment page"
    return "\n".join(
        (
            f"{order.number}  {order.state}  {payment}",
            *(
                f"  {line.quantity:>3} x {line.sku}  {line.title}  {amount(line.total, order)}  {line.source}".rstrip()
                for line in order.lines
            ),
            f"  delivery ({order.service}) {amount(order.shipping, order)}, total {amount(order.total, order)}",
            f"  {contact.name}, {contact.line1}, {contact.postal_code} {contact.city}, {contact.country}",
            f"  {contact.email}",
            *(f"  {step.at:%Y-%m-%d %H:%M:%S} {step.state}: {step.cause}" for step in order.history),
        )
    )
