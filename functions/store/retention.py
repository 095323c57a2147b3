"""Retention: who an order was for is forgotten, what it was worth is kept (Art. 17 (3) b GDPR, § 147 AO).

Rules of the room: invoices stay whole, since the law wants them with name and address; of everything else that is old
enough only numbers, goods and amounts remain. An order that still has to be dealt with is not old.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import msgspec

from functions.contact import Contact
from functions.order import State
from functions.store import orders

if TYPE_CHECKING:
    from datetime import datetime

    from functions.store.access import Access
    from functions.store.database import Session

#: Nobody waits for these any more: they have come to an end, and neither money nor an answer is still to follow. What
#: is paid and stands there is over if it was data.
_OVER = (
    "(state IN ('cancelled', 'failed') OR stage IN ('delivered', 'shipped', 'refunded', 'withdrawn') "
    "OR (state = 'paid' AND stage = '')) "
    "AND NOT EXISTS (SELECT 1 FROM refunds WHERE order_id = orders.id AND refunds.state = 'due') "
    "AND NOT EXISTS (SELECT 1 FROM withdrawals WHERE order_id = orders.id AND settled_at IS NULL)"
)

#: All that was written by hand.
_BLANKED = "UPDATE withdrawals SET name = '', contract = '', contact = '', statement = ''"


@dataclass(frozen=True, slots=True)
class Retention:
    """What is asked of it."""

    access: Access = field(repr=False)

    def forget(self, before: datetime) -> int:
        """Forget who ordered, of all orders made before that moment that are over; how many were forgotten now."""
        moment = int(before.timestamp())
        with self.access.writing() as session:
            found = orders.find(session, f"created_at < :before AND email <> '' AND {_OVER}", before=moment)
            old = [
                order for order in found if order.state is not State.PAID or all(line.digital for line in order.lines)
            ]
            for order in old:
                country = order.contact.country
                blank = Contact(**{**{one.name: "" for one in fields(Contact)}, "country": country})
                _rewrite(session, order.id, replace(order, contact=blank, cart_id=order.id, history=(), payment=None))
            _sweep(session, moment)
        return len(old)


def _rewrite(session: Session, order_id: str, order: object) -> None:
    session.execute(
        "UPDATE orders SET email = '', cart_id = id, body = :body WHERE id = :id",
        id=order_id,
        body=msgspec.json.encode(order).decode(),
    )
    session.execute("UPDATE order_steps SET note = '' WHERE order_id = :id", id=order_id)
    session.execute("DELETE FROM outbox WHERE order_id = :id", id=order_id)
    session.execute("UPDATE coupon_uses SET customer = '' WHERE order_id = :id", id=order_id)
    session.execute(f"{_BLANKED} WHERE order_id = :id", id=order_id)


def _sweep(session: Session, moment: int) -> None:
    """What belongs to no order and is as old."""
    session.execute("DELETE FROM outbox WHERE order_id IS NULL AND put_at < :before", before=moment)
    session.execute("DELETE FROM events WHERE received_at < :before", before=moment)
    session.execute("DELETE FROM sign_ins WHERE expires_at < :before", before=moment)
    session.execute(
        f"{_BLANKED} WHERE order_id IS NULL AND received_at < :before AND settled_at IS NOT NULL",
        before=moment,
    )
