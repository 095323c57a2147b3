"""Stripe: Checkout Sessions on Stripe's own page, priced from our catalogue.

Rules of the room: the library is imported when a `Stripe` is made, never before (it costs as much as the whole till).
All that changes the total is settled before, so the page gets no promotion code, no adjustable quantity, no second
currency and no choice of shipping. Source: docs.stripe.com/api/checkout/sessions, API version of stripe 16.1.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.payments import (
    Event,
    ForgedEventError,
    Payment,
    PaymentLine,
    ProviderError,
    Session,
    SessionState,
    UnknownSessionError,
)
from functions.settings import origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import stripe
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

_TOLERANCE_SECONDS = 300
_SESSION_EVENTS = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
}

#: Languages that Stripe's page speaks and a European shop is likely to have; others follow the browser.
_LOCALES = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "da", "sv", "fi", "nb", "pt", "cs", "hu", "el"})
#: Stripe counts hundredths of these, though they have none (docs.stripe.com/currencies, special cases).
_HUNDREDTHS = frozenset({"ISK", "UGX"})
_LONGEST_NAME = 250
_MOST_LINES = 100


def _now() -> datetime:
    return datetime.now(UTC)


class Stripe:
    """The provider. ``api_base`` is "" for Stripe itself, or the address of a server that behaves like it."""

    name = "stripe"

    def __init__(
        self,
        *,
        secret_key: str,
        webhook_secrets: tuple[str, ...],
        api_base: str = "",
        now: Callable[[], datetime] = _now,
    ) -> None:
        """Import the library and make its client; nothing is sent. An event may be signed by any of the secrets."""
        import stripe  # noqa: PLC0415 (see the head of this module)

        self._stripe = stripe
        self._client = stripe.StripeClient(
            secret_key,
            max_network_retries=2,
            # The library's own default is 80 seconds, longer than any host lets a function wait.
            http_client=stripe.RequestsClient(timeout=(3, 8)),
            base_addresses={"api": api_base} if api_base else None,
        )
        self.form_action_origins = (origin(api_base) if api_base else "https://checkout.stripe.com",)
        self._webhook_secrets = webhook_secrets
        self._now = now

    def start(self, payment: Payment) -> Session:
        """Create the session; one whose amount is not ours is closed again and refused."""
        params = session_params(payment)
        try:
            found = self._create(params, payment.key)
        except self._stripe.APIError as error:
            # A failure of Stripe's is replayed for its key for 24 hours; only a new key gets past it.
            if (error.headers or {}).get("idempotent-replayed") != "true":
                raise ProviderError(_reason(error)) from error
            found = self._guarded(lambda: self._create(params, f"{payment.key}-again"))
        except self._stripe.StripeError as error:
            raise ProviderError(_reason(error)) from error
        session = _session(found)
        if session.total_minor != payment.total_minor or found.currency != payment.currency.lower():
            self.expire(session.id)
            message = f"session {session.id} asks {found.amount_total} {found.currency}, we {payment.total_minor}"
            raise ProviderError(message)
        return session

    def session(self, session_id: str) -> Session:
        """Ask what became of a session; the payment behind it tells a failed delayed payment from a pending one."""
        return _session(
            self._guarded(
                lambda: self._client.v1.checkout.sessions.retrieve(session_id, params={"expand": ["payment_intent"]})
            )
        )

    def expire(self, session_id: str) -> Session:
        """Close an open session; what is not open any more is asked for instead."""
        try:
            return _session(self._client.v1.checkout.sessions.expire(session_id))
        except self._stripe.InvalidRequestError:
            return self.session(session_id)
        except self._stripe.StripeError as error:
            raise ProviderError(_reason(error)) from error

    def event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """The event, if Stripe signed this very body within five minutes."""
        header = headers.get("stripe-signature", "")
        event = self._verified(body, header)
        self._refuse_the_future(header)
        session = str(event.data.object["id"]) if event.type in _SESSION_EVENTS else ""
        return Event(id=event.id, kind=event.type, session=session)

    def _verified(self, body: bytes, header: str) -> stripe.Event:
        """The event, if one of our secrets has signed it; while they rotate there are two."""
        reason: Exception | None = None
        for secret in self._webhook_secrets:
            try:
                return self._client.construct_event(body.decode(), header, secret, tolerance=_TOLERANCE_SECONDS)
            except (self._stripe.SignatureVerificationError, ValueError) as error:  # UnicodeDecodeError is one
                reason = error
        raise ForgedEventError(type(reason).__name__) from reason

    def _refuse_the_future(self, header: str) -> None:
        """The library believes any time to come, so that one recorded message could be used for ever."""
        stamp = next(part[2:] for part in header.split(",") if part.startswith("t="))
        if int(stamp) > self._now().timestamp() + _TOLERANCE_SECONDS:
            message = "the event's time lies in the future"
            raise ForgedEventError(message)

    def _create(self, params: SessionCreateParams, key: str) -> stripe.checkout.Session:
        return self._client.v1.checkout.sessions.create(params=params, options={"idempotency_key": key})

    def _guarded(self, ask: Callable[[], stripe.checkout.Session]) -> stripe.checkout.Session:
        try:
            return ask()
        except self._stripe.InvalidRequestError as error:
            kind = UnknownSessionError if error.code == "resource_missing" else ProviderError
            raise kind(_reason(error)) from error
        except self._stripe.StripeError as error:
            raise ProviderError(_reason(error)) from error


def session_params(payment: Payment) -> SessionCreateParams:
    """What Stripe is asked for: fixed lines of our own prices, shipping as the last of them."""
    recipient = payment.recipient
    return {
        "mode": "payment",
        "line_items": _lines(payment),
        "adaptive_pricing": {"enabled": False},
        "customer_email": payment.email,
        "client_reference_id": payment.order,
        "metadata": {"order": payment.order},
        "locale": payment.language if payment.language in _LOCALES else "auto",
        "expires_at": int(payment.expires_at.timestamp()),
        "success_url": payment.success_url,
        "cancel_url": payment.cancel_url,
        "payment_intent_data": {
            "description": payment.number,
            "metadata": {"order": payment.order},
            "shipping": {
                "name": recipient.name,
                "address": {
                    "line1": recipient.line1,
                    "line2": recipient.line2,
                    "postal_code": recipient.postal_code,
                    "city": recipient.city,
                    "country": recipient.country,
                },
            },
        },
    }


def _lines(payment: Payment) -> list[SessionCreateParamsLineItem]:
    """Goods and shipping; what is over Stripe's limit of lines becomes one line, so that the sum stays ours."""
    lines = list(payment.lines)
    if payment.shipping_minor:
        lines.append(PaymentLine(title=payment.shipping_title, unit_minor=payment.shipping_minor, quantity=1))
    if len(lines) > _MOST_LINES:
        rest = lines[_MOST_LINES - 1 :]
        total = sum(line.unit_minor * line.quantity for line in rest)
        lines[_MOST_LINES - 1 :] = [PaymentLine(title=f"{rest[0].title} …", unit_minor=total, quantity=1)]
    return [_line(line.title, line.unit_minor, line.quantity, payment.currency) for line in lines]


