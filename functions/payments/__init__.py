"""Payment providers behind one protocol: a page that collects, and signed events that tell what became of it.

Rules of the room: a provider knows no cart, no stock and no store; it gets a `Payment` and answers with a `Session`.
What a provider says is believed only when it was asked (`session`) or when its signature holds (`event`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class SessionState(StrEnum):
    """What a payment page has come to.

    PENDING is a delayed method: the shopper is through, the money is not there yet. FAILED is a delayed method that
    did not pay; EXPIRED was never finished.
    """

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


Dispute: TypeAlias = Literal["", "open", "won", "lost"]
"""What became of the shopper's complaint at his bank: "" if there was none; won and lost are the shop's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentLine:
    """One line of what is paid for; ``unit_minor`` includes VAT. Shipping is a line of its own in `Payment`.

    ``sku`` and how many pieces of it one of the line is (``units``) travel with it, so that a lost order can be rebuilt
    from the provider; "" where several lines were put together.
    """

    title: str
    unit_minor: int
    quantity: int
    sku: str = ""
    units: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Where the goods go; ``country`` is ISO 3166-1 alpha-2."""

    name: str
    line1: str
    line2: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """What a provider is asked to collect.

    ``key`` makes starting idempotent: the same key with the same payment gives the same session. ``order`` is the
    order's id, ``number`` what the shopper calls it. ``total_minor`` is the sum of lines and shipping.
    ``success_url`` and ``cancel_url`` are where the shopper comes back; neither proves anything.
    """

    key: str
    order: str
    number: str
    email: str
    language: str
    currency: str
    lines: tuple[PaymentLine, ...]
    shipping_title: str
    shipping_minor: int
    total_minor: int
    recipient: Recipient
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderRefund:
    """Money that went back, as the provider tells it: its id, and our ``key`` or "" if we never asked for it.

    ``pending`` has been asked for and is on its way; ``failed`` will not go back. One that was refused has no id.
    """

    id: str
    key: str
    minor: int
    state: Literal["done", "pending", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A payment page: its id, where the shopper pays (only while open), its state, and the order it is for.

    ``refunds`` and ``dispute`` are what became of the money since. ``lost_minor`` is what a dispute that was lost has
    cost, None for all that was left; ``fee_minor`` what the provider kept, None while unknown or in another currency.
    """

    id: str
    url: str
    state: SessionState
    order: str
    total_minor: int
    refunds: tuple[ProviderRefund, ...] = ()
    dispute: Dispute = ""
    lost_minor: int | None = None
    fee_minor: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaidOut:
    """A payment that the provider has handed over: by which of its transfers, for which order (id), less which fee."""

    payout: str
    order: str
    fee_minor: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A verified message of the provider. ``session`` is "" where it is not about a payment page of ours."""

    id: str
    kind: str
    session: str


class ProviderError(Exception):
    """The provider cannot be reached, refused, or answered what it must not; details are for the log alone."""


class UnknownSessionError(ProviderError):
    """The provider knows no such session."""


class ForgedEventError(Exception):
    """The event is not the provider's, or is too old or too new to be believed."""


class Provider(Protocol):
    """Who takes the money. Every method may raise ProviderError, and blocks: it is called from a worker thread."""

    @property
    def name(self) -> str:
        """The last part of the webhook's address."""

    def start(self, payment: Payment) -> Session:
        """Open a payment page, or the same again for the same ``payment.key``."""

    def session(self, session_id: str) -> Session:
        """What became of a payment page. Raises UnknownSessionError."""

    def expire(self, session_id: str) -> Session:
        """Close a payment page so that it can no longer be paid; the answer says if it was paid before that.

        Raises UnknownSessionError.
        """

    def refund(self, session_id: str, minor: int, key: str) -> ProviderRefund:
        """Give back so much of what was paid, once for each ``key``, however often it is asked.

        One that was refused for good is ``failed``. Raises UnknownSessionError.
        """

    def sessions(self, since: datetime, until: datetime | None = None) -> Iterable[Session]:
        """All payment pages that were opened for orders at or after ``since``, before ``until``, the latest first."""

    def payment(self, session_id: str) -> Payment:
        """What a payment page was opened for, to rebuild an order that was lost. Raises UnknownSessionError."""

    def payouts(self, since: datetime, until: datetime | None = None) -> Iterable[PaidOut]:
        """The payments in all transfers to the shop's account that were begun in that time."""

    def event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """The event in a request's raw ``body``; ``headers`` have lower-case names. Raises ForgedEventError."""
