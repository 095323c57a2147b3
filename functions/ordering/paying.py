"""From an order to its payment page, and back from there.

Rules of the room: an order has one payment page in its life; what was cancelled or failed is not revived here.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import settlement
from functions.order import Cause, PaymentPage, State
from functions.payments import (
    Payment,
    PaymentLine,
    ProviderError,
    Recipient,
    SessionState,
    UnknownSessionError,
)
from functions.problems import problem
from functions.web import RefusedError, see_other

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.order import Order
    from functions.payments import Session
    from functions.pricing.lines import LineItem
    from functions.till import Till
    from functions.web import Inquiry

_TOKEN = re.compile(r"[A-Za-z0-9_=-]{1,64}")
_log = logging.getLogger(__name__)

#: Stripe opens a page for 30 minutes at least; with less than that left the order is placed anew.
_LEAST_TIME = timedelta(minutes=31)


def cancelled(till: Till, inquiry: Inquiry) -> Response:
    """`GET /till/orders/<token>/cancelled`: the shopper left the payment page; the units are free again at once."""
    order = order_of(till, inquiry)
    if order.state is State.PLACED:
        try:
            settlement.cancel(till, order, Cause.CALLED_OFF)
        except ProviderError:
            # The janitor tries again; until then the units stay reserved.
            _log.exception("order %s could not be called off", order.number)
    return see_other(till.order_url(order.token))


def order_of(till: Till, inquiry: Inquiry) -> Order:
    """The order that the address names. Raises RefusedError if there is none."""
    token = inquiry.path["token"]
    # Postgres refuses texts with a NUL in them; no token of ours looks like that.
    order = till.store().order_by_token(token) if _TOKEN.fullmatch(token) else None
    if order is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("unknown_order", "token"))
    return order


def to_page(till: Till, order: Order) -> Response | None:
    """To the payment page of a placed order; None if the order is not to be paid any more, and has to be placed anew.

    If the provider fails the order is kept, and the answer leads to its status page. Where nothing is due, no provider
    is asked.
    """
    if not order.amount_due:
        settlement.settle_free(till, order)
        return see_other(till.order_url(order.token))
    try:
        session = _start(till, order) if order.payment is None else _session(till, order, order.payment.session)
    except ProviderError:
        _log.exception("no payment page for order %s", order.number)
        trouble = problem("payment_unavailable", "")
        status_url = till.order_url(order.token)
        return till.explain((trouble,), order.language, HTTPStatus.SERVICE_UNAVAILABLE, retry_url=status_url)
    if session is None:
        return None
    if session.state is SessionState.OPEN:
        return see_other(session.url)
    settlement.settle(till, order, session)
    return None if session.state is SessionState.EXPIRED else see_other(till.order_url(order.token))


def _start(till: Till, order: Order) -> Session | None:
    """Open the order's payment page; None if the order cannot be paid any more."""
    if order.expires_at - till.now() < _LEAST_TIME:
        settlement.cancel(till, order, Cause.EXPIRED)
        return None
    provider, store = till.provider(), till.store()
    session = provider.start(payment_of(till, order))
    store.attach_payment(order.id, PaymentPage(provider=provider.name, session=session.id, url=session.url))
    current = store.order_by_id(order.id)
    if current is not None and current.state is State.CANCELLED:
        # While the provider was asked, another tab has replaced this order: nobody may pay it now.
        return provider.expire(session.id)
    return session


def _session(till: Till, order: Order, session_id: str) -> Session | None:
    """What became of the order's payment page; None if the provider has forgotten it."""
    try:
        return till.provider().session(session_id)
    except UnknownSessionError:
        settlement.cancel(till, order, Cause.EXPIRED)
        return None


def payment_of(till: Till, order: Order) -> Payment:
    """What the provider is asked to collect; the same for the same order, whenever it is asked."""
    contact = order.contact
    return Payment(
        key=f"checkout-{order.id}",
        order=order.id,
        number=order.number,
        email=contact.email,
        language=order.language,
        currency=order.currency,
        lines=tuple(_payment_line(line) for line in order.lines),
        shipping_title=order.service_name,
        shipping_minor=order.shipping,
        total_minor=order.amount_due,
        recipient=Recipient(
            name=contact.name,
            line1=contact.line1,
            line2=contact.line2,
            postal_code=contact.postal_code,
            city=contact.city,
            country=contact.country,
        ),
        expires_at=order.expires_at,
        success_url=f"{till.order_url(order.token)}?returned=1",
        cancel_url=f"{till.order_url(order.token)}/cancelled",
    )


def _payment_line(line: LineItem) -> PaymentLine:
    """The line with what its coupon takes off; several that cost no whole cents each are one article of their own."""
    title = " · ".join((line.title, *(value for _, value in line.options)))
    each, rest = divmod(line.due, line.quantity)
    if rest:
        title = f"{line.quantity} × {title}"
        return PaymentLine(title=title, unit_minor=line.due, quantity=1, sku=line.sku, units=line.quantity)
    return PaymentLine(title=title, unit_minor=each, quantity=line.quantity, sku=line.sku)
