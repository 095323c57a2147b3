"""What the store takes and answers, frozen.

Rules of the room: values only; a refusal that a shopper can meet is a value, a store that cannot work an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 (rows are converted by these annotations)
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.order import Order, State

Channel: TypeAlias = Literal["mail", "hook", "refund"]
"""By which way something leaves the till."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """The order is in the store; ``repeated`` if its attempt had been placed before: then it is the first one."""

    order: Order
    repeated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OutOfStock:
    """Nothing was placed or released: ``free`` says what is left of each SKU that falls short."""

    free: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class CouponSpent:
    """Nothing was placed or released: the order's coupon was used as often as it may be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Nothing was placed: the cart has another order that must be dealt with first.

    While it is ``placed``, expire its session and name it in ``replaces``; else it has been paid or is being paid.
    """

    order: Order


Outcome: TypeAlias = Placed | OutOfStock | CouponSpent | Conflict
"""What came of placing an order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What is to be sent: a mail, a hook to another program, or a refund to the provider, by ``channel``.

    ``key`` is unique, so that the same act twice sends one. ``kind`` names a mail's template, a hook's type; ``order``
    is the order it is about, or None; ``payload`` what the channel needs besides, frozen. With ``after`` it is written
    only if the order has been in that state before; ``due`` is when it is sent at the earliest, None meaning now.
    """

    key: str
    kind: str
    order: str | None
    channel: Channel = "mail"
    payload: str = ""
    after: State | None = None
    due: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DueLetter:
    """A letter whose time has come. ``attempts`` counts from 1, this one included; ``put_at`` is Unix seconds."""

    key: str
    channel: Channel
    kind: str
    order: str | None
    payload: str
    put_at: int
    attempts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptLetter:
    """A letter as it lies in the outbox: ``sent_at`` is None until it was taken, ``dead_at`` unless it was given up.

    Times are Unix seconds; ``error`` is what the last attempt came to and names nobody.
    """

    key: str
    channel: Channel
    kind: str
    order: str | None
    put_at: int
    due_at: int
    sent_at: int | None
    dead_at: int | None
    attempts: int
    error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """Money that goes back: ``minor`` units of the order's currency.

    ``lines`` are pairs of a line's position in the order and how many of it; ``reason`` is a word such as "shop",
    "withdrawal", "late", "provider", "dispute". With ``restock`` the units are for sale again. ``reference`` is the
    provider's id of it, None until it is done. One that failed after that was sent back by the bank: it is owed still.
    """

    id: str
    order: str
    minor: int
    reason: str
    created_at: datetime
    lines: tuple[tuple[int, int], ...] = ()
    restock: bool = False
    state: Literal["due", "done", "failed"] = "due"
    reference: str | None = None
    done_at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether its pieces are given back, or about to be."""
        return self.state != "failed" or self.is_returned

    @property
    def is_returned(self) -> bool:
        """Whether the money came back from the shopper's bank: pieces and papers stand, and it is owed still."""
        return self.state == "failed" and self.reference is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An invoice or a correction before it has its number. ``body`` is JSON, frozen from then on.

    ``known`` is how many papers of the order it takes into account, None if that is all one.
    """

    kind: Literal["invoice", "correction"]
    language: str
    body: str
    known: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Invoice:
    """An invoice or the correction of one (then ``refund`` is what it corrects by). ``body`` is JSON."""

    number: str
    kind: Literal["invoice", "correction"]
    order: str
    refund: str | None
    issued_at: datetime
    language: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """When something last happened, or since when it holds, and a word about it."""

    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StockLevel:
    """A counted SKU: what it started from (the catalogue's ``opening_stock`` then) and what can be sold now."""

    sku: str
    opening: int
    free: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A legal text as it stood in one version: ``kind`` is terms, withdrawal, shipping, privacy or imprint."""

    kind: str
    title: str
    url: str
    text: str
