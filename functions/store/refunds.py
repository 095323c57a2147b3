"""Refunds: money that goes back, asked for once, given once, never more than was paid.

Rules of the room: one conditional update adds to what the order has given back, so that two refunds at once cannot
exceed the sum; the provider is asked by the outbox, under a key of the refund's own. What was given back at the
provider itself is written down here as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from functions.order import State
from functions.store import invoices, moves, outbox, stock
from functions.store.outcomes import Letter, Refund

if TYPE_CHECKING:
    from functions.order import Order
    from functions.store.access import Access
    from functions.store.database import Session
    from functions.store.moves import Happening


class _TooMuchError(Exception):
    """More than what is left of the payment, or of a line: the transaction has to be undone."""


@dataclass(frozen=True, slots=True)
class Refunds:
    """What is asked of them."""

    access: Access = field(repr=False)

    def of_order(self, order_id: str) -> tuple[Refund, ...]:
        """All of an order, the oldest first."""
        with self.access.reading() as session:
            return _find(session, "order_id = :order", order=order_id)

    def by_id(self, refund_id: str) -> Refund | None:
        """The refund of that id, or None."""
        with self.access.reading() as session:
            return next(iter(_find(session, "id = :id", id=refund_id)), None)

    def request(self, order: Order, refund: Refund) -> bool:
        """Promise it: at once written down, by and by given. False if it was before, or exceeds what is left."""
        try:
            with self.access.writing() as session:
                if not _insert(session, refund):
                    return False
                _earmark(session, order, refund.minor)
                _check_pieces(session, order, refund)
                letter = Letter(key=f"refund-{refund.id}", kind="refund", order=order.id, channel="refund")
                outbox.put(session, letter, refund.created_at)
        except _TooMuchError:
            return False
        return True

    def done(self, order: Order, refund: Refund, reference: str, happening: Happening) -> bool:
        """The provider has given it back: whether that is news. Books it, with all that follows."""
        with self.access.writing() as session:
            statement = (
                "UPDATE refunds SET state = 'done', reference = :reference, done_at = :at "
                "WHERE id = :id AND state = :before"
            )
            values = {"id": refund.id, "reference": reference, "at": int(happening.at.timestamp())}
            moved = session.execute(statement, before="due", **values)
            if not moved and (moved := session.execute(statement, before="failed", **values)):
                _add_repaid(session, order, refund.minor)
            if moved:
                _book(session, order, refund, happening)
            return moved == 1

    def record(self, order: Order, refund: Refund, happening: Happening) -> bool:
        """Write down what was given back without us, known by its ``reference``; whether that is news."""
        with self.access.writing() as session:
            if not _insert(session, refund):
                return False
            _add_repaid(session, order, refund.minor)
            _book(session, order, refund, happening)
            return True

    def failed(self, order: Order, refund: Refund, happening: Happening) -> bool:
        """The provider will not give it back: whether that is news. The sum can be asked for again."""
        with self.access.writing() as session:
            moved = session.execute(
                "UPDATE refunds SET state = 'failed', done_at = NULL WHERE id = :id AND state <> 'failed'", id=refund.id
            )
            if moved:
                _add_repaid(session, order, -refund.minor)
                moves.note(session, order.id, happening)
            return moved == 1


def _earmark(session: Session, order: Order, minor: int) -> None:
    """Count it as given back. Raises _TooMuchError if there is not as much left of what was paid."""
    statement = "UPDATE orders SET repaid = repaid + :by WHERE id = :id AND repaid + :by <= :paid"
    if session.execute(statement, id=order.id, by=minor, paid=order.amount_due) != 1:
        raise _TooMuchError


def _add_repaid(session: Session, order: Order, minor: int) -> None:
    session.execute("UPDATE orders SET repaid = repaid + :by WHERE id = :id", id=order.id, by=minor)


def _check_pieces(session: Session, order: Order, refund: Refund) -> None:
    """Raises _TooMuchError if more of a line would go back than was bought; by now the order's row is ours."""
    given = _find(session, "order_id = :order AND state <> 'failed'", order=order.id)
    for position, _ in refund.lines:
        pieces = sum(quantity for one in given for at, quantity in one.lines if at == position)
        if pieces > order.lines[position].quantity:
            raise _TooMuchError


def _book(session: Session, order: Order, refund: Refund, happening: Happening) -> None:
    """What follows from money given back: the correction, the units, the state if all was given, the letters."""
    if happening.draft is not None:
        invoices.issue(session, order.id, happening.draft, happening.at, refund=refund.id)
    if refund.restock:
        stock.restock(session, order.id, units_of(order, refund.lines))
    further = replace(happening, draft=None)
    if not (_is_whole(session, order) and moves.transition(session, order.id, State.REFUNDED, further)):
        moves.note(session, order.id, further)


def _is_whole(session: Session, order: Order) -> bool:
    """Whether all that was paid has gone back."""
    statement = (
        "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) AS given FROM refunds WHERE order_id = :id AND state = 'done'"
    )
    given = msgspec.convert(session.row(statement, id=order.id), dict[str, int])["given"]
    return given >= order.amount_due


def units_of(order: Order, lines: tuple[tuple[int, int], ...]) -> dict[str, int]:
    """How many of each SKU those lines are."""
    units: dict[str, int] = {}
    for position, quantity in lines:
        sku = order.lines[position].sku
        units[sku] = units.get(sku, 0) + quantity
    return units


def _insert(session: Session, refund: Refund) -> bool:
    return (
        session.execute(
            "INSERT INTO refunds (id, order_id, minor, lines, reason, restock, state, reference, created_at, done_at) "
            "VALUES (:id, :order, :minor, :lines, :reason, :restock, :state, :reference, :created, :done) "
            "ON CONFLICT DO NOTHING",
            id=refund.id,
            order=refund.order,
            minor=refund.minor,
            lines=msgspec.json.encode(refund.lines).decode(),
            reason=refund.reason,
            restock=int(refund.restock),
            state=refund.state,
            reference=refund.reference,
            created=int(refund.created_at.timestamp()),
            done=None if refund.done_at is None else int(refund.done_at.timestamp()),
        )
        == 1
    )


def _find(session: Session, where: str, /, **values: object) -> tuple[Refund, ...]:
    found = session.rows(
        'SELECT id, order_id AS "order", minor, lines, reason, restock, state, reference, created_at, done_at '  # noqa: S608 (no input)
        f"FROM refunds WHERE {where} ORDER BY created_at, id",
        **values,
    )
    rows = [{**row, "lines": msgspec.json.decode(str(row["lines"]))} for row in found]
    return msgspec.convert(rows, tuple[Refund, ...], strict=False)  # times are kept as Unix seconds
