"""Stock: what can be sold, and what orders hold of it.

Rules of the room: units are taken by one conditional update, never by reading first: 40 buyers of 10 units got 40
that way, and 10 this way. SKUs are touched in sorted order. What is not known yet starts from the opening stock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from functions.store.outcomes import StockLevel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from functions.store.database import Session


def exchange(
    session: Session, *, held: Mapping[str, int], wanted: Mapping[str, int], opening: Mapping[str, int]
) -> dict[str, int]:
    """Give back what is held and take what is wanted; for each SKU that falls short, how many could be had."""
    short: dict[str, int] = {}
    for sku in sorted({*held, *wanted}):
        if sku in opening:
            seed(session, sku, opening[sku])
        needed = wanted.get(sku, 0) - held.get(sku, 0)
        if needed and not _take(session, sku, needed):
            short[sku] = (level(session, sku) or 0) + held.get(sku, 0)
    return short


def hold(session: Session, order_id: str, units: Mapping[str, int]) -> None:
    """Write down what an order has taken."""
    for sku, quantity in sorted(units.items()):
        session.execute(
            "INSERT INTO reservations (order_id, sku, quantity) VALUES (:order, :sku, :quantity)",
            order=order_id,
            sku=sku,
            quantity=quantity,
        )


def let_go(session: Session, order_id: str) -> dict[str, int]:
    """Strike out what an order has taken, and say it; the second time there is nothing left."""
    statement = "DELETE FROM reservations WHERE order_id = :order RETURNING sku, quantity"
    return _quantities(session.rows(statement, order=order_id))


def restock(session: Session, order_id: str, units: Mapping[str, int]) -> None:
    """Units of an order are for sale again, as many as it still has of them."""
    for sku, quantity in sorted(units.items()):
        values = {"order": order_id, "sku": sku, "quantity": quantity}
        condition = "order_id = :order AND sku = :sku AND quantity"
        whole = session.row(f"DELETE FROM reservations WHERE {condition} <= :quantity RETURNING quantity", **values)  # noqa: S608 (no input)
        if whole is not None:
            _take(session, sku, -msgspec.convert(whole, dict[str, int])["quantity"])
        elif session.execute(
            f"UPDATE reservations SET quantity = quantity - :quantity WHERE {condition} > :quantity",  # noqa: S608 (no input)
            **values,
        ):
            _take(session, sku, -quantity)


def free(session: Session, skus: Collection[str], *, replacing: str | None) -> dict[str, int | None]:
    """What can be sold of each SKU, with what the unpaid order ``replacing`` holds; None for one that is unknown."""
    known = {sku: level(session, sku) for sku in sorted(skus)}
    statement = (
        "SELECT sku, quantity FROM reservations JOIN orders ON orders.id = reservations.order_id "
        "WHERE order_id = :order AND state = 'placed'"
    )
    held = _quantities(session.rows(statement, order=replacing)) if replacing else {}
    return {sku: None if units is None else units + held.get(sku, 0) for sku, units in known.items()}


def level(session: Session, sku: str) -> int | None:
    """What can be sold of a SKU, or None if it is unknown."""
    row = session.row("SELECT free FROM stock WHERE sku = :sku", sku=sku)
    return None if row is None else msgspec.convert(row, dict[str, int])["free"]


def levels(session: Session) -> tuple[StockLevel, ...]:
    """Every known SKU, sorted."""
    return msgspec.convert(session.rows("SELECT sku, opening, free FROM stock ORDER BY sku"), tuple[StockLevel, ...])


def reserved(session: Session) -> dict[str, dict[str, int]]:
    """What orders hold: units of each SKU by the order's id."""
    held: dict[str, dict[str, int]] = {}
    rows = session.rows("SELECT order_id, sku, quantity FROM reservations ORDER BY order_id, sku")
    for order_id, sku, quantity in msgspec.convert([tuple(row.values()) for row in rows], list[tuple[str, str, int]]):
        held.setdefault(order_id, {})[sku] = quantity
    return held


def seed(session: Session, sku: str, opening: int) -> None:
    """Let a SKU start from its opening stock, if it is not known yet."""
    statement = "INSERT INTO stock (sku, opening, free) VALUES (:sku, :opening, :opening) ON CONFLICT DO NOTHING"
    session.execute(statement, sku=sku, opening=opening)


def set_level(session: Session, sku: str, units: int) -> None:
    """From now on so many can be sold."""
    session.execute(
        "INSERT INTO stock (sku, opening, free) VALUES (:sku, :free, :free) "
        "ON CONFLICT (sku) DO UPDATE SET free = excluded.free",
        sku=sku,
        free=units,
    )


def adjust(session: Session, sku: str, by: int, *, opening: int) -> int | None:
    """Add or take units; the new level, or None if there are not so many to take."""
    seed(session, sku, opening)
    return level(session, sku) if _take(session, sku, -by) else None


def _take(session: Session, sku: str, units: int) -> bool:
    """The atomic reservation; a negative number gives back. Whether there were so many."""
    statement = "UPDATE stock SET free = free - :units WHERE sku = :sku AND free >= :units"
    return session.execute(statement, sku=sku, units=units) == 1


def _quantities(rows: list[dict[str, object]]) -> dict[str, int]:
    """Rows of SKU and quantity as a mapping."""
    return dict(msgspec.convert([tuple(row.values()) for row in rows], list[tuple[str, int]]))
