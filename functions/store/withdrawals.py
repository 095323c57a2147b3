"""Withdrawals: what shoppers have declared, word for word, and what became of it.

Rules of the room: a declaration is kept the moment it comes, whether or not we know the order; which order it means is
found out afterwards. It is never changed; what is added is the order, the way back, and that all is done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from functions.store import moves, outbox, stock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from functions.store.access import Access
    from functions.store.database import Session
    from functions.store.moves import Happening
    from functions.store.outcomes import Letter

#: Money goes back within that time (§ 357 (1) BGB).
TIME_TO_REPAY = timedelta(days=14)


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """A declaration. ``name``, ``contract`` and ``contact`` are as the shopper wrote them, ``statement`` is its text.

    ``lines`` are pairs of a line's position in the order and how many of it; none means that it is not said which.
    ``order`` is None until it is known, ``refund`` the id of what was given back for it, ``label`` what the parcel is
    to be sent back with; ``settled_at`` is when the shop was through with it.
    """

    id: str
    received_at: datetime
    language: str
    name: str
    contract: str
    contact: str
    statement: str
    order: str | None = None
    lines: tuple[tuple[int, int], ...] = ()
    refund: str | None = None
    label: str = ""
    settled_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """Until when the money has to go back."""
        return self.received_at + TIME_TO_REPAY


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """What is asked of them. A ``happening`` is noted in the order's history in the same transaction."""

    access: Access = field(repr=False)

    def declare(self, withdrawal: Withdrawal, letters: Iterable[Letter], happening: Happening | None = None) -> bool:
        """Keep a declaration, with the letters that it promises; False if that id was kept before."""
        with self.access.writing() as session:
            if not _insert(session, withdrawal):
                return False
            for letter in letters:
                outbox.put(session, letter, withdrawal.received_at)
            if withdrawal.order is not None and happening is not None:
                moves.note(session, withdrawal.order, happening)
            return True

    def link(self, withdrawal_id: str, order_id: str, happening: Happening | None = None) -> bool:
        """Say which order it means; False if that was known before."""
        statement = "UPDATE withdrawals SET order_id = :order WHERE id = :id AND order_id IS NULL"
        return self._change(statement, withdrawal_id, order_id, happening, order=order_id)

    def send_label(self, withdrawal_id: str, order_id: str, label: str, happening: Happening) -> bool:
        """Say what the parcel is to be sent back with; whether that is news."""
        statement = "UPDATE withdrawals SET label = :label WHERE id = :id AND label <> :label"
        return self._change(statement, withdrawal_id, order_id, happening, label=label)

    def settle(self, withdrawal: Withdrawal, happening: Happening, *, restock: Mapping[str, int] | None = None) -> bool:
        """The shop is through with it, by its ``refund`` or without one; False if it was before.

        Units of ``restock`` are for sale again, where no refund sees to that.
        """
        with self.access.writing() as session:
            settled = session.execute(
                "UPDATE withdrawals SET settled_at = :at, refund_id = :refund WHERE id = :id AND settled_at IS NULL",
                id=withdrawal.id,
                at=int(happening.at.timestamp()),
                refund=withdrawal.refund,
            )
            if settled and withdrawal.order is not None:
                stock.restock(session, withdrawal.order, restock or {})
                moves.note(session, withdrawal.order, happening)
            return settled == 1

    def by_id(self, withdrawal_id: str) -> Withdrawal | None:
        """The declaration of that id, or None."""
        return next(iter(self._find("id = :id", id=withdrawal_id)), None)

    def of_order(self, order_id: str) -> tuple[Withdrawal, ...]:
        """All that mean that order, the oldest first."""
        return self._find("order_id = :order", order=order_id)

    def open(self) -> tuple[Withdrawal, ...]:
        """All that the shop is not through with, the oldest first."""
        return self._find("settled_at IS NULL")

    def _change(
        self, statement: str, withdrawal_id: str, order_id: str | None, happening: Happening | None, **values: object
    ) -> bool:
        with self.access.writing() as session:
            changed = session.execute(statement, id=withdrawal_id, **values) == 1
            if changed and happening is not None and order_id is not None:
                moves.note(session, order_id, happening)
            return changed

    def _find(self, where: str, /, **values: object) -> tuple[Withdrawal, ...]:
        with self.access.reading() as session:
            found = session.rows(
                'SELECT id, received_at, language, name, contract, contact, statement, order_id AS "order", lines, '  # noqa: S608 (no input)
                f"refund_id AS refund, label, settled_at FROM withdrawals WHERE {where} ORDER BY received_at, id",
                **values,
            )
        rows = [{**row, "lines": msgspec.json.decode(str(row["lines"]))} for row in found]
        return msgspec.convert(rows, tuple[Withdrawal, ...], strict=False)  # times are kept as Unix seconds


def _insert(session: Session, withdrawal: Withdrawal) -> bool:
    return (
        session.execute(
            "INSERT INTO withdrawals (id, received_at, language, name, contract, contact, statement, order_id, lines) "
            "VALUES (:id, :at, :language, :name, :contract, :contact, :statement, :order, :lines) "
            "ON CONFLICT DO NOTHING",
            id=withdrawal.id,
            at=int(withdrawal.received_at.timestamp()),
            language=withdrawal.language,
            name=withdrawal.name,
            contract=withdrawal.contract,
            contact=withdrawal.contact,
            statement=withdrawal.statement,
            order=withdrawal.order,
            lines=msgspec.json.encode(withdrawal.lines).decode(),
        )
        == 1
    )
