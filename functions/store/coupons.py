"""Uses of coupons: which orders have taken which, so that none is taken more often than it may be.

Rules of the room: each function is part of one transaction of its caller. Who takes a bounded coupon first holds its
row of ``counters``, and the next waits there: two buyers of its last use get one. A use belongs to its order, and is
free again when that is cancelled or failed. The row is locked after the order's and before any stock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from functions.pricing.coupons import Claim
    from functions.store.access import Access
    from functions.store.database import Session


@dataclass(frozen=True, slots=True)
class Coupons:
    """What is asked of them."""

    access: Access = field(repr=False)

    def is_spent(self, claim: Claim, *, replacing: str | None = None) -> bool:
        """Whether the coupon was used as often as it may be; the order (id) that is to be replaced does not count."""
        if not claim.is_bounded:
            return False
        with self.access.reading() as session:
            return is_spent(session, claim, replacing=replacing)


def take(session: Session, order_id: str, claim: Claim) -> bool:
    """Let the order use the coupon; False if that was used as often as it may be."""
    if claim.is_bounded:
        session.execute(
            "INSERT INTO counters (name, value) VALUES (:name, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = counters.value + 1",
            name=f"coupon {claim.id}",
        )
        if is_spent(session, claim, replacing=None):
            return False
    session.execute(
        "INSERT INTO coupon_uses (coupon, order_id, customer) VALUES (:coupon, :order, :customer)",
        coupon=claim.id,
        order=order_id,
        customer=claim.customer,
    )
    return True


def is_spent(session: Session, claim: Claim, *, replacing: str | None) -> bool:
    """Whether the coupon was used as often as it may be, the use of the order ``replacing`` not counted."""
    statement = (
        "SELECT COUNT(*) AS uses, COALESCE(SUM(CASE WHEN customer = :customer THEN 1 ELSE 0 END), 0) AS own "
        "FROM coupon_uses WHERE coupon = :coupon AND order_id <> :replacing"
    )
    row = session.row(statement, coupon=claim.id, customer=claim.customer, replacing=replacing or "")
    counted = msgspec.convert(row, dict[str, int])
    return (claim.limit is not None and counted["uses"] >= claim.limit) or (claim.customer != "" and counted["own"] > 0)


def release(session: Session, order_id: str) -> None:
    """Give back what the order has used."""
    session.execute("DELETE FROM coupon_uses WHERE order_id = :order", order=order_id)
