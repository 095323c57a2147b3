"""`POST /till/desk/orders/<number>/refund`: money back for some lines, and for the delivery.

Rules of the room: money goes back only after the sum was shown, and once for each page that has shown it.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.desk import orders
from functions.desk.door import guarded
from functions.desk.parcel import show_order
from functions.desk.views import RefundPageView
from functions.money import Money
from functions.problems import problem
from functions.returns import refunding
from functions.web import RefusedError, see_other

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.desk.door import Desk
    from functions.order import Order

_LONGEST_ATTEMPT = 64


@guarded()
def refund(desk: Desk) -> Response:
    """`POST …/refund`: show what would be given back; once that was confirmed, promise it."""
    order, fields = orders.asked_for(desk), desk.inquiry.form()
    refunds = desk.till.store().refunds.of_order(order.id)
    lines = orders.quantities(order, fields, refunds)
    shipping, restock = "shipping" in fields, "restock" in fields
    minor = refunding.worth(order, lines, refunds, shipping=shipping)
    if minor <= 0:
        return show_order(desk, order, fields, (problem("nothing_to_refund", "refund"),))
    if fields.get("confirmed") != str(minor):
        return _confirm(desk, order, lines, minor, shipping=shipping, restock=restock)
    attempt = fields.get("attempt", "")
    if not attempt.isalnum() or len(attempt) > _LONGEST_ATTEMPT:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, problem("malformed", "attempt"))
    done = refunding.request(
        desk.till, order, lines, reason="shop", shipping=shipping, restock=restock, id=f"desk{attempt}"
    )
    return see_other(desk.path(f"orders/{order.number}", told="refunded" if done else "meanwhile"))


def _confirm(
    desk: Desk, order: Order, lines: refunding.Lines, minor: int, *, shipping: bool, restock: bool
) -> Response:
    """Show the sum before the button that gives it back."""
    quantities = dict(lines)
    hidden = [(f"back-{position}", str(units)) for position, units in lines]
    hidden += [(name, "1") for name, holds in (("shipping", shipping), ("restock", restock)) if holds]
    hidden += [("confirmed", str(minor)), ("attempt", desk.till.entropy(9).hex())]
    view = RefundPageView(
        desk=desk.view("pack"),
        number=order.number,
        order_url=desk.path(f"orders/{order.number}"),
        action=desk.path(f"orders/{order.number}/refund"),
        hidden=tuple(hidden),
        lines=tuple(
            replace(line, quantity=quantities[line.position])
            for line in orders.lines(order, ())
            if line.position in quantities
        ),
        shipping=shipping,
        restock=restock,
        amount=Money(minor=minor, currency=order.currency),
    )
    return desk.show("desk_refund.html", "till.desk.refund.title", view)
