"""Orders and events: how they come in, move and are found.

Rules of the room: each function is part of one transaction of its caller. An order row is locked before stock, and
stock in the order of SKUs, so that no two transactions wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from functions.order import RELEASING, Order, PaymentPage, State, Step, sources_of
from functions.store import outbox, stock
from functions.store.outcomes import Conflict, OutOfStock, Placed, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from functions.store.database import Session
    from functions.store.outcomes import Letter


class UndoneError(Exception):
    """The transaction has to be undone; ``outcome`` is what the caller is told instead."""

    def __init__(self, outcome: Placed | OutOfStock | Conflict) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class _OrderRow:
    """What moves in an order, beside the body that does not."""

    id: str
    state: State
    payment_provider: str | None
    payment_session: str | None
    payment_url: str | None
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _StepRow:
    """One row of the history."""

    order_id: str
    at: int
    state: State
    cause: str


def place(
    session: Session,
    order: Order,
    *,
    reservations: Mapping[str, int],
    opening: Mapping[str, int],
    replaces: str | None,
) -> Placed:
    """Insert the order and take its units. Raises UndoneError with what stands in the way."""
    first = find_one(session, "attempt = :attempt", attempt=order.attempt)
    if first is not None:
        return Placed(order=first, repeated=True)
    held = _withdraw(session, replaces, order) if replaces else {}
    if not _insert(session, order):
        raise UndoneError(_in_the_way(session, order))
    free = stock.exchange(session, held=held, wanted=reservations, opening=opening)
    if free:
        raise UndoneError(OutOfStock(free=free))
    stock.hold(session, order.id, reservations)
    return Placed(order=order)


def transition(
    session: Session, order_id: str, to: State, *, cause: str, at: datetime, letters: Iterable[Letter]
) -> bool:
    """Move the order if the table allows it from where it is, with all that follows; whether it did."""
    if not _move(session, order_id, to, cause=cause, at=at):
        return False
    if to in RELEASING:
        stock.exchange(session, held=stock.let_go(session, order_id), wanted={}, opening={})
    for letter in letters:
        if letter.after is None or _was(session, order_id, letter.after):
            outbox.put(session, letter, at)
    return True


def record_event(session: Session, event_id: str, at: datetime) -> bool:
    """Record an event; whether it is new. A second delivery waits here for the first to be dealt with."""
    statement = "INSERT INTO events (id, received_at) VALUES (:id, :at) ON CONFLICT DO NOTHING"
    return session.execute(statement, id=event_id, at=int(at.timestamp())) == 1


def attach_payment(session: Session, order_id: str, payment: PaymentPage) -> None:
    """Remember where the order is paid."""
    session.execute(
        "UPDATE orders SET payment_provider = :provider, payment_session = :session, payment_url = :url WHERE id = :id",
        id=order_id,
        provider=payment.provider,
        session=payment.session,
        url=payment.url,
    )


def find(session: Session, where: str, /, **values: object) -> tuple[Order, ...]:
    """The orders that a condition of ours selects, oldest first."""
    found = session.rows(
        "SELECT id, state, payment_provider, payment_session, payment_url, body FROM orders "  # noqa: S608 (no input)
        f"WHERE {where} ORDER BY created_at, id",
        **values,
    )
    if not found:
        return ()
    steps = session.rows(
        "SELECT order_id, at, state, cause FROM order_steps "  # noqa: S608 (as above)
        f"WHERE order_id IN (SELECT id FROM orders WHERE {where}) ORDER BY order_id, position",
        **values,
    )
    history: dict[str, list[Step]] = {}
    for step in msgspec.convert(steps, list[_StepRow]):
        history.setdefault(step.order_id, []).append(
            Step(at=datetime.fromtimestamp(step.at, UTC), state=step.state, cause=step.cause)
        )
    rows = msgspec.convert(found, list[_OrderRow])
    return tuple(_order(row, history.get(row.id, ())) for row in rows)


def find_one(session: Session, where: str, /, **values: object) -> Order | None:
    """The newest order that a condition of ours selects, or None."""
    return next(reversed(find(session, where, **values)), None)


def _order(row: _OrderRow, history: Iterable[Step]) -> Order:
    """The order as it was placed, with what has moved since."""
    payment = None
    if row.payment_provider and row.payment_session:
        payment = PaymentPage(provider=row.payment_provider, session=row.payment_session, url=row.payment_url or "")
    placed = msgspec.json.decode(row.body, type=Order)
    return replace(placed, state=row.state, payment=payment, history=tuple(history))


def _withdraw(session: Session, order_id: str, successor: Order) -> dict[str, int]:
    """Cancel the unpaid order that a changed cart replaces; the units it held."""
    if _move(session, order_id, State.CANCELLED, cause="replaced", at=successor.created_at):
        return stock.let_go(session, order_id)
    settled = find_one(session, "id = :id AND state IN ('pending', 'paid')", id=order_id)
    if settled is not None:
        raise UndoneError(Conflict(order=settled))
    return {}


def _insert(session: Session, order: Order) -> bool:
    """Insert the order unless something that must be unique is there already; whether it was inserted."""
    inserted = session.execute(
        "INSERT INTO orders (id, number, token, attempt, cart_id, state, created_at, expires_at, body) VALUES "
        "(:id, :number, :token, :attempt, :cart_id, :state, :created_at, :expires_at, :body) ON CONFLICT DO NOTHING",
        id=order.id,
        number=order.number,
        token=order.token,
        attempt=order.attempt,
        cart_id=order.cart_id,
        state=str(order.state),
        created_at=int(order.created_at.timestamp()),
        expires_at=int(order.expires_at.timestamp()),
        body=msgspec.json.encode(order).decode(),
    )
    if inserted:
        for step in order.history:
            _add_step(session, order.id, step.state, cause=step.cause, at=step.at)
    return inserted == 1


def _in_the_way(session: Session, order: Order) -> Placed | Conflict:
    """What kept the order from being inserted."""
    first = find_one(session, "attempt = :attempt", attempt=order.attempt)
    if first is not None:
        return Placed(order=first, repeated=True)
    other = find_one(session, "cart_id = :cart AND state = 'placed'", cart=order.cart_id)
    if other is not None:
        return Conflict(order=other)
    message = f"the id, number or token of order {order.number} is taken by another order"
    raise StoreError(message)


def _move(session: Session, order_id: str, to: State, *, cause: str, at: datetime) -> bool:
    """The conditional update of the transition table; whether the order moved."""
    sources = {f"from{index}": str(state) for index, state in enumerate(sources_of(to))}
    moved = session.execute(
        "UPDATE orders SET state = :state "  # noqa: S608 (names of values only)
        f"WHERE id = :id AND state IN ({', '.join(f':{name}' for name in sources)})",
        id=order_id,
        state=str(to),
        **sources,
    )
    if moved:
        _add_step(session, order_id, to, cause=cause, at=at)
    return moved == 1


def _was(session: Session, order_id: str, state: State) -> bool:
    """Whether the order has been in that state; its row is ours, so its history stands still."""
    statement = "SELECT 1 FROM order_steps WHERE order_id = :id AND state = :state LIMIT 1"
    return session.row(statement, id=order_id, state=str(state)) is not None


def _add_step(session: Session, order_id: str, state: State, *, cause: str, at: datetime) -> None:
    """Write down what happened; the order's row is ours, so nobody else counts at the same time."""
    session.execute(
        "INSERT INTO order_steps (order_id, position, at, state, cause) "
        "SELECT :id, COUNT(*), :at, :state, :cause FROM order_steps WHERE order_id = :id",
        id=order_id,
        at=int(at.timestamp()),
        state=str(state),
        cause=cause,
    )
