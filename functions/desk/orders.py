"""Orders as the packing table sees them: what is left to be packed, until when, and what a packer has to know first.

Rules of the room: it only reads. What was given back or withdrawn is not packed.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.carriers import parcel_of
from functions.desk.views import PackLineView, RowView
from functions.money import Money
from functions.order import Cause, State, number_in
from functions.pricing.delivery import working_day_before
from functions.problems import problem
from functions.returns import refunding, withdrawing
from functions.web import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from functions.catalog import Market, ShippingService
    from functions.desk.door import Desk
    from functions.order import Order
    from functions.store import Refund, Withdrawal

PACKABLE = (State.PAID, State.PACKED)

_TITLES = 3
_DIGITS = 6


def find(desk: Desk, written: str) -> Order | None:
    """The order of that number, as people write it."""
    return desk.till.store().order_by_number(number_in(written))


def asked_for(desk: Desk) -> Order:
    """The order that the address names. Raises RefusedError (404)."""
    order = find(desk, desk.inquiry.path["number"])
    if order is None or not order.was_paid:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("unknown_order", ""))
    return order


def lines(order: Order, refunds: Iterable[Refund], withdrawals: Iterable[Withdrawal] = ()) -> tuple[PackLineView, ...]:
    """The order line by line: what is to be packed, and what of it was withdrawn."""
    given = tuple(refunds)
    left, withdrawn = refunding.left(order, given), withdrawing.not_to_be_sent(order, withdrawals, given)
    return tuple(
        PackLineView(
            position=position,
            sku=line.sku,
            title=line.title,
            options=line.options,
            image=line.image,
            group=line.group,
            ordered=line.quantity,
            quantity=left[position],
            withdrawn=withdrawn[position],
            price=Money(minor=line.due_for(1), currency=order.currency),
            available_from=line.available_from,
            digital=line.digital,
        )
        for position, line in enumerate(order.lines)
    )


def quantities(order: Order, fields: Mapping[str, str], refunds: Iterable[Refund]) -> refunding.Lines:
    """What a form says is to be given back, ``back-<position>``; of no line more than there is left."""
    left = refunding.left(order, refunds)
    wanted = (fields.get(f"back-{position}", "").strip() for position in range(len(left)))
    units = (int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0 for text in wanted)
    found = (min(pair) for pair in zip(units, left, strict=True))
    return tuple((position, quantity) for position, quantity in enumerate(found) if quantity)


def packing(desk: Desk, order: Order) -> tuple[PackLineView, ...]:
    """`lines` by what the store knows of refunds and withdrawals."""
    return lines(order, refunds_of(desk, order), withdrawals_of(desk, order))


def withdrawn(desk: Desk) -> frozenset[str]:
    """The orders (ids) of which a withdrawal is open."""
    return frozenset(one.order for one in desk.till.store().withdrawals.open() if one.order)


def row(desk: Desk, order: Order, open_withdrawals: Collection[str]) -> RowView:
    """An order in a list; ``open_withdrawals`` are `withdrawn`."""
    refunds, all_lines = refunds_of(desk, order), packing(desk, order)
    goods, back = [line for line in all_lines if line.to_pack], sum(line.withdrawn for line in all_lines)
    marks = {"withdrawn": back, "withdrawal": order.id in open_withdrawals}
    titles = tuple(dict.fromkeys(line.title for line in goods))
    return RowView(
        number=order.number,
        url=desk.path(f"orders/{order.number}"),
        name=order.contact.name,
        place=order.contact.city,
        pieces=sum(line.to_pack for line in goods),
        titles=titles[:_TITLES],
        more=len(titles[_TITLES:]),
        state=str(order.state),
        service=order.service_name,
        send_by=send_by(desk, order) if order.state in PACKABLE else None,
        available_from=waits_for(desk, order),
        flags=(*_flags(desk, order, refunds), *(flag for flag, holds in marks.items() if holds)),
        withdrawn=back,
        parcel=next((parcel_of(step.note) for step in reversed(order.history) if step.cause == Cause.SHIPPED), None),
    )


def send_by(desk: Desk, order: Order) -> date | None:
    """The day on which it has to leave, so that it arrives as promised; None where nothing is promised."""
    if order.delivery is None:
        return None
    market = desk.till.catalog().markets.get(order.market)
    service = _service(market, order)
    places = (market.ships_from, order.contact.country) if market else ()
    holidays = {day for place in places if market for day in market.holidays.get(place, ())}
    return working_day_before(order.delivery.latest, service.transit_days[1] if service else 1, holidays)


def urgency(desk: Desk, order: Order) -> tuple[date, str, str]:
    """What sorts orders: the day on which each has to leave, then the time at which it was placed."""
    day = send_by(desk, order) or order.created_at.date()
    return (day, order.created_at.isoformat(), order.id)


def is_for_packing(desk: Desk, order: Order) -> bool:
    """Whether there is something to be sent."""
    return any(line.to_pack for line in packing(desk, order))


def refunds_of(desk: Desk, order: Order) -> tuple[Refund, ...]:
    """What was given back of an order, or is about to be; most know nothing of that, and the store is not asked."""
    return desk.till.store().refunds.of_order(order.id) if order.repaid else ()


def withdrawals_of(desk: Desk, order: Order) -> tuple[Withdrawal, ...]:
    """What was declared of parts of an order; the history notes each, and else the store is not asked."""
    is_noted = any(step.cause == Cause.WITHDRAWN_IN_PART for step in order.history)
    return desk.till.store().withdrawals.of_order(order.id) if is_noted else ()


def waits_for(desk: Desk, order: Order) -> date | None:
    """The last day of a pre-order that is still to come."""
    today = desk.till.catalog().day(desk.till.now())
    days = [line.available_from for line in order.lines if line.available_from and line.available_from > today]
    return max(days, default=None)


def _flags(desk: Desk, order: Order, refunds: Iterable[Refund]) -> tuple[str, ...]:
    today, until = desk.till.catalog().day(desk.till.now()), send_by(desk, order)
    waits = order.state in PACKABLE
    known = {
        "late": waits and until is not None and until < today,
        "today": waits and until == today,
        "express": waits and _is_express(desk, order),
        "pre_order": waits and waits_for(desk, order) is not None,
        "made": waits and any(line.lead_days for line in order.lines),
        "returned": order.state is not State.REFUNDED and any(refund.state != "failed" for refund in refunds),
    }
    return tuple(flag for flag, holds in known.items() if holds)


def _is_express(desk: Desk, order: Order) -> bool:
    """Whether its shopper has chosen a quicker way than another that goes there."""
    market = desk.till.catalog().markets.get(order.market)
    chosen = _service(market, order)
    others = [way for way in market.shipping if order.contact.country in way.countries] if market else []
    return chosen is not None and any(way.transit_days[1] > chosen.transit_days[1] for way in others)


def _service(market: Market | None, order: Order) -> ShippingService | None:
    return next((way for way in market.shipping if way.id == order.service), None) if market else None
