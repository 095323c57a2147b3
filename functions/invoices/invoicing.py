"""Invoices and corrections: the facts that § 14 (4) UStG asks for, drawn up once and frozen.

Rules of the room: pure; the store gives the number in the transaction that gives the reason. A correction takes from
the invoice, never more than is left of it: by rate of VAT, and net and tax each. Its amounts are below zero, so that
invoices and corrections can be summed as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date  # noqa: TC003 (msgspec decodes by these annotations)
from typing import TYPE_CHECKING

import msgspec

from functions.contact import Contact  # noqa: TC001 (as above)
from functions.money import share
from functions.pricing.delivery import Window  # noqa: TC001 (as above)
from functions.pricing.tax import TaxPart
from functions.store import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from functions.catalog import Shop
    from functions.order import Order
    from functions.store import Invoice, Refund


@dataclass(frozen=True, kw_only=True, slots=True)
class Seller:
    """Who sells: the full name and address line by line, the country (ISO 3166-1 alpha-2), and what taxes know it by.

    ``tax_number`` is a tax office's, ``vat_id`` the Union's; one of them is enough, "" where there is none.
    """

    address: tuple[str, ...]
    country: str = ""
    mail: str = ""
    telephone: str = ""
    tax_number: str = ""
    vat_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """So many of a kind of goods: ``position`` is the order's line, ``amount`` what they cost or give back.

    An invoice's amount is ``unit_price`` times ``quantity``, and ``discount`` what the coupon takes off that; what a
    correction gives back is less it already. ``rate_basis_points`` is None where no VAT is charged.
    """

    position: int
    sku: str
    title: str
    quantity: int
    unit_price: int
    amount: int
    options: tuple[tuple[str, str], ...] = ()
    rate_basis_points: int | None = None
    discount: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The invoice that a correction refers to."""

    number: str
    issued_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What an invoice or a correction says. Amounts are minor units of ``currency``, VAT included.

    ``reduction`` is the coupon, or what was given back beyond goods and shipping; goods, reduction and shipping sum to
    ``total``, and so do the gross sums of ``tax``; that is empty where the seller is exempt (§ 19 UStG). ``delivery``
    is the time promised, None where goods come as data at once. ``corrects`` is None for an invoice.
    """

    order: str
    issued_on: date
    ordered_on: date
    seller: Seller
    buyer: Contact
    currency: str
    items: tuple[Item, ...]
    goods: int
    reduction: int
    shipping: int
    tax: tuple[TaxPart, ...]
    total: int
    delivery: Window | None = None
    service: str = ""
    coupon: str = ""
    corrects: Origin | None = None


def facts_of(body: str) -> Facts:
    """What a kept invoice says."""
    return msgspec.json.decode(body, type=Facts)


def invoice(order: Order, shop: Shop, now: datetime) -> Draft:
    """The invoice of an order that is paid at ``now``, a time in the shop's zone."""
    facts = Facts(
        order=order.number,
        issued_on=now.date(),
        ordered_on=order.created_at.astimezone(now.tzinfo).date(),
        seller=_seller(shop),
        buyer=replace(order.contact, email=""),
        currency=order.currency,
        items=tuple(_item(order, position) for position in range(len(order.lines))),
        goods=order.goods,
        reduction=-sum(line.discount for line in order.lines),
        shipping=order.shipping,
        tax=order.tax,
        total=order.total,
        delivery=order.delivery,
        service=order.service_name,
        coupon=order.coupon.title if order.coupon else "",
    )
    return _draft(order, facts)


def correction(order: Order, refund: Refund, shop: Shop, now: datetime, kept: Iterable[Invoice]) -> Draft | None:
    """What takes back a part of the order's invoice, as the refund does; None if there is no invoice.

    ``kept`` are the order's invoice and corrections so far, ``now`` is a time in the shop's zone. The refund is for its
    lines, then for shipping as far as that was paid, then a reduction of the rest.
    """
    papers = sorted(kept, key=lambda paper: paper.kind == "correction")
    if not papers or papers[0].kind != "invoice":
        return None
    first, *earlier = (facts_of(paper.body) for paper in papers)
    items = _items_back(order, refund, earlier)
    goods = -sum(item.amount for item in items)
    shipping = min(refund.minor - goods, first.shipping + sum(facts.shipping for facts in earlier))
    taken = replace(
        first,
        issued_on=now.date(),
        seller=_seller(shop),
        items=items,
        goods=-goods,
        reduction=goods + shipping - refund.minor,
        shipping=-shipping,
        total=-refund.minor,
        corrects=Origin(number=papers[0].number, issued_on=first.issued_on),
    )
    return _draft(order, replace(taken, tax=_tax_back(first, earlier, taken)), known=len(papers))


