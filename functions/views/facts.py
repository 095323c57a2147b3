"""Quotes and orders as the till's templates see them.

Rules of the room: pure; it chooses and names, and calculates nothing but what a coupon takes off as one sum.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from functions.money import Money
from functions.pricing.measure import base_price_of
from functions.views.till import LineView, ServiceView, SumView, TaxView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.catalog import Catalog, Variant
    from functions.order import Order
    from functions.pricing.lines import LineItem
    from functions.pricing.quote import Quote
    from functions.pricing.tax import TaxPart


def of_quote(quote: Quote, *, vat: bool) -> SumView:
    """What a cart costs."""
    return _sum(quote, vat=vat)


def of_order(order: Order) -> SumView:
    """What an order costs; where no VAT was computed, the seller was exempt."""
    return _sum(order, vat=bool(order.tax))


def in_words_of(order: Order, catalog: Catalog, language: str) -> Order:
    """The order with titles and service in that language, as far as the catalogue still has them."""
    market = catalog.markets.get(order.market)
    names = {way.id: way.name for way in market.shipping} if market else {}
    return replace(
        order,
        lines=tuple(_in_words(line, catalog.variant(line.sku), language) for line in order.lines),
        service_name=names.get(order.service, {}).get(language, order.service_name),
    )


def _in_words(line: LineItem, variant: Variant | None, language: str) -> LineItem:
    if variant is None:
        return line
    title, options = variant.title.get(language, line.title), variant.options.get(language, line.options)
    return msgspec.structs.replace(line, title=title, options=options)


def _sum(of: Quote | Order, *, vat: bool) -> SumView:
    currency, coupon = of.currency, of.coupon
    shipping = None if of.shipping is None else of.shipping + (coupon.shipping if coupon else 0)
    return SumView(
        lines=tuple(_line(line, currency) for line in of.lines),
        goods=Money(minor=of.goods, currency=currency),
        shipping=None if shipping is None else Money(minor=shipping, currency=currency),
        service=of.service_name,
        tax=tuple(tax_view(part, currency) for part in of.tax),
        total=Money(minor=of.total, currency=currency),
        vat=vat,
        delivery=of.delivery,
        coupon=coupon.title if coupon else "",
        discount=Money(minor=coupon.goods + coupon.shipping, currency=currency) if coupon else None,
    )


def services(quotes: Iterable[Quote], chosen: str) -> tuple[ServiceView, ...]:
    """Every way to deliver that quotes for several countries offer, each once, with the countries it serves."""
    found: dict[tuple[str, str], ServiceView] = {}  # two markets may name theirs alike, at other prices
    for quote in quotes:
        for option in quote.services:
            known = found.get((quote.market, option.id))
            found[quote.market, option.id] = ServiceView(
                id=option.id,
                name=option.name,
                price=Money(minor=option.price, currency=quote.currency),
                delivery=option.delivery,
                countries=(*(known.countries if known else ()), quote.country),
                chosen=option.id == chosen,
            )
    return tuple(found.values())


def _line(line: LineItem, currency: str) -> LineView:
    price = Money(minor=line.unit_price, currency=currency)
    base_price, base_unit = base_price_of(price, line.content)
    return LineView(
        sku=line.sku,
        title=line.title,
        options=line.options,
        description=line.description,
        content=line.content,
        base_price=base_price,
        base_unit=base_unit,
        url=line.url,
        image=line.image,
        quantity=line.quantity,
        unit_price=price,
        total=Money(minor=line.total, currency=currency),
        withdrawal=line.withdrawal,
        source=line.source,
        group=line.group,
        available_from=line.available_from,
    )


def tax_view(part: TaxPart, currency: str) -> TaxView:
    """VAT of one rate."""
    net, tax, gross = (Money(minor=minor, currency=currency) for minor in (part.net, part.tax, part.gross))
    return TaxView(rate_basis_points=part.rate_basis_points, net=net, tax=tax, gross=gross)