def _line(title: str, unit_minor: int, quantity: int, currency: str) -> SessionCreateParamsLineItem:
    return {
        "quantity": quantity,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": unit_minor * _factor(currency),
            "tax_behavior": "inclusive",
            "product_data": {"name": title[:_LONGEST_NAME]},
        },
    }


def _session(found: stripe.checkout.Session) -> Session:
    return Session(
        id=found.id,
        url=found.url or "",
        state=_state(found),
        order=found.client_reference_id or "",
        total_minor=(found.amount_total or 0) // _factor(found.currency or ""),
    )


def _factor(currency: str) -> int:
    """How many of Stripe's units make one of ours."""
    return 100 if currency.upper() in _HUNDREDTHS else 1


def _state(found: stripe.checkout.Session) -> SessionState:
    if found.status == "open":
        return SessionState.OPEN
    if found.status == "expired":
        return SessionState.EXPIRED
    if found.payment_status != "unpaid":
        return SessionState.PAID
    # Complete but unpaid: a delayed method under way, or one that came to nothing.
    intent = found.payment_intent
    status = "processing" if intent is None or isinstance(intent, str) else intent.status
    return SessionState.FAILED if status in {"requires_payment_method", "canceled"} else SessionState.PENDING


def _reason(error: stripe.StripeError) -> str:
    """What the log may hold: no card data is ever in it, since the shopper gives that to Stripe alone."""
    return f"{type(error).__name__} {error.code or ''} {error.request_id or ''}: {error.user_message or error}"
