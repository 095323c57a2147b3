"""Invoices and corrections: frozen, their numbers consecutive, drawn in the transaction that gives the reason.

Rules of the room: a number is drawn by one update that locks its counter, and lost with the transaction if that is
undone: so none is missing and none is there twice (§ 14 (4) no. 4 UStG). Nothing here is ever changed or deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from functions.faults import StoreError
from functions.store.outcomes import Invoice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from functions.store.access import Access
    from functions.store.database import Session
    from functions.store.outcomes import Draft

#: What numbers begin with; corrections count for themselves.
SERIES = {"invoice": "R", "correction": "K"}


@dataclass(frozen=True, slots=True)
class Invoices:
    """What is asked of them."""

    access: Access = field(repr=False)

    def of_order(self, order_id: str) -> tuple[Invoice, ...]:
        """The order's invoice and the corrections of it, in the order of their issue."""
        with self.access.reading() as session:
            return _find(session, "order_id = :order", order=order_id)

    def drawn(self) -> dict[str, int]:
        """The last number of each series."""
        with self.access.reading() as session:
            return _drawn(session)

    def go_on_from(self, drawn: Mapping[str, int]) -> None:
        """Draw no number again that was drawn before an older copy of the store took the place of a newer one."""
        with self.access.writing() as session:
            for kind, value in drawn.items():
                session.execute(
                    "INSERT INTO counters (name, value) VALUES (:name, :value) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value",
                    name=kind,
                    value=value,
                )

    def since(self, moment: datetime) -> tuple[Invoice, ...]:
        """All that were issued at or after that moment."""
        with self.access.reading() as session:
            return _find(session, "issued_at >= :moment", moment=int(moment.timestamp()))


def issue(session: Session, order_id: str, draft: Draft, at: datetime, *, refund: str | None = None) -> str | None:
    """Give the draft its number and keep it; None if the order, or the refund, has one already.

    Raises StoreError if another paper of the order was issued since it was drawn up: then it has to be drawn up anew.
    """
    number = f"{SERIES[draft.kind]}-{_next(session, draft.kind):06d}"
    kept = session.execute(
        "INSERT INTO invoices (number, kind, order_id, refund_id, issued_at, language, body) "
        "VALUES (:number, :kind, :order, :refund, :at, :language, :body) ON CONFLICT DO NOTHING",
        number=number,
        kind=draft.kind,
        order=order_id,
        refund=refund,
        at=int(at.timestamp()),
        language=draft.language,
        body=draft.body,
    )
    if not kept:
        session.execute("UPDATE counters SET value = value - 1 WHERE name = :name", name=draft.kind)
        return None
    # Counted once the counter is ours: whoever was quicker is through, and what it has issued is seen.
    if draft.known is not None and len(_find(session, "order_id = :order", order=order_id)) - 1 != draft.known:
        message = "another paper of the order was issued meanwhile: the same is to be done again"
        raise StoreError(message)
    return number


def _drawn(session: Session) -> dict[str, int]:
    statement = "SELECT name, value FROM counters WHERE name IN ('invoice', 'correction')"
    rows = [tuple(row.values()) for row in session.rows(statement)]
    return dict(msgspec.convert(rows, list[tuple[str, int]]))


def _next(session: Session, name: str) -> int:
    """The next number of a series; whoever draws one waits for who has drawn before to be through."""
    session.execute("INSERT INTO counters (name, value) VALUES (:name, 0) ON CONFLICT DO NOTHING", name=name)
    statement = "UPDATE counters SET value = value + 1 WHERE name = :name RETURNING value"
    return msgspec.convert(session.row(statement, name=name), dict[str, int])["value"]


def _find(session: Session, where: str, /, **values: object) -> tuple[Invoice, ...]:
    found = session.rows(
        'SELECT number, kind, order_id AS "order", refund_id AS refund, issued_at, language, body FROM invoices '  # noqa: S608 (no input)
        f"WHERE {where} ORDER BY issued_at, kind DESC, number",
        **values,
    )
    return msgspec.convert(found, tuple[Invoice, ...], strict=False)  # times are kept as Unix seconds