def _draft(order: Order, facts: Facts, *, known: int | None = None) -> Draft:
    body = msgspec.json.encode(facts).decode()
    return Draft(kind="correction" if facts.corrects else "invoice", language=order.language, body=body, known=known)


def _seller(shop: Shop) -> Seller:
    return Seller(
        address=tuple(shop.address.splitlines()),
        country=shop.country,
        mail=shop.mail,
        telephone=shop.telephone,
        tax_number=shop.tax_number,
        vat_id=shop.vat_id,
    )


def _item(order: Order, position: int) -> Item:
    line = order.lines[position]
    return Item(
        position=position,
        sku=line.sku,
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.total,
        options=line.options,
        rate_basis_points=line.rate_basis_points,
        discount=line.discount,
    )


def _items_back(order: Order, refund: Refund, earlier: Iterable[Facts]) -> tuple[Item, ...]:
    """The goods that are given back, at what was paid for them, or at less if the refund is smaller than that."""
    gone: dict[int, int] = {}
    for item in (item for facts in earlier for item in facts.items):
        gone[item.position] = gone.get(item.position, 0) + item.quantity
    paid = [order.lines[position].due_for(quantity, after=gone.get(position, 0)) for position, quantity in refund.lines]
    worth = share(refund.minor, paid) if sum(paid) > refund.minor else paid
    return tuple(
        replace(_item(order, position), quantity=quantity, amount=-minor, discount=0)
        for (position, quantity), minor in zip(refund.lines, worth, strict=True)
    )


def _tax_back(first: Facts, earlier: Iterable[Facts], taken: Facts) -> tuple[TaxPart, ...]:
    """The correction by rate. What is left of a rate is never exceeded, and all parts together are the invoice's."""
    before = {part.rate_basis_points: 0 for part in first.tax}
    for part in (part for facts in earlier for part in facts.tax):
        before[part.rate_basis_points] -= part.gross
    left = {part.rate_basis_points: part.gross - before[part.rate_basis_points] for part in first.tax}
    back = dict.fromkeys(left, 0)
    for item in taken.items:
        if item.rate_basis_points is not None:
            _take(-item.amount, {item.rate_basis_points: left[item.rate_basis_points]}, back, left)
    _take(-taken.shipping, _shipping_by_rate(first, left), back, left)
    _take(-taken.total - sum(back.values()), left, back, left)
    return tuple(_part_back(part, before[part.rate_basis_points], back[part.rate_basis_points]) for part in first.tax)


def _shipping_by_rate(first: Facts, left: Mapping[int, int]) -> dict[int, int]:
    """What of the invoice's shipping lies in each rate, as far as so much is left of it."""
    found = {part.rate_basis_points: part.gross for part in first.tax}
    for item in first.items:
        if item.rate_basis_points is not None:
            found[item.rate_basis_points] -= item.amount - item.discount
    return {rate: min(minor, left[rate]) for rate, minor in found.items()}


def _take(minor: int, weights: Mapping[int, int], back: dict[int, int], left: dict[int, int]) -> None:
    """Take an amount from what is left of the rates, shared out by weights, as far as these reach."""
    shares = share(min(minor, sum(weights.values())), list(weights.values()))
    for rate, part in zip(tuple(weights), shares, strict=True):
        back[rate] += part
        left[rate] -= part


def _part_back(part: TaxPart, before: int, back: int) -> TaxPart:
    """So much of a rate, ``before`` being taken: what is rounded is the sum, so that the parts make the whole."""
    tax = _tax_within(part, before + back) - _tax_within(part, before)
    return TaxPart(rate_basis_points=part.rate_basis_points, net=tax - back, tax=-tax, gross=-back)


def _tax_within(part: TaxPart, gross: int) -> int:
    """The tax within so much of the part's gross sum, rounded half up."""
    return (2 * gross * part.tax + part.gross) // (2 * part.gross) if part.gross else 0
