"""Limits: how often who has asked for what, for all processes of the shop together.

Rules of the room: no address is kept, only a digest with a salt that lives as long as its day; who reads the table
afterwards learns nothing. A row is dropped when it is a day old.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from functions.store.access import Access
    from functions.store.database import Session

_DAY_SECONDS = 86_400
_SALT = "salt"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked of them."""

    access: Access = field(repr=False)

    def count(self, purpose: str, client: str, slot: int, by: int = 1) -> int:
        """Count so many more of a client (its address) in the slot of time that begins then; how many there are."""
        with self.access.writing() as session:
            found = _add(session, f"{purpose} {_digest(session, client, slot)}", slot, by)
            if found == by:
                _drop(session, slot)
            return found

    def digest(self, text: str, moment: int) -> str:
        """What stands for a text on the day of that moment (Unix seconds), and tells nobody anything afterwards."""
        with self.access.writing() as session:
            _drop(session, moment)
            return _digest(session, text, moment)


def _digest(session: Session, text: str, moment: int) -> str:
    return hashlib.sha256(f"{_salt(session, moment - moment % _DAY_SECONDS)} {text}".encode()).hexdigest()


def _drop(session: Session, moment: int) -> None:
    session.execute("DELETE FROM limits WHERE slot < :yesterday", yesterday=moment - _DAY_SECONDS)


def _add(session: Session, key: str, slot: int, by: int) -> int:
    """Add to a row, whoever else does at the same time; what it has come to."""
    row = session.row(
        "INSERT INTO limits (key, slot, count) VALUES (:key, :slot, :by) "
        "ON CONFLICT (key, slot) DO UPDATE SET count = limits.count + excluded.count RETURNING count",
        key=key,
        slot=slot,
        by=by,
    )
    return msgspec.convert(row, dict[str, int])["count"]


def _salt(session: Session, day: int) -> int:
    """The day's salt: whoever comes first makes it, as the count of a row of its own."""
    session.execute(
        "INSERT INTO limits (key, slot, count) VALUES (:key, :day, :salt) ON CONFLICT DO NOTHING",
        key=_SALT,
        day=day,
        salt=secrets.randbits(63),
    )
    row = session.row("SELECT count FROM limits WHERE key = :key AND slot = :day", key=_SALT, day=day)
    return msgspec.convert(row, dict[str, int])["count"]
