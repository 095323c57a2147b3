"""Stripe: Checkout Sessions on Stripe's own page, priced from our catalogue.

Rules of the room: the library is imported when a `Stripe` is made, never before (it costs as much as the whole till).
All that changes the total is settled before, so the page gets no promotion code, no adjustable quantity, no second
currency and no choice of shipping. Source: docs.stripe.com/api/checkout/sessions, API version of stripe 16.1.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from functions.payments import (
    Event,
    ForgedEventError,
    PaidOut,
    Payment,
    ProviderError,
    ProviderRefund,
    Session,
    UnknownSessionError,
)
from functions.payments import stripe_answers as answers
from functions.payments.stripe_params import factor, session_params

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import stripe
    from stripe.params.checkout import SessionCreateParams

_TOLERANCE_SECONDS = 300
_MOST_AT_ONCE = 100
_SESSION_EVENTS = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
}

#: Events about what became of the money, whoever did it; their objects name the payment, not the session.
_PAYMENT_EVENTS = {
    "charge.refunded",
    "charge.updated",  # that is when the fee is known
    "charge.dispute.created",
    "charge.dispute.closed",
    "refund.created",
    "refund.updated",
    "refund.failed",
}
#: All that the endpoint at Stripe has to hear of.
EVENTS = frozenset(_SESSION_EVENTS | _PAYMENT_EVENTS)
_MONEY = ("latest_charge.balance_transaction", "latest_charge.refunds")
#: Stripe will never give this back; what else it refuses is asked for again (docs.stripe.com/error-codes).
_NEVER = {"amount_too_large", "charge_already_refunded", "charge_disputed", "refund_disputed_payment"}


def _now() -> datetime:
    return datetime.now(UTC)


def client(secret_key: str, api_base: str) -> stripe.StripeClient:
    """Who asks Stripe, or the server at ``api_base`` in its place; the library is imported, nothing is sent."""
    import stripe  # noqa: PLC0415 (see the head of this module)

    return stripe.StripeClient(
        secret_key,
        max_network_retries=2,
        # The library's own default is 80 seconds, longer than any host lets a function wait.
        http_client=stripe.RequestsClient(timeout=(3, 8)),
        base_addresses={"api": api_base} if api_base else None,
    )


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
        self._client = client(secret_key, api_base)
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
            with self._guarded():
                found = self._create(params, f"{payment.key}-again")
        except self._stripe.StripeError as error:
            raise ProviderError(_reason(error)) from error
        session = answers.session(found)
        if session.total_minor != payment.total_minor or found.currency != payment.currency.lower():
            self.expire(session.id)
            message = f"session {session.id} asks {found.amount_total} {found.currency}, we {payment.total_minor}"
            raise ProviderError(message)
        return session

    def session(self, session_id: str) -> Session:
        """Ask what became of a session; the payment behind it tells a failed delayed payment from a pending one."""
        with self._guarded():
            return self._in_full(self._retrieve(session_id))

    def expire(self, session_id: str) -> Session:
        """Close an open session; what is not open any more is asked for instead."""
        try:
            return answers.session(self._client.v1.checkout.sessions.expire(session_id))
        except self._stripe.InvalidRequestError:
            return self.session(session_id)
        except self._stripe.StripeError as error:
            raise ProviderError(_reason(error)) from error

    def refund(self, session_id: str, minor: int, key: str) -> ProviderRefund:
        """Give back; what was given under that key before is looked for, since Stripe forgets keys after a day."""
        with self._guarded():
            found = self._retrieve(session_id)
            known = [refund for refund in answers.session(found).refunds if refund.key == key]
            return known[-1] if known else self._give_back(found, minor, key)

    def _give_back(self, found: stripe.checkout.Session, minor: int, key: str) -> ProviderRefund:
        intent = found.payment_intent
        if intent is None or isinstance(intent, str):
            return ProviderRefund(id="", key=key, minor=minor, state="failed")
        try:
            given = self._client.v1.refunds.create(
                params={
                    "payment_intent": intent.id,
                    "amount": minor * factor(found.currency or ""),
                    "metadata": {"refund": key},
                },
                options={"idempotency_key": f"refund-{key}"},
            )
        except self._stripe.InvalidRequestError as error:
            if error.code in _NEVER:
                return ProviderRefund(id="", key=key, minor=minor, state="failed")
            raise
        return answers.refund(given)

    def sessions(self, since: datetime, until: datetime | None = None) -> Iterator[Session]:
        """All sessions of ours of that time, page by page."""
        with self._guarded():
            listed = self._client.v1.checkout.sessions.list(
                params={
                    "created": {"gte": int(since.timestamp()), "lt": self._end(until)},
                    "limit": _MOST_AT_ONCE,
                    "expand": [f"data.payment_intent.{name}" for name in _MONEY],
                }
            )
            for found in listed.auto_paging_iter():
                if found.client_reference_id:
                    yield self._in_full(found)

    def payment(self, session_id: str) -> Payment:
        """What a session was made for; its lines lie on pages of their own."""
        with self._guarded():
            items = self._client.v1.checkout.sessions.line_items.list(
                session_id, params={"limit": _MOST_AT_ONCE, "expand": ["data.price.product"]}
            )
            return answers.payment(self._retrieve(session_id), items.auto_paging_iter())

    def payouts(self, since: datetime, until: datetime | None = None) -> Iterator[PaidOut]:
        """What Stripe's own transfers carried; one that the shop has made by hand names no payments."""
        with self._guarded():
            listed = self._client.v1.payouts.list(
                params={
                    "created": {"gte": int(since.timestamp()), "lt": self._end(until)},
                    "limit": _MOST_AT_ONCE,
                }
            )
            for payout in listed.auto_paging_iter():
                if payout.automatic:
                    yield from self._carried(payout.id)

    def _end(self, until: datetime | None) -> int:
        return int((until or self._now() + timedelta(days=1)).timestamp())

    def _carried(self, payout: str) -> Iterable[PaidOut]:
        entries = self._client.v1.balance_transactions.list(
            params={"payout": payout, "limit": _MOST_AT_ONCE, "expand": ["data.source"]}
        )
        for entry in entries.auto_paging_iter():
            paid = entry.source
            if isinstance(paid, self._stripe.Charge) and "order" in paid.metadata:
                yield PaidOut(
                    payout=payout, order=paid.metadata["order"], fee_minor=entry.fee // factor(entry.currency)
                )

    def event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """The event, if Stripe signed this very body within five minutes."""
        header = headers.get("stripe-signature", "")
        event = self._verified(body, header)
        self._refuse_the_future(header)
        try:
            name, kind, about = event.id, event.type, event.data.object
            session = str(about["id"]) if kind in _SESSION_EVENTS else ""
            payment = str(about["payment_intent"] or "") if kind in _PAYMENT_EVENTS else ""
        except (AttributeError, KeyError) as error:
            raise ForgedEventError(type(error).__name__) from error
        return Event(id=name, kind=kind, session=self._session_of(payment) if payment else session)

    def _session_of(self, payment: str) -> str:
        """The session that a payment belongs to, "" if none."""
        with self._guarded():
            listed = self._client.v1.checkout.sessions.list(params={"payment_intent": payment, "limit": 1})
        return next((found.id for found in listed.data), "")

    def _verified(self, body: bytes, header: str) -> stripe.Event:
        """The event, if one of our secrets has signed it; while they rotate there are two."""
        reason: Exception | None = None
        for secret in self._webhook_secrets:
            try:
                return self._client.construct_event(body.decode(), header, secret, tolerance=_TOLERANCE_SECONDS)
            # UnicodeDecodeError is a ValueError; what is no object at all ends as an AttributeError.
            except (self._stripe.SignatureVerificationError, ValueError, AttributeError) as error:
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

    def _retrieve(self, session_id: str) -> stripe.checkout.Session:
        return self._client.v1.checkout.sessions.retrieve(
            session_id, params={"expand": [f"payment_intent.{name}" for name in _MONEY]}
        )

    def _in_full(self, found: stripe.checkout.Session) -> Session:
        """The session with its disputes, which a charge does not carry."""
        paid = answers.charge(found)
        if paid is None or not paid.disputed:
            return answers.session(found)
        return answers.session(found, self._client.v1.disputes.list(params={"charge": paid.id}).data)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """The library's errors as ours."""
        try:
            yield
        except self._stripe.InvalidRequestError as error:
            kind = UnknownSessionError if error.code == "resource_missing" else ProviderError
            raise kind(_reason(error)) from error
        except self._stripe.StripeError as error:
            raise ProviderError(_reason(error)) from error


def _reason(error: stripe.StripeError) -> str:
    """What the log may hold: no card data is ever in it, since the shopper gives that to Stripe alone."""
    return f"{type(error).__name__} {error.code or ''} {error.request_id or ''}: {error.user_message or error}"
