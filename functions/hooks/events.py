"""Hooks: what other programs of the shop hear of an order, as ``{"type", "timestamp", "data"}``.

Rules of the room: pure. What moves in an order is frozen in an `Event` by the transaction that moved it; what was
agreed never changes and is written out when the message is sent, so that every attempt says the same and nobody's
address lies twice. A type is a contract: fields are added to it, never taken away or given another meaning.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from functions.order import Cause, State, may_become
from functions.store import Letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from functions.order import Order
    from functions.pricing.lines import LineItem
    from functions.store import Invoice, Refund

TYPES: Mapping[State, str] = {state: f"order.{state}" for state in State if state is not State.PENDING}
"""What is told of the state that an order came to. That money is on its way concerns no other program."""

PING = "test.ping"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What of an order an event is about: a refund of ``minor`` units, or a withdrawal (None).

    ``lines`` are pairs of a line's position and how many of it; none means all, or no goods at all (a refund).
    """

    id: str
    minor: int | None
    reason: str
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What happened, frozen. ``id`` is the message's for all receivers and attempts, ``at`` Unix seconds.

    ``state`` is where the order stood then, ``repaid`` what had been given back; ``payment`` is the provider's session
    or "", ``note`` a detail such as the parcel's number.
    """

    id: str
    type: str
    at: int
    state: State | None = None
    cause: str = ""
    note: str = ""
    payment: str = ""
    repaid: int = 0
    part: Part | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """An event for one receiver: ``receiver`` is a digest of its address, which itself stays in the environment."""

    receiver: str
    event: Event


def of_order(
    addresses: Iterable[str],
    order: Order,
    to: State,
    *,
    at: datetime,
    cause: str,
    note: str = "",
    part: Part | None = None,
    stands: State | None = None,
) -> tuple[Letter, ...]:
    """What is told when an order comes to a state; with ``part`` only that came to it, and the order stays as it is.

    ``stands`` is where the order is after this, if that is another state than it is told of.
    """
    if to not in TYPES:
        return ()
    event = _event(order, to, at, stands or (order.state if part else to), part)
    return letters(addresses, replace(event, cause=cause, note=note), order)


def of_refund(
    addresses: Iterable[str], order: Order, refund: Refund, others: Iterable[Refund], at: datetime
) -> tuple[Letter, ...]:
    """What is told when money has gone back; ``others`` are the order's other refunds, or all of them."""
    given = refund.minor + sum(one.minor for one in others if one.state == "done" and one.id != refund.id)
    whole = given >= order.amount_due and may_become(order.state, State.REFUNDED)
    part = Part(id=refund.id, minor=refund.minor, reason=refund.reason, lines=refund.lines)
    event = _event(order, State.REFUNDED, at, State.REFUNDED if whole else order.state, part)
    return letters(addresses, replace(event, cause=Cause.REFUNDED, repaid=given), order)


def letters(addresses: Iterable[str], event: Event, order: Order | None) -> tuple[Letter, ...]:
    """One letter for each address."""
    return tuple(
        Letter(
            key=f"hook-{event.id}-{receiver}",
            kind=event.type,
            order=order.id if order else None,
            channel="hook",
            payload=msgspec.json.encode(Message(receiver=receiver, event=event)).decode(),
        )
        for receiver in map(receiver_of, addresses)
    )


def receiver_of(address: str) -> str:
    """What names an address in the outbox."""
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def read(payload: str) -> Message:
    """What a letter of this channel holds."""
    return msgspec.json.decode(payload, type=Message)


def body(event: Event, order: Order | None, invoices: Iterable[Invoice]) -> bytes:
    """The message as it is sent; ``invoices`` are the order's, of which those issued until then are named."""
    data = {} if order is None else _data(event, order, invoices)
    return msgspec.json.encode({"type": event.type, "timestamp": _time(event.at), "data": data})


def _event(order: Order, what: State, at: datetime, state: State, part: Part | None) -> Event:
    # Ids of one order sort as it went on, since what falls into one second is sent in the order of its keys.
    turn = part.id if part else f"{0 if what is State.PLACED else len(order.history):03}"
    return Event(
        id=f"{order.id}-{turn}-{TYPES[what]}",
        type=TYPES[what],
        at=int(at.timestamp()),
        state=state,
        payment=order.payment.session if order.payment else "",
        repaid=order.repaid,
        part=part,
    )


def _data(event: Event, order: Order, invoices: Iterable[Invoice]) -> dict[str, object]:
    part = event.part
    return {
        "id": order.id,
        "number": order.number,
        "state": event.state,
        "cause": event.cause,
        "note": event.note,
        "created_at": _time(int(order.created_at.timestamp())),
        "language": order.language,
        "market": order.market,
        "country": order.contact.country,
        "currency": order.currency,
        "goods": order.goods,
        "discount": sum(line.discount for line in order.lines),
        "shipping": order.shipping,
        "total": order.total,
        "repaid": event.repaid,
        "tax": order.tax,
        "lines": [_line(position, line) for position, line in enumerate(order.lines)],
        "contact": order.contact,
        "service": {"id": order.service, "name": order.service_name},
        "delivery": order.delivery,
        "payment": event.payment,
        "invoices": [
            {"number": one.number, "kind": one.kind, "refund": one.refund}
            for one in invoices
            if one.issued_at.timestamp() <= event.at and event.state is not State.PLACED
        ],
        "part": part and {"id": part.id, "amount": part.minor, "reason": part.reason, "lines": _counts(part)},
    }


def _line(position: int, line: LineItem) -> dict[str, object]:
    return {
        "position": position,
        "sku": line.sku,
        "product": line.product,
        "title": line.title,
        "options": dict(line.options),
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "discount": line.discount,
        "total": line.due,
        "tax_rate_basis_points": line.rate_basis_points,
        "group": line.group,
        "source": line.source,
    }


def _counts(part: Part) -> list[dict[str, int]]:
    return [{"position": position, "quantity": quantity} for position, quantity in part.lines]


def _time(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
