"""Links and sessions of the packing table, known by digests: who reads the table signs in as nobody.

Rules of the room: a link is taken out by whoever uses it, so that it works once. What has run out is dropped whenever
something new is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

    from functions.store.access import Access

_VALID = "key = :key AND kind = :kind AND expires_at > :now"


@dataclass(frozen=True, slots=True)
class SignIns:
    """What is asked of them. ``secret`` is what a link or a cookie carries; ``mail`` is who signs in by it."""

    access: Access = field(repr=False)

    def put(self, kind: Literal["link", "session"], secret: str, mail: str, *, until: datetime, now: datetime) -> None:
        """Keep a link or a session until then."""
        with self.access.writing() as session:
            session.execute("DELETE FROM sign_ins WHERE expires_at <= :now", now=int(now.timestamp()))
            session.execute(
                "INSERT INTO sign_ins (key, kind, mail, expires_at) VALUES (:key, :kind, :mail, :until)",
                key=_digest(secret),
                kind=kind,
                mail=mail,
                until=int(until.timestamp()),
            )

    def mail_of(self, kind: Literal["link", "session"], secret: str, now: datetime) -> str | None:
        """Who signs in by it, or None if it does not hold (any more)."""
        statement = f"SELECT mail FROM sign_ins WHERE {_VALID}"  # noqa: S608 (no input)
        with self.access.reading() as session:
            row = session.row(statement, key=_digest(secret), kind=kind, now=int(now.timestamp()))
        return None if row is None else msgspec.convert(row, dict[str, str])["mail"]

    def take(self, kind: Literal["link", "session"], secret: str, now: datetime) -> str | None:
        """The same, and from now on it does not hold: of two at once only one gets it."""
        statement = f"DELETE FROM sign_ins WHERE {_VALID} RETURNING mail"  # noqa: S608 (no input)
        with self.access.writing() as session:
            row = session.row(statement, key=_digest(secret), kind=kind, now=int(now.timestamp()))
        return None if row is None else msgspec.convert(row, dict[str, str])["mail"]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
