"""`/till/desk/returns`: withdrawals that have come in, and goods that come back.

Rules of the room: a declaration holds whether or not we know the order; people say which one it means. What comes back
is paid back once for each declaration, whoever presses the button first.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.desk import orders
from functions.desk.door import guarded
from functions.desk.views import ReturnsView, ReturnView
from functions.problems import problem
from functions.returns import refunding, withdrawing
from functions.web import RefusedError, see_other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from functions.desk.door import Desk
    from functions.problems import Problem
    from functions.store import Withdrawal

_LONGEST_LABEL = 200


@guarded("returns")
def show(desk: Desk) -> Response:
    """All that the shop is not through with, the oldest first."""
    return _show(desk)


@guarded()
def act(desk: Desk) -> Response:
    """`POST …/<withdrawal>/link`, `…/label`, `…/arrived`, `…/close`."""
    withdrawal = desk.till.store().withdrawals.by_id(desk.inquiry.path["withdrawal"].replace("\0", ""))
    if withdrawal is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("not_found", ""))
    acts = {"link": _link, "close": _close} | ({"label": _label, "arrived": _arrived} if withdrawal.order else {})
    found = acts.get(desk.inquiry.path["act"])
    if found is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("not_found", ""))
    return found(desk, withdrawal)


def _link(desk: Desk, withdrawal: Withdrawal) -> Response:
    order = orders.find(desk, desk.inquiry.form().get("number", ""))
    if order is None or not order.was_paid:
        return _show(desk, problem("unknown_order", "number"))
    return _told(desk, "linked", done=withdrawing.link(desk.till, withdrawal, order))


def _close(desk: Desk, withdrawal: Withdrawal) -> Response:
    return _told(desk, "closed", done=withdrawing.close(desk.till, withdrawal))


def _arrived(desk: Desk, withdrawal: Withdrawal) -> Response:
    fields = desk.inquiry.form()
    lines, restock = _lines(desk, withdrawal, fields), "restock" in fields
    if not lines:
        return _show(desk, problem("nothing_to_refund", "lines"))
    return _told(desk, "arrived", done=withdrawing.arrived(desk.till, withdrawal, lines, restock=restock))


def _label(desk: Desk, withdrawal: Withdrawal) -> Response:
    label = desk.inquiry.form().get("label", "").strip()
    if not label or len(label) > _LONGEST_LABEL or not label.isprintable():
        return _show(desk, problem("malformed" if label else "required", "label"))
    return _told(desk, "label", done=withdrawing.send_label(desk.till, withdrawal, label))


def _told(desk: Desk, word: str, *, done: bool) -> Response:
    return see_other(desk.path("returns", told=word if done else "meanwhile"))


def _lines(desk: Desk, withdrawal: Withdrawal, fields: Mapping[str, str]) -> refunding.Lines:
    """What has come back: the quantities of the form, none above what is left of the order."""
    order = desk.till.store().order_by_id(withdrawal.order or "")
    if order is None:
        return ()
    return orders.quantities(order, fields, desk.till.store().refunds.of_order(order.id))


def _show(desk: Desk, *problems: Problem) -> Response:
    view = ReturnsView(
        desk=desk.view("returns"),
        returns=tuple(_return(desk, withdrawal) for withdrawal in desk.till.store().withdrawals.open()),
        problems=desk.till.say(problems, desk.language),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return desk.show("desk_returns.html", "till.desk.returns", view, status)


def _return(desk: Desk, withdrawal: Withdrawal) -> ReturnView:
    till, here = desk.till, f"returns/{withdrawal.id}"
    order = till.store().order_by_id(withdrawal.order) if withdrawal.order else None
    refunds = till.store().refunds.of_order(order.id) if order else ()
    meant = dict(withdrawing.lines_of(order, withdrawal, refunds)) if order else {}
    return ReturnView(
        id=withdrawal.id,
        received_at=withdrawal.received_at.astimezone(till.timezone),
        due_on=withdrawal.due_at.astimezone(till.timezone).date(),
        name=withdrawal.name,
        contact=withdrawal.contact,
        contract=withdrawal.contract,
        order=order.number if order else "",
        order_url=desk.path(f"orders/{order.number}") if order else "",
        lines=orders.lines(order, refunds) if order else (),
        meant=meant,
        label=withdrawal.label,
        link_action="" if order else desk.path(f"{here}/link"),
        label_action=desk.path(f"{here}/label") if order else "",
        arrived_action=desk.path(f"{here}/arrived") if order else "",
        close_action=desk.path(f"{here}/close"),
    )
