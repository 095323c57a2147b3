"""Orders and events: how they come in, move and are found.

Rules of the room: each function is part of one transaction of its caller. An order row is locked before stock, and
stock in the order of SKUs, so that no two transactions wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from functions.faults import StoreError
from functions.order import Cause, Order, PaymentPage, State, Step
from functions.pricing.coupons import claim
from functions.store import coupons, stock
from functions.store.moves import STATE, Happening, add_step, move, promise
from functions.store.outcomes import Conflict, CouponSpent, OutOfStock, Placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from functions.store.database import Session
    from functions.store.outcomes import Letter, Outcome


class UndoneError(Exception):
    """The transaction has to be undone; ``outcome`` is what the caller is told instead."""

    def __init__(self, outcome: Outcome) -> None:
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
    repaid: int
    fee: int | None
    payout: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _StepRow:
    """One row of the history."""

    order_id: str
    at: int
    state: State
    cause: str
    note: str


def place(
    session: Session,
    order: Order,
    *,
    reservations: Mapping[str, int],
    opening: Mapping[str, int],
    replaces: str | None,
    letters: Iterable[Letter] = (),
) -> Placed:
    """Insert the order, take its units, promise its letters. Raises UndoneError with what stands in the way."""
    first = find_one(session, "attempt = :attempt", attempt=order.attempt)
    if first is not None:
        return Placed(order=first, repeated=True)
    held = _withdraw(session, replaces, order) if replaces else {}
    if not _insert(session, order):
        raise UndoneError(_in_the_way(session, order))
    if order.coupon and not coupons.take(session, order.id, claim(order.coupon.id, order.coupon, order.contact.email)):
        raise UndoneError(CouponSpent())
    free = stock.exchange(session, held=held, wanted=reservations, opening=opening)
    if free:
        raise UndoneError(OutOfStock(free=free))
    stock.hold(session, order.id, reservations)
    promise(session, letters, order.id, order.created_at)
    return Placed(order=order)


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


def book_fee(session: Session, order_id: str, fee: int, payout: str) -> None:
    """Remember what the provider kept, and by which payout the rest came."""
    session.execute(
        "UPDATE orders SET fee = :fee, payout = :payout WHERE id = :id", id=order_id, fee=fee, payout=payout
    )


def find(session: Session, where: str, /, **values: object) -> tuple[Order, ...]:
    """The orders that a condition of ours selects, oldest first."""
    found = session.rows(
        f"SELECT id, {STATE} AS state, payment_provider, payment_session, payment_url, repaid, fee, payout, body "  # noqa: S608 (no input)
        f"FROM orders WHERE {where} ORDER BY created_at, id",
        **values,
    )
    if not found:
        return ()
    steps = session.rows(
        "SELECT order_id, at, state, cause, note FROM order_steps "  # noqa: S608 (as above)
        f"WHERE order_id IN (SELECT id FROM orders WHERE {where}) ORDER BY order_id, position",
        **values,
    )
    history: dict[str, list[Step]] = {}
    for step in msgspec.convert(steps, list[_StepRow]):
        history.setdefault(step.order_id, []).append(
            Step(at=datetime.fromtimestamp(step.at, UTC), state=step.state, cause=step.cause, note=step.note)
        )
    rows = msgspec.convert(found, list[_OrderRow])
    return tuple(_order(row, history.get(row.id, ())) for row in rows)


def at(session: Session, states: Iterable[State], since: datetime | None) -> tuple[Order, ...]:
    """Paid orders that stand in one of these states, those alone created since."""
    stages = {f"stage{index}": "" if state is State.PAID else str(state) for index, state in enumerate(states)}
    where = f"state = 'paid' AND stage IN ({', '.join(f':{name}' for name in stages)}) AND created_at >= :moment"
    return find(session, where, moment=int(since.timestamp()) if since else 0, **stages)


def find_one(session: Session, where: str, /, **values: object) -> Order | None:
    """The newest order that a condition of ours selects, or None."""
    return next(reversed(find(session, where, **values)), None)


def _order(row: _OrderRow, history: Iterable[Step]) -> Order:
    """The order as it was placed, with what has moved since."""
    payment = None
    if row.payment_provider and row.payment_session:
        payment = PaymentPage(provider=row.payment_provider, session=row.payment_session, url=row.payment_url or "")
    placed = msgspec.json.decode(row.body, type=Order)
    return replace(
        placed,
        state=row.state,
        payment=payment,
        history=tuple(history),
        repaid=row.repaid,
        fee=row.fee,
        payout=row.payout,
    )


def _withdraw(session: Session, order_id: str, successor: Order) -> dict[str, int]:
    """Cancel the unpaid order that a changed cart replaces; the units it held."""
    if move(session, order_id, State.CANCELLED, Happening(cause=Cause.REPLACED, at=successor.created_at)):
        coupons.release(session, order_id)
        return stock.let_go(session, order_id)
    settled = find_one(session, "id = :id AND state IN ('pending', 'paid')", id=order_id)
    if settled is not None:
        raise UndoneError(Conflict(order=settled))
    return {}


def _insert(session: Session, order: Order) -> bool:
    """Insert the order unless something that must be unique is there already; whether it was inserted."""
    inserted = session.execute(
        "INSERT INTO orders (id, number, token, attempt, cart_id, state, email, created_at, expires_at, body) VALUES "
        "(:id, :number, :token, :attempt, :cart_id, :state, :email, :created_at, :expires_at, :body) "
        "ON CONFLICT DO NOTHING",
        id=order.id,
        number=order.number,
        token=order.token,
        attempt=order.attempt,
        cart_id=order.cart_id,
        state=str(order.state),
        email=order.contact.email.lower(),
        created_at=int(order.created_at.timestamp()),
        expires_at=int(order.expires_at.timestamp()),
        body=msgspec.json.encode(order).decode(),
    )
    if inserted:
        for step in order.history:
            add_step(session, order.id, step.state, Happening(cause=step.cause, at=step.at, note=step.note))
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
