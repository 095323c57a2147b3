"""What a payment has come to, written down: the one way by which an order changes after it was placed.

Rules of the room: the provider was asked before; the store's conditional update decides who comes first, so that the
second news of the same thing changes nothing and mails nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from functions import lifecycle
from functions.order import State
from functions.payments import SessionState, UnknownSessionError

if TYPE_CHECKING:
    from functions.order import Order
    from functions.payments import Session
    from functions.till import Till

_log = logging.getLogger(__name__)

_TARGETS = {
    SessionState.PENDING: (State.PENDING, "payment pending"),
    SessionState.PAID: (State.PAID, "paid"),
    SessionState.FAILED: (State.FAILED, "payment failed"),
    SessionState.EXPIRED: (State.CANCELLED, "payment expired"),
}


def settle(till: Till, order: Order, session: Session, *, event_id: str | None = None) -> bool:
    """Bring the order to where its payment stands; whether it moved. An open payment moves nothing."""
    target = _TARGETS.get(session.state)
    if target is None or not _is_ours(order, session):
        if event_id is not None:
            till.store().record_event(event_id, now=till.now())
        return False
    state, cause = target
    moved = lifecycle.advance(till, order, state, cause=cause, event_id=event_id)
    if not moved and state is State.PAID and order.state in {State.CANCELLED, State.FAILED}:
        _log.error("order %s was paid after it was %s: pay it back (session %s)", order.number, order.state, session.id)
    return moved


def settle_free(till: Till, order: Order) -> bool:
    """Take an order of which nothing is due to where a payment would have brought it; whether it moved."""
    return lifecycle.advance(till, order, State.PAID, cause="nothing to pay")


def close_page(till: Till, order: Order) -> bool:
    """Take a placed order's payment page away; whether the order is still unpaid. If it was paid, that is written down.

    The provider closes first; only then may units be given back. An order of which nothing is due is paid as soon as
    it is placed, also if the till fell over between the two. Raises ProviderError.
    """
    if not order.amount_due:
        settle_free(till, order)
        return False
    if order.payment is None:
        return True
    try:
        session = till.provider().expire(order.payment.session)
    except UnknownSessionError:
        # A provider that forgot the page (the sandbox after a restart) will not take money for it either.
        return True
    if session.state is SessionState.EXPIRED:
        return True
    settle(till, order, session)
    return False


def cancel(till: Till, order: Order, cause: str) -> bool:
    """Close the payment page of a placed order and give its units back; False if it was paid. Raises ProviderError."""
    if not close_page(till, order):
        return False
    lifecycle.advance(till, order, State.CANCELLED, cause=cause)
    return True


def _is_ours(order: Order, session: Session) -> bool:
    """Whether that payment is for this order, and of its amount."""
    if session.state is SessionState.PAID and session.total_minor != order.amount_due:
        _log.error("order %s is %d, session %s %d", order.number, order.amount_due, session.id, session.total_minor)
        return False
    return session.order == order.id
