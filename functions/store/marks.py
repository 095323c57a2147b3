"""Marks: when something last happened, and what holds until it is taken back, for all processes of the shop.

Rules of the room: a mark is a name, a time and a word; nothing here counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from functions.store.outcomes import Mark

if TYPE_CHECKING:
    from datetime import datetime

    from functions.store.access import Access

CLOSED = "closed"
"""Sales are stopped; its text is why, or ""."""

RESTORED = "restored"
"""A stale copy took the store's place; the text is the last numbers of invoices before that, as JSON."""

BOOKS = "books"
"""When the round was begun in which the books are held against the provider's; the text is how far it is."""

WEBHOOK, MISSED, BACKUP = "webhook", "missed", "backup"
"""The last news of the provider; the last time that news had to be fetched; the last backup."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is asked of them."""

    access: Access = field(repr=False)

    def all(self) -> dict[str, Mark]:
        """Every mark, by name."""
        with self.access.reading() as session:
            rows = session.rows("SELECT name, at, text FROM marks ORDER BY name")
        return {str(row["name"]): msgspec.convert(row, Mark, strict=False) for row in rows}  # times are Unix seconds

    def put(self, name: str, at: datetime, text: str = "") -> None:
        """Set a mark, in place of the last of that name."""
        with self.access.writing() as session:
            session.execute(
                "INSERT INTO marks (name, at, text) VALUES (:name, :at, :text) "
                "ON CONFLICT (name) DO UPDATE SET at = excluded.at, text = excluded.text",
                name=name,
                at=int(at.timestamp()),
                text=text,
            )

    def first(self, name: str, at: datetime, text: str) -> str:
        """Set a mark unless there is one of that name; the text of the one that holds. Who comes first decides."""
        with self.access.writing() as session:
            session.execute(
                "INSERT INTO marks (name, at, text) VALUES (:name, :at, :text) ON CONFLICT DO NOTHING",
                name=name,
                at=int(at.timestamp()),
                text=text,
            )
            row = session.row("SELECT text FROM marks WHERE name = :name", name=name)
        return msgspec.convert(row, dict[str, str])["text"]

    def remove(self, name: str) -> None:
        """Take a mark back."""
        with self.access.writing() as session:
            session.execute("DELETE FROM marks WHERE name = :name", name=name)

    def claim(self, name: str, now: datetime, every_seconds: int) -> bool:
        """Whether it is ours to do something now that is done once in that time, however many processes there are.

        A mark from further ahead than that was set by a clock that has been set right since.
        """
        with self.access.writing() as session:
            session.execute(
                "INSERT INTO marks (name, at, text) VALUES (:name, 0, '') ON CONFLICT DO NOTHING", name=name
            )
            return (
                session.execute(
                    "UPDATE marks SET at = :now WHERE name = :name AND (at <= :before OR at > :ahead)",
                    name=name,
                    now=int(now.timestamp()),
                    before=int(now.timestamp()) - every_seconds,
                    ahead=int(now.timestamp()) + every_seconds,
                )
                == 1
            )
