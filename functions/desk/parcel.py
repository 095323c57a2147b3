"""`/till/desk/orders/<number>`: one order, to be packed and sent.

Rules of the room: each act is one conditional move; if somebody else was quicker, the page says so and nothing happens
twice.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import carriers, lifecycle
from functions.desk import orders, table
from functions.desk.door import guarded
from functions.desk.views import OrderView, RefundView, StepView
from functions.money import Money
from functions.order import State, may_become
from functions.problems import problem
from functions.web import RefusedError, see_other

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.responses import Response

    from functions.desk.door import Desk
    from functions.order import Order, Step
    from functions.problems import Problem
    from functions.store import Refund

#: What a button does: its word in the address, and the state to which it takes the order.
_MOVES = {"packed": State.PACKED, "shipped": State.SHIPPED, "delivered": State.DELIVERED}

#: Causes of steps that leave the state as it was or lead back; the words are `till.desk.cause.<word>`.
CAUSES = {
    "refunded": "refunded",
    "refund failed": "refund_failed",
    "dispute lost": "dispute_lost",
    "dispute won": "dispute_won",
    "withdrawn in part": "withdrawn_in_part",
    "return label": "return_label",
    "return arrived": "return_arrived",
    "withdrawal accepted": "withdrawal_accepted",
    "withdrawal closed": "withdrawal_closed",
}

#: Causes whose note is an amount; the page has it among the refunds.
_SUMS = frozenset({"refunded", "refund failed", "dispute lost"})


@guarded("orders/{number}")
def show(desk: Desk) -> Response:
    """The order."""
    return show_order(desk, orders.asked_for(desk))


@guarded()
def move(desk: Desk) -> Response:
    """`POST …/packed`, `…/shipped`, `…/delivered`: take the order on."""
    order, to = orders.asked_for(desk), _MOVES.get(desk.inquiry.path["act"])
    if to is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("not_found", ""))
    note = ""
    if to is State.SHIPPED:
        fields = desk.inquiry.form()
        found = carriers.note_of(fields.get("carrier", ""), fields.get("code", ""))
        if found is None:
            return show_order(desk, order, fields, (problem("parcel_malformed", "code"),))
        note = found
    moved = lifecycle.advance(desk.till, order, to, cause=str(to), note=note)
    return see_other(desk.path(f"orders/{order.number}", told=str(to) if moved else "meanwhile"))


def show_order(
    desk: Desk, order: Order, fields: Mapping[str, str] | None = None, problems: Iterable[Problem] = ()
) -> Response:
    """The page of an order; with what was sent and why it was not taken, where that is so."""
    till, found, sent = desk.till, tuple(problems), fields or {}
    refunds, here = till.store().refunds.of_order(order.id), f"orders/{order.number}"
    actions = {
        f"{act}_action": desk.path(f"{here}/{act}") if may_become(order.state, to) else "" for act, to in _MOVES.items()
    }
    view = OrderView(
        desk=desk.view("pack"),
        row=orders.row(desk, order, orders.withdrawn(desk)),
        ordered_at=order.created_at.astimezone(till.timezone),
        promise=order.delivery,
        contact=order.contact,
        lines=orders.packing(desk, order),
        steps=tuple(_steps(desk, order)),
        refunds=tuple(_refund(desk, order, refund) for refund in refunds),
        papers=_papers(desk, order),
        status_url=till.path(f"orders/{order.token}"),
        slip_url=desk.path(f"{here}/slip"),
        refund_action=desk.path(f"{here}/refund") if order.repaid < order.amount_due else "",
        carriers=tuple((name, title) for name, (title, _) in carriers.CARRIERS.items()),
        carrier=sent.get("carrier", carriers.named_in(order.service_name)),
        code=sent.get("code", ""),
        problems=till.say(found, desk.language),
        total=Money(minor=order.amount_due, currency=order.currency),
        shipping=Money(minor=order.shipping, currency=order.currency),
        left=Money(minor=order.amount_due - order.repaid, currency=order.currency),
        restock=order.state in orders.PACKABLE,
        next=_next(desk, order),
        **actions,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK
    return desk.show("desk_order.html", "till.desk.order", view, status)


def _refund(desk: Desk, order: Order, refund: Refund) -> RefundView:
    amount = Money(minor=refund.minor, currency=order.currency)
    return RefundView(at=refund.created_at.astimezone(desk.till.timezone), amount=amount, state=refund.state)


def _papers(desk: Desk, order: Order) -> tuple[tuple[str, str], ...]:
    """The invoice and its corrections, number and address."""
    kept = desk.till.store().invoices.of_order(order.id)
    return tuple((paper.number, desk.till.path(f"orders/{order.token}/invoices/{paper.number}")) for paper in kept)


def _steps(desk: Desk, order: Order) -> Iterable[StepView]:
    """The history in words, the oldest first. What is no move, or a move back, is told by its cause."""
    before: Step | None = None
    for step in order.history:
        is_move = (before is None or before.state is not step.state) and step.cause not in CAUSES
        is_parcel = step.cause == "shipped"
        yield StepView(
            at=step.at.astimezone(desk.till.timezone),
            word=f"till.desk.state.{step.state}" if is_move else f"till.desk.cause.{CAUSES.get(step.cause, 'note')}",
            note="" if is_parcel or step.cause in _SUMS else step.note,
            parcel=carriers.parcel_of(step.note) if is_parcel and step.note else None,
        )
        before = step


def _next(desk: Desk, order: Order) -> tuple[str, str] | None:
    """The order that is to be packed after this one."""
    if order.state is State.PAID:
        return None
    waiting = table.to_pack(desk)
    return (waiting[0].number, desk.path(f"orders/{waiting[0].number}")) if waiting else None
