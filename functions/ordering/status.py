"""`GET /till/orders/<token>`: where an order stands, and how it came there.

Rules of the room: it only reads. That the shopper comes back from the payment page proves nothing; until the
provider's news is here, the page waits and asks again by itself. What only concerns the shop is not told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.carriers import parcel_of
from functions.money import Money
from functions.order import Cause, State
from functions.ordering import paying
from functions.views import facts
from functions.views.till import PaperView, RefundView, StatusView, StepView, WithdrawalView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.responses import Response

    from functions.carriers import Parcel
    from functions.order import Order
    from functions.till import Till
    from functions.web import Inquiry

#: How often the page asks again, by the Refresh header: it works without JavaScript, and ends when the news is here.
_REFRESH_SECONDS = 3

#: Steps that leave the state as it was and concern the shopper, with the names of their words.
_NOTES: Mapping[str, str] = {
    Cause.WITHDRAWN_IN_PART: "withdrawn_in_part",
    Cause.RETURN_LABEL: "return_label",
    Cause.RETURN_ARRIVED: "return_arrived",
    Cause.REFUNDED: "refunded",
    Cause.DISPUTE_WON: "dispute_won",
}
#: Of these the note is the shopper's as well: an amount, a label.
_TOLD: frozenset[str] = frozenset({Cause.RETURN_LABEL})


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Show the order in the language it was placed in."""
    order = paying.order_of(till, inquiry)
    waits = order.state is State.PLACED and inquiry.asked("returned") == "1"
    here = till.path(f"orders/{order.token}")
    view = StatusView(
        number=order.number,
        state=str(order.state),
        created_at=order.created_at.astimezone(till.timezone),
        contact=order.contact,
        sum=facts.of_order(order),
        paid_cart=order.cart_id if order.was_paid else "",
        waits=waits,
        pay_action=f"{here}/pay" if _can_be_paid(order) and not waits else "",
        parcels=_parcels(order),
        papers=_papers(till, order, here),
        refunds=_refunds(till, order),
        withdrawals=_withdrawals(till, order),
        withdraw_url=till.path(f"withdraw?order={order.token}") if _can_be_withdrawn_from(order) else "",
        steps=tuple(_steps(till, order)),
        here=here,
        cart_url=till.cart_url(order.language),
        home_url=till.home_url(order.language),
        documents=till.pages().documents(order.language),
    )
    answer = till.show("status.html", order.language, f"till.status.{order.state}", view)
    if waits:
        answer.headers["refresh"] = str(_REFRESH_SECONDS)
    return answer


def _can_be_paid(order: Order) -> bool:
    return bool(order.amount_due) and order.state in {State.PLACED, State.CANCELLED, State.FAILED}


def _can_be_withdrawn_from(order: Order) -> bool:
    return order.was_paid and order.state not in {State.WITHDRAWN, State.REFUNDED}


def _parcels(order: Order) -> tuple[Parcel, ...]:
    """What was handed over to a carrier, as far as there is something to follow it by."""
    return tuple(parcel_of(step.note) for step in order.history if step.cause == Cause.SHIPPED and step.note)


def _papers(till: Till, order: Order, here: str) -> tuple[PaperView, ...]:
    return tuple(
        PaperView(kind=paper.kind, number=paper.number, url=f"{here}/invoices/{paper.number}")
        for paper in till.store().invoices.of_order(order.id)
    )


def _refunds(till: Till, order: Order) -> tuple[RefundView, ...]:
    """What goes back by us; of what a bank has taken back the shopper was told there."""
    return tuple(
        RefundView(
            amount=Money(minor=refund.minor, currency=order.currency),
            done_at=refund.done_at.astimezone(till.timezone) if refund.done_at else None,
        )
        for refund in till.store().refunds.of_order(order.id)
        if refund.state != "failed" and refund.reason != "dispute"
    )


def _withdrawals(till: Till, order: Order) -> tuple[WithdrawalView, ...]:
    return tuple(
        WithdrawalView(
            received_at=kept.received_at.astimezone(till.timezone),
            statement=kept.statement,
            label=kept.label,
            settled_at=kept.settled_at.astimezone(till.timezone) if kept.settled_at else None,
        )
        for kept in till.store().withdrawals.of_order(order.id)
    )


def _steps(till: Till, order: Order) -> Iterator[StepView]:
    """The history in the shopper's words: what changed the state, and some of what did not."""
    before: State | None = None
    for step in order.history:
        moved, before = step.state is not before, step.state
        name = _NOTES.get(step.cause) or (str(step.state) if moved else "")
        if name:
            detail = step.note if step.cause in _TOLD else ""
            yield StepView(at=step.at.astimezone(till.timezone), name=name, detail=detail)
