"""How an order moves: the transition table as conditional updates, and all that follows in the same transaction.

Rules of the room: who comes first is settled by the update, never by reading before. Every move is a step of the
history; letters are promised here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 (a field of a dataclass)
from typing import TYPE_CHECKING

import msgspec

from functions.order import RELEASING, RESUMING, STAGES, State, sources_of
from functions.store import coupons, invoices, outbox, stock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.store.database import Session
    from functions.store.outcomes import Draft, Letter

#: Where an order stands: what became of it since its payment, else what the payment came to.
STATE = "CASE WHEN stage = '' THEN state ELSE stage END"


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """What happens to an order, and what follows from it. ``draft`` becomes its invoice in the same transaction."""

    cause: str
    at: datetime
    note: str = ""
    letters: tuple[Letter, ...] = ()
    draft: Draft | None = None


def transition(session: Session, order_id: str, to: State, happening: Happening) -> bool:
    """Move the order if the table allows it from where it is, with all that follows; whether it did."""
    if not move(session, order_id, to, happening):
        return False
    if to in RELEASING:
        stock.exchange(session, held=stock.let_go(session, order_id), wanted={}, opening={})
        coupons.release(session, order_id)
    if happening.draft is not None:
        invoices.issue(session, order_id, happening.draft, happening.at)
    promise(session, happening.letters, order_id, happening.at)
    return True


def resume(session: Session, order_id: str, happening: Happening) -> bool:
    """Take a disputed order back to where it was before; whether it was disputed."""
    locked = "UPDATE orders SET stage = stage WHERE id = :id AND stage = :now"
    if not session.execute(locked, id=order_id, now=str(RESUMING)):
        return False
    statement = "SELECT state FROM order_steps WHERE order_id = :id AND state <> :state ORDER BY position DESC LIMIT 1"
    before = msgspec.convert(session.row(statement, id=order_id, state=str(RESUMING)), dict[str, State])["state"]
    stage = str(before) if before in STAGES else ""
    session.execute("UPDATE orders SET stage = :stage WHERE id = :id", id=order_id, stage=stage)
    add_step(session, order_id, before, happening)
    promise(session, happening.letters, order_id, happening.at)
    return True


def note(session: Session, order_id: str, happening: Happening) -> None:
    """Write down what leaves the order's state as it is."""
    statement = f"UPDATE orders SET stage = stage WHERE id = :id RETURNING {STATE} AS state"  # noqa: S608 (no input)
    row = session.row(statement, id=order_id)  # an update, since it locks the row against who moves it just now
    if row is not None:
        add_step(session, order_id, msgspec.convert(row, dict[str, State])["state"], happening)
        promise(session, happening.letters, order_id, happening.at)


def promise(session: Session, letters: Iterable[Letter], order_id: str, at: datetime) -> None:
    """Put the letters of a happening into the outbox; some are only for who has waited."""
    for letter in letters:
        if letter.after is None or _was(session, order_id, letter.after):
            outbox.put(session, letter, at)


def move(session: Session, order_id: str, to: State, happening: Happening) -> bool:
    """The conditional update of the transition table; whether the order moved."""
    sources = {f"from{index}": str(state) for index, state in enumerate(sources_of(to))}
    if not sources:
        return False
    moved = session.execute(
        f"UPDATE orders SET {'stage' if to in STAGES else 'state'} = :state "  # noqa: S608 (names of values only)
        f"WHERE id = :id AND {STATE} IN ({', '.join(f':{name}' for name in sources)})",
        id=order_id,
        state=str(to),
        **sources,
    )
    if moved:
        add_step(session, order_id, to, happening)
    return moved == 1


def _was(session: Session, order_id: str, state: State) -> bool:
    """Whether the order has been in that state; its row is ours, so its history stands still."""
    statement = "SELECT 1 FROM order_steps WHERE order_id = :id AND state = :state LIMIT 1"
    return session.row(statement, id=order_id, state=str(state)) is not None


def add_step(session: Session, order_id: str, state: State, happening: Happening) -> None:
    """Write down what happened; the order's row is ours, so nobody else counts at the same time."""
    session.execute(
        "INSERT INTO order_steps (order_id, position, at, state, cause, note) "
        "SELECT :id, COUNT(*), :at, :state, :cause, :note FROM order_steps WHERE order_id = :id",
        id=order_id,
        at=int(happening.at.timestamp()),
        state=str(state),
        cause=str(happening.cause),
        note=happening.note,
    )
