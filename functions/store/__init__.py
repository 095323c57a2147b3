"""The store: orders, stock, events, outbox and terms, in SQLite or Postgres with the same SQL.

Rules of the room: every act is one transaction; who comes first is settled by conditional updates, never by reading
before writing. It knows nothing of HTTP, providers or pages. psycopg is imported only for a Postgres URL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from functions.order import Order, PaymentPage, State


class StoreError(Exception):
    """The store cannot be used: a malformed URL, or another schema than this version's. The message says the cure."""


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
class Conflict:
    """Nothing was placed: the cart has another order that must be dealt with first.

    While it is ``placed``, expire its session and name it in ``replaces``; else it has been paid or is being paid.
    """

    order: Order


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A mail to be written: ``key`` is unique, so that the same act twice sends one. ``kind`` names its template."""

    key: str
    kind: str
    order: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DueLetter:
    """A letter whose time has come. ``attempts`` counts from 1, this one included."""

    key: str
    kind: str
    order: str
    attempts: int


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


class Store:
    """All that the till remembers. Thread-safe; close it at the end, or use it in ``with``.

    Opening touches nothing: the first use connects, and raises StoreError if the schema is not this version's.
    """

    @classmethod
    def open(cls, url: str) -> Self:
        """The store at ``sqlite:///relative/path``, ``sqlite:////absolute/path`` or ``postgresql://…``.

        Raises StoreError if the URL is none of these.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close all connections."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def migrate(self) -> int:
        """Bring the schema to this version, making the SQLite file if there is none; how many steps were taken."""
        raise NotImplementedError

    def check(self) -> None:
        """Ask the store one thing, for ``/till/health``. Raises StoreError, or the driver's error if it is away."""
        raise NotImplementedError

    def place(
        self, order: Order, *, reservations: Mapping[str, int], opening: Mapping[str, int], replaces: str | None = None
    ) -> Placed | OutOfStock | Conflict:
        """Insert the order and reserve its units, releasing those of the unpaid order (id) that it ``replaces``."""
        raise NotImplementedError

    def attach_payment(self, order_id: str, payment: PaymentPage) -> None:
        """Remember where the order is paid."""
        raise NotImplementedError

    def order_by_id(self, order_id: str) -> Order | None:
        """The order of that id, or None."""
        raise NotImplementedError

    def order_by_token(self, token: str) -> Order | None:
        """The order of that status page, or None."""
        raise NotImplementedError

    def order_by_session(self, session: str) -> Order | None:
        """The order of that payment session, or None."""
        raise NotImplementedError

    def order_of_attempt(self, attempt: str) -> Order | None:
        """The order that this attempt has placed, or None."""
        raise NotImplementedError

    def unpaid_order_of_cart(self, cart_id: str) -> Order | None:
        """The cart's order that is placed or pending, the newest of several, or None."""
        raise NotImplementedError

    def orders_since(self, moment: datetime) -> tuple[Order, ...]:
        """All orders created at or after that moment, oldest first."""
        raise NotImplementedError

    def transition(
        self,
        order_id: str,
        to: State,
        *,
        cause: str,
        now: datetime,
        event_id: str | None = None,
        letters: Iterable[Letter] = (),
    ) -> bool:
        """Take the order to a state if the table allows it from where it is; whether it did.

        In one transaction: the event is recorded (one seen before changes nothing), the state moves, units go back
        where the new state releases them, and the letters are put into the outbox.
        """
        raise NotImplementedError

    def record_event(self, event_id: str, *, now: datetime) -> bool:
        """Record an event that changes no order; whether it is new."""
        raise NotImplementedError

    def expired_unpaid(self, now: datetime) -> tuple[Order, ...]:
        """Placed orders whose time to pay is over, the oldest first. The provider has the last word on each."""
        raise NotImplementedError

    def free(self, skus: Collection[str]) -> dict[str, int | None]:
        """What can be sold of each SKU; None for one that the store does not know yet."""
        raise NotImplementedError

    def stock_levels(self) -> tuple[StockLevel, ...]:
        """Every SKU that the store knows, sorted."""
        raise NotImplementedError

    def set_stock(self, sku: str, free: int) -> None:
        """From now on so many can be sold."""
        raise NotImplementedError

    def adjust_stock(self, sku: str, by: int, *, opening: int = 0) -> int | None:
        """Add or take units; the new level, or None if there are not so many to take (then nothing changes)."""
        raise NotImplementedError

    def due_letters(self, now: datetime, *, limit: int = 20) -> tuple[DueLetter, ...]:
        """Letters to be sent now, each handed to one caller only.

        If it never answers with `letter_sent` or `letter_failed`, they come again after some minutes.
        """
        raise NotImplementedError

    def letter_sent(self, key: str, *, now: datetime) -> None:
        """That letter is done."""
        raise NotImplementedError

    def letter_failed(self, key: str, *, now: datetime, error: str) -> None:
        """Try that letter again later: after a minute first, then twice as long each time, at most six hours."""
        raise NotImplementedError

    def keep_terms(self, version: str, language: str, documents: Iterable[Document]) -> None:
        """Keep the legal texts of a version; what is kept already stays as it is."""
        raise NotImplementedError

    def terms(self, version: str, language: str) -> tuple[Document, ...]:
        """The legal texts that an order's ``terms_version`` means, or none if never kept."""
        raise NotImplementedError
