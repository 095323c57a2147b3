"""What a cart costs here and now: prices, shipping, VAT, delivery, and what is in the way.

Rules of the room: pure; only the catalogue knows prices. All amounts are integers in minor units of the quote's
currency, VAT included. What cannot be sold is a problem, never a line that vanishes in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from functions.pricing.cart import CartLine, merged
from functions.pricing.coupons import NO_CODE, NOTHING_OFF, Basket, Goods, redeem
from functions.pricing.lines import LineItem, Place, Sale, due_by_rate, line_item, line_problems, price_line
from functions.pricing.shipping import Parcel, ServiceOption, options
from functions.pricing.tax import TaxPart, parts
from functions.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from functions.catalog import Catalog, Market
    from functions.pricing.coupons import Code, Redemption, Reduction
    from functions.pricing.delivery import Window


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What the cart costs. ``shipping`` is None while no delivery is possible.

    ``goods`` are the lines' totals; ``total`` is what is to be paid, less what the ``coupon`` takes off. Shipping and
    the prices of services have their part of it taken off already.

    ``services`` are all ways to deliver, ``service`` the one that is counted, "" if none is needed (nothing to ship)
    or possible. ``tax`` is by rate, the highest first, and empty for an exempt seller or an unknown country.
    ``delivery`` is None where nothing is shipped.
    """

    market: str
    currency: str
    country: str
    language: str
    lines: tuple[LineItem, ...]
    goods: int
    shipping: int | None
    services: tuple[ServiceOption, ...]
    service: str
    tax: tuple[TaxPart, ...]
    total: int
    delivery: Window | None
    problems: tuple[Problem, ...]
    coupon: Redemption | None = None

    @property
    def can_be_ordered(self) -> bool:
        """Whether nothing stands in the way: no problem at all, so that a changed price is confirmed first."""
        return not self.problems and bool(self.country) and self.shipping is not None

    @property
    def service_name(self) -> str:
        """The name of the way of delivery that is counted, "" if there is none."""
        return next((option.name for option in self.services if option.id == self.service), "")


def quote(  # noqa: PLR0913 (each is a fact of its own)
    catalog: Catalog,
    lines: Iterable[CartLine],
    *,
    country: str,
    language: str,
    now: datetime,
    service: str = "",
    market: str = "",
    free: Mapping[str, int | None] | None = None,
    coupon: Code = NO_CODE,
) -> Quote:
    """Price the lines as of ``now`` (aware) for delivery to ``country`` (ISO 3166-1 alpha-2; "" is not yet known).

    ``service`` is the way of delivery that was chosen, "" for the first that can be. ``market`` narrows the choice
    where several deliver to the country. ``free`` is what the store has; None where no store is asked: then the
    opening stock tells what is available, and nobody is refused for want of stock.
    """
    cart = merged(lines)
    home = _market(catalog, country, market)
    priced = [price_line(catalog, line, f"lines[{index}]", home, now) for index, line in enumerate(cart)]
    place = Place(country=country if country in home.countries else "", language=language)
    items = tuple(line_item(sale, home, place, free) for sale in priced if isinstance(sale, Sale))
    services = _services(catalog, home, items, place, now)
    reduction = NOTHING_OFF
    if coupon.text:
        reduction = redeem(catalog, coupon, _basket(home, items, services), language=language, now=now)
    problems = (
        *line_problems(priced, home.currency, free),
        *_delivery_problems(cart, items, place, country, service, services),
        *(reduction.problems if items else ()),
    )
    return _sum_up(
        home, country, language, *_reduced(items, services, reduction), service, problems, reduction.redemption
    )


def _sum_up(
    market: Market,
    country: str,
    language: str,
    items: tuple[LineItem, ...],
    services: tuple[ServiceOption, ...],
    service: str,
    problems: tuple[Problem, ...],
    coupon: Redemption | None,
) -> Quote:
    """The quote of these lines, sent in the way that was asked for, else in the first that can be."""
    goods = sum(item.total for item in items)
    chosen = next((option for option in services if option.id == service), services[0] if services else None)
    shipping = chosen.price if chosen else 0 if items and _nothing_to_ship(items) else None
    return Quote(
        market=market.id,
        currency=market.currency,
        country=country,
        language=language,
        lines=items,
        goods=goods,
        shipping=shipping,
        services=services,
        service=chosen.id if chosen else "",
        tax=parts(due_by_rate(items), shipping or 0),
        total=sum(item.due for item in items) + (shipping or 0),
        delivery=chosen.delivery if chosen else None,
        problems=problems,
        coupon=coupon,
    )


def _basket(market: Market, items: Sequence[LineItem], services: Sequence[ServiceOption]) -> Basket:
    """The cart as a coupon sees it: books, for one, have a fixed price (§ 3 BuchPrG)."""
    goods = [
        Goods(
            identity=(item.sku, item.configuration, item.group),
            product=item.product,
            value=0 if item.no_discount else item.total,
        )
        for item in items
    ]
    cheapest = min((option.price for option in services), default=0 if _nothing_to_ship(items) else None)
    return Basket(market=market, goods=goods, shipping=cheapest)


def _reduced(
    items: tuple[LineItem, ...], services: tuple[ServiceOption, ...], reduction: Reduction
) -> tuple[tuple[LineItem, ...], tuple[ServiceOption, ...]]:
    """Lines and services with what the coupon takes off: who wants it quicker pays the difference to the cheapest."""
    if reduction.redemption is None:
        return items, services
    off = reduction.redemption.shipping
    return (
        tuple(msgspec.structs.replace(item, discount=part) for item, part in zip(items, reduction.parts, strict=True)),
        tuple(msgspec.structs.replace(option, price=option.price - off) for option in services),
    )


def _market(catalog: Catalog, country: str, market: str) -> Market:
    """The market asked for, if it delivers there, else the country's, else the first, whose prices are then shown."""
    asked = catalog.markets.get(market)
    if asked is not None and (country in asked.countries or not country):
        return asked
    return catalog.market_of(country) or next(iter(catalog.markets.values()))


def _nothing_to_ship(items: Sequence[LineItem]) -> bool:
    """Whether all of it is delivered as data."""
    return all(item.digital for item in items)


def _services(
    catalog: Catalog, market: Market, items: Sequence[LineItem], place: Place, now: datetime
) -> tuple[ServiceOption, ...]:
    """Every way to deliver these lines; none where nothing is shipped.

    The goods count in full, so that what a coupon takes off makes no delivery dearer.
    """
    if _nothing_to_ship(items):
        return ()
    shipped = [item for item in items if not item.digital]
    parcel = Parcel(
        country=place.country,
        weight_g=sum(item.weight_g * item.quantity for item in shipped),
        goods=sum(item.total for item in items),
        lead_days=max(item.lead_days for item in shipped),
        available_from=max((item.available_from for item in shipped if item.available_from), default=None),
    )
    return options(market, parcel, timezone=catalog.zone, now=now, words=place.words)


def _delivery_problems(
    cart: Sequence[CartLine],
    items: Sequence[LineItem],
    place: Place,
    country: str,
    service: str,
    services: Sequence[ServiceOption],
) -> tuple[Problem, ...]:
    """What stands in the way of a delivery; nothing while the country is open."""
    if not cart:
        return (problem("empty_cart", "lines"),)
    if country and not place.country:
        return (problem("outside_delivery_area", "country", country=country),)
    if not country or _nothing_to_ship(items):
        return ()
    if not services:
        return (problem("no_service", "country", country=country),)
    if service and service not in {option.id for option in services}:
        return (problem("unknown_service", "service"),)
    return ()
