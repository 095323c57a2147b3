"""From an order to its payment page, and back from there.

Rules of the room: an order has one payment page in its life. What was cancelled or failed is not revived: the same
order is placed anew, with fresh units and today's prices, and only without asking again if it costs the same.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import settlement
from functions.cart import Cart, CartLine
from functions.order import PaymentPage, State
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
    from functions.till import Till
    from functions.web import Inquiry

_log = logging.getLogger(__name__)

#: Stripe opens a page for 30 minutes at least; with less than that left the order is placed anew.
_LEAST_TIME = timedelta(minutes=31)


def handle(till: Till, inquiry: Inquiry) -> Response:
    """`POST /till/orders/<token>/pay`: go on paying."""
    if inquiry.is_foreign(till.settings.origin):
        raise RefusedError(HTTPStatus.FORBIDDEN, problem("foreign_origin", ""))
    return go_on(till, order_of(till, inquiry))


def cancelled(till: Till, inquiry: Inquiry) -> Response:
    """`GET /till/orders/<token>/cancelled`: the shopper left the payment page; the units are free again at once."""
    order = order_of(till, inquiry)
    if order.state is State.PLACED:
        try:
            settlement.cancel(till, order, "called off")
        except ProviderError:
            # The janitor tries again; until then the units stay reserved.
            _log.exception("order %s could not be called off", order.number)
    return see_other(till.order_url(order.token))


def order_of(till: Till, inquiry: Inquiry) -> Order:
    """The order that the address names. Raises RefusedError if there is none."""
    order = till.store().order_by_token(inquiry.path["token"])
    if order is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("unknown_order", "token"))
    return order


def go_on(till: Till, order: Order) -> Response:
    """To the order's payment page, wherever the order stands; if nothing is to pay, to its status page."""
    if order.state is State.PLACED:
        try:
            return _to_open_page(till, order)
        except ProviderError:
            _log.exception("no payment page for order %s", order.number)
            trouble = problem("payment_unavailable", "")
            return till.explain(
                (trouble,), order.language, HTTPStatus.SERVICE_UNAVAILABLE, retry_url=till.order_url(order.token)
            )
    if order.state in {State.CANCELLED, State.FAILED}:
        return _anew(till, order)
    return see_other(till.order_url(order.token))


def _to_open_page(till: Till, order: Order) -> Response:
    session = _start(till, order) if order.payment is None else _session(till, order, order.payment.session)
    if session is None:
        return _anew(till, order)
    if session.state is SessionState.OPEN:
        return see_other(session.url)
    settlement.settle(till, order, session)
    return _anew(till, order) if session.state is SessionState.EXPIRED else see_other(till.order_url(order.token))


def _start(till: Till, order: Order) -> Session | None:
    """Open the order's payment page; None if the order cannot be paid any more."""
    if order.expires_at - till.now() < _LEAST_TIME:
        settlement.cancel(till, order, "expired")
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
        settlement.cancel(till, order, "expired")
        return None


def _anew(till: Till, order: Order) -> Response:
    """Place the same once more, as its own attempt, so that two clicks make one order here too."""
    from functions.placing import Submission, submit  # noqa: PLC0415 (placing leads to paying, and back here)

    lines = tuple(
        CartLine(
            sku=line.sku,
            quantity=line.quantity,
            configuration=line.configuration,
            group=line.group,
            seen_price=line.unit_price,
            source=line.source,
        )
        for line in order.lines
    )
    return submit(
        till,
        Submission(
            cart=Cart(id=order.cart_id, lines=lines),
            contact=order.contact,
            language=order.language,
            service=order.service,
            attempt=f"again-{order.id}",
            total=order.total,
        ),
    )


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
        lines=tuple(
            PaymentLine(
                title=" · ".join((line.title, *(value for _, value in line.options))),
                unit_minor=line.unit_price,
                quantity=line.quantity,
            )
            for line in order.lines
        ),
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
