"""The books in rows: what was sold and given back, for the accountant; what goes where, for the carrier.

Rules of the room: pure; the books are read from the frozen invoices, never computed anew. The rows of a paper sum to
it exactly, by rate and all together: net, tax and gross. Amounts are minor units; a correction's are below zero.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from functions.invoices.invoicing import facts_of
from functions.money import Money, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from functions.invoices.invoicing import Facts, Item
    from functions.order import Order
    from functions.pricing.tax import TaxPart
    from functions.store import Invoice

#: The columns that are minor units, which a table of people has in major ones.
AMOUNTS = frozenset({"net", "tax", "gross", "fee"})

#: What makes a spreadsheet compute a text, in both widths in which it is written.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A row of the books: some goods of one rate, or what a paper has beside goods (``sku`` is "").

    ``vat`` is basis points, None where the seller is exempt. ``fee`` is what the provider kept of the order, told once,
    with the invoice's first row; ``payout`` its transfer. ``story`` and ``block`` are where it was bought.
    """

    number: str
    date: date
    corrects: str
    order: str
    country: str
    sku: str
    title: str
    quantity: int
    vat: int | None
    net: int
    tax: int
    gross: int
    currency: str
    fee: int
    payout: str
    story: str
    block: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Consignment:
    """A row for the carrier: one order that is to be sent. ``weight_g`` is what the goods weigh."""

    number: str
    service: str
    name: str
    line1: str
    line2: str
    postal_code: str
    city: str
    country: str
    email: str
    weight_g: int
    goods: str


def entries(invoice: Invoice, order: Order | None) -> tuple[Entry, ...]:
    """The rows of a paper; ``order`` is None if nothing but the paper is left of it."""
    facts = facts_of(invoice.body)
    rows = [row for part in _parts(facts) for row in _rows(invoice, facts, part, order)]
    if rows and order is not None and order.fee and invoice.kind == "invoice":
        rows[0]["fee"] = order.fee
    return tuple(Entry(**row) for row in rows)  # type: ignore[arg-type]  # a row has the fields' own types


def consignments(orders: Iterable[Order]) -> tuple[Consignment, ...]:
    """What a carrier has to know of each order that has something to be sent."""
    return tuple(
        Consignment(
            number=order.number,
            service=order.service,
            name=order.contact.name,
            line1=order.contact.line1,
            line2=order.contact.line2,
            postal_code=order.contact.postal_code,
            city=order.contact.city,
            country=order.contact.country,
            email=order.contact.email,
            weight_g=sum(line.weight_g * line.quantity for line in order.lines),
            goods=", ".join(f"{line.quantity} x {line.sku}" for line in order.lines if not line.digital),
        )
        for order in orders
        if order.service
    )


def columns(row: type[Entry | Consignment]) -> tuple[str, ...]:
    """The names of a table's columns."""
    return tuple(one.name for one in fields(row))


def as_object(row: Entry | Consignment) -> dict[str, object]:
    """A row for programs: amounts are minor units."""
    return {one.name: getattr(row, one.name) for one in fields(row)}


def as_cells(row: Entry | Consignment) -> tuple[str, ...]:
    """A row for a table of people: amounts in major units, rates in per cent; what would be computed is quoted."""
    return tuple(_cell(name, value, getattr(row, "currency", "")) for name, value in as_object(row).items())


def _cell(name: str, value: object, currency: str) -> str:
    if name in AMOUNTS and isinstance(value, int):
        return str(Money(minor=value, currency=currency).amount)
    if name == "vat" and isinstance(value, int):
        return f"{value / 100:g}"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_COMPUTED) else value
    return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What a paper has of one rate; ``net`` and ``tax`` sum to the gross."""

    rate: int | None
    net: int
    tax: int


def _parts(facts: Facts) -> Iterator[_Part]:
    part: TaxPart
    for part in facts.tax:
        yield _Part(rate=part.rate_basis_points, net=part.net, tax=part.tax)
    if not facts.tax:
        yield _Part(rate=None, net=facts.total, tax=0)


def _rows(invoice: Invoice, facts: Facts, part: _Part, order: Order | None) -> Iterator[dict[str, object]]:
    """The goods of a rate, and what else the paper has of it, with the part's tax shared out among them."""
    goods = [item for item in facts.items if item.rate_basis_points == part.rate]
    sums = [item.amount - item.discount for item in goods]
    rest = part.net + part.tax - sum(sums)
    sign = -1 if part.net + part.tax < 0 else 1
    gross = [*sums, rest]
    taxes = [sign * minor for minor in share(sign * part.tax, [max(0, sign * minor) for minor in gross])]
    for item, minor, tax in zip([*goods, None], gross, taxes, strict=True):
        if item is not None or minor:
            yield {
                **_named(invoice, facts, item, order),
                "vat": part.rate,
                "gross": minor,
                "tax": tax,
                "net": minor - tax,
            }


def _named(invoice: Invoice, facts: Facts, item: Item | None, order: Order | None) -> Mapping[str, object]:
    """What a row says beside its amounts."""
    source = order.lines[item.position].source if order is not None and item is not None else ""
    story, _, block = source.partition("#")
    return {
        "number": invoice.number,
        "date": facts.issued_on,
        "corrects": facts.corrects.number if facts.corrects else "",
        "order": facts.order,
        "country": facts.buyer.country,
        "sku": item.sku if item else "",
        "title": " · ".join((item.title, *(value for _, value in item.options))) if item else _other(facts),
        "quantity": (-item.quantity if facts.corrects else item.quantity) if item else 1,
        "currency": facts.currency,
        "fee": 0,
        "payout": order.payout if order else "",
        "story": story,
        "block": block,
    }


def _other(facts: Facts) -> str:
    """What the rest of a paper is, in the words of the books."""
    apart = facts.reduction if facts.corrects else 0
    return " and ".join(word for word, minor in (("shipping", facts.shipping), ("reduction", apart)) if minor)
