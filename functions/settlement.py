"""What a payment has come to, written down: the one way by which news of the provider reach an order.

Rules of the room: the provider was asked before; the store's conditional update decides who comes first, so that the
second news of the same thing changes nothing and mails nothing. News come in any order: what is written down follows
from how all of it stands now, never from which of them came.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from functions import lifecycle
from functions.order import RELEASING, Cause, PaymentPage, State
from functions.payments import SessionState, UnknownSessionError
from functions.returns import refunding

if TYPE_CHECKING:
    from functions.order import Order
    from functions.payments import Session
    from functions.till import Till

_log = logging.getLogger(__name__)

_TARGETS = {
    SessionState.PENDING: (State.PENDING, Cause.PAYMENT_PENDING),
    SessionState.PAID: (State.PAID, Cause.PAID),
    SessionState.FAILED: (State.FAILED, Cause.PAYMENT_FAILED),
    SessionState.EXPIRED: (State.CANCELLED, Cause.PAYMENT_EXPIRED),
}


def order_of(till: Till, session: Session) -> Order | None:
    """The order that a payment session is for, or None: another shop's on the same account, or one made by hand."""
    return till.store().order_by_session(session.id) or till.store().order_by_id(session.order)


def settle(till: Till, order: Order, session: Session, *, event_id: str | None = None) -> bool:
    """Bring the order to where its payment stands; whether it moved. An open payment moves nothing."""
    target = _TARGETS.get(session.state)
    if target is None or not _is_ours(order, session):
        if event_id is not None:
            till.store().record_event(event_id, now=till.now())
        return False
    if order.payment is None:  # we were stopped between opening the page and noting it; what is given back needs it
        page = PaymentPage(provider=till.provider().name, session=session.id, url=session.url)
        till.store().attach_payment(order.id, page)
    state, cause = target
    moved = lifecycle.advance(till, order, state, cause=cause, event_id=event_id)
    if state is State.PAID:
        moved = _follow(till, order, session, is_news=moved) or moved
    return moved


def settle_free(till: Till, order: Order) -> bool:
    """Take an order of which nothing is due to where a payment would have brought it; whether it moved."""
    return lifecycle.advance(till, order, State.PAID, cause=Cause.NOTHING_TO_PAY)


def _follow(till: Till, order: Order, session: Session, *, is_news: bool) -> bool:
    """What became of the money since: fee, refunds, dispute; whether the order moved by any of it."""
    if session.fee_minor is not None and order.fee is None:
        till.store().book_fee(order.id, session.fee_minor, order.payout)
    booked = [refunding.book(till, order, refund) for refund in session.refunds]
    if not is_news:
        _give_back_late_money(till, order)
    return _dispute(till, order, session) or any(booked)


def _give_back_late_money(till: Till, order: Order) -> None:
    """Who pays for an order that was called off gets it back: its units may be somebody else's by now."""
    current = till.store().order_by_id(order.id)
    if current is not None and current.state in RELEASING and current.repaid < current.amount_due:
        name, left = f"late-{order.id}", current.amount_due - current.repaid
        till.store().put_letter(refunding.alert(till, f"alert-{name}", order, "mail.alert.late"), now=till.now())
        refunding.request(till, current, minor=left, reason=refunding.LATE, id=name)


def _dispute(till: Till, order: Order, session: Session) -> bool:
    """An order stands still while the bank decides, and goes on, or is paid back, by what it says."""
    if session.dispute == "open":
        moved = lifecycle.advance(till, order, State.DISPUTED, cause=Cause.DISPUTE)
        current = till.store().order_by_id(order.id)
        if current is not None and current.state is not State.DISPUTED:  # what is asked for has gone back already
            told = refunding.alert(till, f"alert-dispute-{order.id}", order, "mail.alert.dispute")
            till.store().put_letter(told, now=till.now())
        return moved
    if session.dispute == "won":
        return lifecycle.resume(till, order, cause=Cause.DISPUTE_WON)
    return session.dispute == "lost" and _lose(till, order, session)


def _lose(till: Till, order: Order, session: Session) -> bool:
    """What the bank has taken is a refund of what was left, or of a part of it: then the order goes on."""
    given = sum(refund.minor for refund in till.store().refunds.of_order(order.id) if refund.state == "done")
    left, name = order.amount_due - given, f"dispute-{order.id}"
    lost = left if session.lost_minor is None else min(left, session.lost_minor)
    booked = lost > 0 and refunding.record(till, order, lost, id=name, reason="dispute", reference=name)
    return lifecycle.resume(till, order, cause=Cause.DISPUTE_LOST) or booked


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
