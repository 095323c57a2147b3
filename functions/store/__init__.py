"""The store: orders, stock, events, outbox and terms, in SQLite or Postgres with the same SQL.

Rules of the room: every act is one transaction; who comes first is settled by conditional updates, never by reading
before writing. It knows nothing of HTTP, providers or pages. psycopg is imported only for a Postgres URL.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING, Self

from functions.faults import StoreError
from functions.store import moves, orders, outbox, overview, schema, stock, terms
from functions.store.access import Access
from functions.store.coupons import Coupons
from functions.store.database import Database, backend_of
from functions.store.invoices import Invoices
from functions.store.limits import Limits
from functions.store.marks import Marks
from functions.store.moves import Happening
from functions.store.outcomes import (
    Conflict,
    CouponSpent,
    Document,
    Draft,
    DueLetter,
    Invoice,
    KeptLetter,
    Letter,
    Mark,
    Outcome,
    OutOfStock,
    Placed,
    Refund,
    StockLevel,
)
from functions.store.refunds import Refunds
from functions.store.retention import Retention
from functions.store.sign_ins import SignIns
from functions.store.withdrawals import Withdrawal, Withdrawals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from functions.order import Order, PaymentPage, State
    from functions.store.outcomes import Channel

__all__ = [
    "Conflict",
    "CouponSpent",
    "Document",
    "Draft",
    "DueLetter",
    "Happening",
    "Invoice",
    "KeptLetter",
    "Letter",
    "Mark",
    "OutOfStock",
    "Outcome",
    "Placed",
    "Refund",
    "StockLevel",
    "Store",
    "StoreError",
    "Withdrawal",
]


class Store:
    """All that the till remembers. Thread-safe; close it at the end, or use it in ``with``.

    What has acts of its own lies in ``coupons``, ``invoices``, ``limits``, ``marks``, ``refunds``, ``retention`` and
    ``withdrawals``.

    Opening touches nothing: the first use connects, and raises StoreError if the schema is not this version's. Later
    every act raises it while the database is away.
    """

    def __init__(self, database: Database) -> None:
        """Use `open`."""
        self._database = database
        self._access = Access(database)
        self.coupons = Coupons(self._access)
        self.invoices = Invoices(self._access)
        self.limits = Limits(self._access)
        self.marks = Marks(self._access)
        self.refunds = Refunds(self._access)
        self.sign_ins = SignIns(self._access)
        self.withdrawals = Withdrawals(self._access)
        self.retention = Retention(self._access)

    @classmethod
    def open(cls, url: str) -> Self:
        """The store at ``sqlite:///relative/path``, ``sqlite:////absolute/path`` or ``postgresql://…``.

        Raises StoreError if the URL is none of these.
        """
        return cls(Database(backend_of(url)))

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def migrate(self) -> int:
        """Bring the schema to this version, making the SQLite file if there is none; how many steps were taken."""
        return schema.migrate(self._database)

    @property
    def writes(self) -> int:
        """A number that changes with each act of this process that has written, and so with all that it tells."""
        return self._access.writes

    def overview(self, stale: datetime) -> overview.Overview:
        """What waits and what is overdue; orders unpaid since before ``stale`` hold their units for too long."""
        with self._access.reading() as session:
            return overview.read(session, stale)

    def place(
        self,
        order: Order,
        *,
        reservations: Mapping[str, int],
        opening: Mapping[str, int],
        replaces: str | None = None,
        letters: Iterable[Letter] = (),
    ) -> Outcome:
        """Insert the order; take its units and its coupon, with those of the unpaid order (id) that it ``replaces``."""
        try:
            with self._access.writing() as session:
                return orders.place(
                    session, order, reservations=reservations, opening=opening, replaces=replaces, letters=letters
                )
        except orders.UndoneError as undone:
            return undone.outcome

    def attach_payment(self, order_id: str, payment: PaymentPage) -> None:
        """Remember where the order is paid."""
        with self._access.writing() as session:
            orders.attach_payment(session, order_id, payment)

    def order_by_id(self, order_id: str) -> Order | None:
        """The order of that id, or None."""
        return self._find_one("id = :id", id=order_id)

    def order_by_number(self, number: str) -> Order | None:
        """The order that people call by that number, or None."""
        return self._find_one("number = :number", number=number)

    def order_by_token(self, token: str) -> Order | None:
        """The order of that status page, or None.

        An index finds it among 2^144; the comparison that decides takes as long for every other token.
        """
        order = self._find_one("token = :token", token=token)
        return order if order is not None and compare_digest(order.token.encode(), token.encode()) else None

    def order_by_session(self, session: str) -> Order | None:
        """The order of that payment session, or None."""
        return self._find_one("payment_session = :session", session=session)

    def order_of_attempt(self, attempt: str) -> Order | None:
        """The order that this attempt has placed, or None."""
        return self._find_one("attempt = :attempt", attempt=attempt)

    def order_of_cart(self, cart_id: str) -> Order | None:
        """The cart's order that counts (placed, pending or paid), the newest of several, or None."""
        return self._find_one("cart_id = :cart AND state IN ('placed', 'pending', 'paid')", cart=cart_id)

    def orders_of(self, email: str, since: datetime) -> tuple[Order, ...]:
        """The orders of a mail address, in whatever case it is written, since then, oldest first."""
        where = "email = :email AND created_at >= :since"
        return self._find(where, email=email.lower(), since=int(since.timestamp()))

    def orders_since(self, moment: datetime) -> tuple[Order, ...]:
        """All orders created at or after that moment, oldest first."""
        return self._find("created_at >= :moment", moment=int(moment.timestamp()))

    def orders_at(self, *states: State, since: datetime | None = None) -> tuple[Order, ...]:
        """Orders that were paid and stand in one of these states, those alone created since, the oldest first."""
        with self._access.reading() as session:
            return orders.at(session, states, since)

    def transition(self, order_id: str, to: State, happening: Happening, *, event_id: str | None = None) -> bool:
        """Take the order to a state if the table allows it from where it is; whether it did.

        In one transaction: the event is recorded (one seen before changes nothing), the state moves, units go back
        where the new state releases them, the invoice is drawn, and the letters are put into the outbox.
        """
        with self._access.writing() as session:
            if event_id is not None and not orders.record_event(session, event_id, happening.at):
                return False
            return moves.transition(session, order_id, to, happening)

    def resume(self, order_id: str, happening: Happening) -> bool:
        """Take a disputed order back to where it was; whether it was disputed."""
        with self._access.writing() as session:
            return moves.resume(session, order_id, happening)

    def note(self, order_id: str, happening: Happening) -> None:
        """Write down what leaves the order's state as it is, with the letters that follow."""
        with self._access.writing() as session:
            moves.note(session, order_id, happening)

    def book_fee(self, order_id: str, fee: int, payout: str) -> None:
        """Remember what the provider kept (minor units) and the payout that carried the rest, "" while unknown."""
        with self._access.writing() as session:
            orders.book_fee(session, order_id, fee, payout)

    def record_event(self, event_id: str, *, now: datetime) -> bool:
        """Record an event that changes no order; whether it is new."""
        with self._access.writing() as session:
            return orders.record_event(session, event_id, now)

    def expired_unpaid(self, now: datetime) -> tuple[Order, ...]:
        """Placed orders whose time to pay is over, the oldest first. The provider has the last word on each.

        One from more than an hour ahead was placed by a clock that has been set right since.
        """
        moment = int(now.timestamp())
        where = "state = 'placed' AND (expires_at <= :now OR created_at > :ahead)"
        return self._find(where, now=moment, ahead=moment + 3600)

    def free(self, skus: Collection[str], *, replacing: str | None = None) -> dict[str, int | None]:
        """What can be sold of each SKU; None for one that the store does not know yet.

        What the unpaid order (id) holds that is to be replaced counts as free: its shopper does not compete with it.
        """
        with self._access.reading() as session:
            return stock.free(session, skus, replacing=replacing)

    def stock_levels(self) -> tuple[StockLevel, ...]:
        """Every SKU that the store knows, sorted."""
        with self._access.reading() as session:
            return stock.levels(session)

    def reserved(self) -> dict[str, dict[str, int]]:
        """What orders hold, or have taken once they are paid: units of each SKU by the order's id."""
        with self._access.reading() as session:
            return stock.reserved(session)

    def set_stock(self, sku: str, free: int) -> None:
        """From now on so many can be sold."""
        with self._access.writing() as session:
            stock.set_level(session, sku, free)

    def adjust_stock(self, sku: str, by: int, *, opening: int = 0) -> int | None:
        """Add or take units; the new level, or None if there are not so many to take (then nothing changes)."""
        with self._access.writing() as session:
            return stock.adjust(session, sku, by, opening=opening)

    def due_letters(self, now: datetime, *, limit: int = 20, channel: Channel | None = None) -> tuple[DueLetter, ...]:
        """Letters to be sent now, of one channel or of all, each handed to one caller only.

        If it never answers with `letter_sent` or `letter_failed`, they come again after some minutes.
        """
        with self._access.reading() as session:
            if not outbox.any_due(session, now, channel):
                return ()
        with self._access.writing() as session:
            return outbox.lend(session, now, limit, channel)

    def letter_sent(self, key: str, *, now: datetime, forget: bool = False) -> None:
        """That letter is done; with ``forget`` its payload is emptied, since it held a key or an address."""
        with self._access.writing() as session:
            outbox.sent(session, key, now, forget=forget)

    def letter_failed(self, key: str, *, now: datetime, error: str, for_good: bool = False) -> None:
        """Try that letter again later: after a minute first, then twice as long each time, at most six hours.

        With ``for_good`` it is given up at once, since no other attempt would end otherwise.
        """
        with self._access.writing() as session:
            outbox.failed(session, key, now, error, for_good=for_good)

    def put_letter(self, letter: Letter, *, now: datetime) -> None:
        """Promise a letter that is about no move of an order; the same key again changes nothing."""
        with self._access.writing() as session:
            outbox.put(session, letter, now)

    def waiting_letters(self) -> tuple[KeptLetter, ...]:
        """All letters that were not taken yet, those that were given up first."""
        with self._access.reading() as session:
            return outbox.waiting(session)

    def letters_since(self, channel: Channel, moment: datetime) -> tuple[KeptLetter, ...]:
        """All letters of a channel that were promised at or after that moment, the oldest first, whatever became."""
        with self._access.reading() as session:
            return outbox.since(session, channel, moment)

    def retry_letter(self, key: str, *, now: datetime) -> bool:
        """Send that letter anew, also one that was sent or given up; whether there is one of that key."""
        with self._access.writing() as session:
            return outbox.retry(session, key, now)

    def keep_terms(self, version: str, language: str, documents: Iterable[Document]) -> None:
        """Keep the legal texts of a version, all of them together; what is kept already stays as it is."""
        if self.terms(version, language):
            return  # the rule, and reading takes no turn among the writers
        with self._access.writing() as session:
            terms.keep(session, version, language, documents)

    def terms(self, version: str, language: str) -> tuple[Document, ...]:
        """The legal texts that an order's ``terms_version`` means, or none if never kept."""
        with self._access.reading() as session:
            return terms.kept(session, version, language)

    def _find(self, where: str, /, **values: object) -> tuple[Order, ...]:
        with self._access.reading() as session:
            return orders.find(session, where, **values)

    def _find_one(self, where: str, /, **values: object) -> Order | None:
        with self._access.reading() as session:
            return orders.find_one(session, where, **values)
