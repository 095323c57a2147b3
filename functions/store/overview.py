"""How the shop stands: what waits, what is overdue, in numbers and times.

Rules of the room: it only reads, in one moment, and names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 (rows are converted by these annotations)
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from functions.store.database import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """``oldest_due`` is when the letter was due that waits longest, or None; counts are of orders or rows."""

    oldest_due: datetime | None
    dead_letters: int
    stale_reservations: int
    refunds_due: int
    to_pack: int
    disputed: int
    withdrawals_open: int
    oldest_withdrawal: datetime | None


_QUESTIONS = {
    "oldest_due": "SELECT MIN(due_at) AS n FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL",
    "dead_letters": "SELECT COUNT(*) AS n FROM outbox WHERE dead_at IS NOT NULL AND sent_at IS NULL",
    "stale_reservations": "SELECT COUNT(*) AS n FROM orders WHERE state = 'placed' AND expires_at <= :stale",
    "refunds_due": "SELECT COUNT(*) AS n FROM refunds WHERE state = 'due'",
    "to_pack": "SELECT COUNT(*) AS n FROM orders WHERE state = 'paid' AND stage = ''",
    "disputed": "SELECT COUNT(*) AS n FROM orders WHERE stage = 'disputed'",
    "withdrawals_open": "SELECT COUNT(*) AS n FROM withdrawals WHERE settled_at IS NULL",
    "oldest_withdrawal": "SELECT MIN(received_at) AS n FROM withdrawals WHERE settled_at IS NULL",
}


def read(session: Session, stale: datetime) -> Overview:
    """All of it; orders that should have been paid or cleared before ``stale`` hold their units for too long."""
    found: dict[str, int | None] = {}
    for name, statement in _QUESTIONS.items():
        values = {"stale": int(stale.timestamp())} if ":stale" in statement else {}
        found[name] = msgspec.convert(session.row(statement, **values), dict[str, int | None])["n"]
    return msgspec.convert(found, Overview, strict=False)  # times are kept as Unix seconds
