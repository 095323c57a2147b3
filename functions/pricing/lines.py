"""A cart's lines priced: which can be sold, at what price, and what is wrong with the others.

Rules of the room: pure; only the catalogue knows prices. Amounts are minor units of the market's currency, VAT
included. A line that cannot be sold becomes a problem.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 (the store decodes orders by these annotations)
from typing import TYPE_CHECKING

import msgspec

from functions.catalog import Availability, Measure  # noqa: TC001 (as above)
from functions.money import Money
from functions.pricing.cart import CartLine, Choice  # noqa: TC001 (as above)
from functions.problems import Problem, Severity, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from functions.catalog import Catalog, Market, Period, Variant, Words


class LineItem(msgspec.Struct, frozen=True, kw_only=True):
    """A priced line, in the words of the quote's language. ``total`` is ``unit_price`` times ``quantity``.

    ``options`` pairs name and value; ``rate_basis_points`` is None where no VAT is shown or the country is open;
    ``opening_stock`` is None for what is never counted, else what the store starts from; ``free`` is None where
    nobody counts or knows; ``available_from`` is the day of a pre-order before which it cannot be handed over, None
    where it can be; ``withdrawal`` says why the good is excluded from withdrawal, "" if it is not.
    ``discount`` is what a coupon takes off the total, always 0 where ``no_discount`` says that the price is fixed.
    """

    sku: str
    product: str
    title: str
    quantity: int
    unit_price: int
    total: int
    options: tuple[tuple[str, str], ...] = ()
    description: str = ""
    content: Measure | None = None
    url: str = ""
    image: str = ""
    list_price: int | None = None
    tax_class: str = "standard"
    rate_basis_points: int | None = None
    weight_g: int = 0
    lead_days: int = 0
    available_from: date | None = None
    digital: bool = False
    availability: Availability = "in_stock"
    free: int | None = None
    opening_stock: int | None = None
    withdrawal: str = ""
    configuration: tuple[Choice, ...] = ()
    group: str = ""
    source: str = ""
    no_discount: bool = False
    discount: int = 0

    @property
    def due(self) -> int:
        """What the line costs with the coupon."""
        return self.total - self.discount

    def due_for(self, units: int, *, after: int = 0) -> int:
        """What ``units`` of the line cost with the coupon, once ``after`` others were counted.

        However the line is taken apart, its parts sum to `due`: what was paid is what can be given back.
        """
        return self.due * (after + units) // self.quantity - self.due * after // self.quantity


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """A line whose variant is for sale, at what price, and from which day on if it is a pre-order."""

    line: CartLine
    path: str
    variant: Variant
    period: Period
    available_from: date | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where it goes, "" while that is open or outside the market, and in whose words."""

    country: str
    language: str

    def words(self, words: Words) -> str:
        """The text in the language, else in the first there is."""
        return words.get(self.language) or next(iter(words.values()), "")

    def options(self, variant: Variant) -> tuple[tuple[str, str], ...]:
        """What was chosen of the variant, name and value, in the language, else in the first there is."""
        return variant.options.get(self.language) or next(iter(variant.options.values()), ())


def price_line(catalog: Catalog, line: CartLine, path: str, market: Market, now: datetime) -> Sale | Problem:
    """The line with its price, or why it has none."""
    variant = catalog.variant(line.sku)
    if variant is None:
        return problem("unknown_sku", f"{path}.sku", sku=line.sku)
    period = variant.price_at(market.id, now)
    if period is None or variant.discontinued:
        return problem("not_for_sale", f"{path}.sku", sku=line.sku)
    available_from = variant.pre_order(catalog.day(now)) if variant.available_from else None
    return Sale(line=line, path=path, variant=variant, period=period, available_from=available_from)


def line_item(sale: Sale, market: Market, place: Place, free: Mapping[str, int | None] | None) -> LineItem:
    """The line as it is shown and ordered."""
    line, variant = sale.line, sale.variant
    taxed = market.vat == "included" and place.country
    counted, left = variant.stock != "unlimited", _left(variant, free)
    return LineItem(
        sku=line.sku,
        product=variant.product,
        title=place.words(variant.title),
        quantity=line.quantity,
        unit_price=sale.period.price,
        total=sale.period.price * line.quantity,
        options=place.options(variant),
        description=place.words(variant.description),
        content=variant.content,
        url=place.words(variant.urls),
        image=variant.image,
        list_price=sale.period.list_price,
        tax_class=variant.tax_class,
        rate_basis_points=market.tax[place.country][variant.tax_class] if taxed else None,
        weight_g=variant.weight_g,
        lead_days=variant.lead_days,
        available_from=sale.available_from,
        digital=variant.fulfilment == "digital",
        availability=variant.availability(left, sale.available_from),
        free=left if counted and free is not None else None,
        opening_stock=variant.opening_stock if counted else None,
        withdrawal=place.words(variant.withdrawal.reason) if variant.withdrawal else "",
        configuration=line.configuration,
        group=line.group,
        source=line.source,
        no_discount=variant.no_discount,
    )


def due_by_rate(items: Iterable[LineItem]) -> dict[int, int]:
    """Gross sums of the goods with the coupon by rate of VAT; nothing where none is shown."""
    sums: dict[int, int] = {}
    for item in items:
        if item.rate_basis_points is not None:
            sums[item.rate_basis_points] = sums.get(item.rate_basis_points, 0) + item.due
    return sums


def name(variant: Variant, language: str) -> str:
    """What a shopper calls the variant: its title and what was chosen; in the first language if not in that one."""
    place = Place(country="", language=language)
    return ", ".join((place.words(variant.title), *(value for _, value in place.options(variant))))


def _left(variant: Variant, free: Mapping[str, int | None] | None) -> int:
    """How many there are: what the store knows, else what it would start from."""
    known = (free or {}).get(variant.sku)
    return variant.opening_stock if known is None else known


def line_problems(
    sales: Sequence[Sale | Problem], currency: str, free: Mapping[str, int | None] | None
) -> tuple[Problem, ...]:
    """What is wrong with single lines, in their order; quantities of one SKU count together, at its first line."""
    wanted: dict[str, int] = {}
    for sale in sales:
        if isinstance(sale, Sale):
            wanted[sale.line.sku] = wanted.get(sale.line.sku, 0) + sale.line.quantity
    found: list[Problem] = []
    for sale in sales:
        if isinstance(sale, Problem):
            found.append(sale)
            continue
        quantity = wanted.pop(sale.line.sku, 0)
        found += [*_quantity_problems(sale, quantity, free), *_price_problems(sale, currency)]
    return tuple(found)


def _quantity_problems(sale: Sale, quantity: int, free: Mapping[str, int | None] | None) -> list[Problem]:
    """Too many for one order, or more than there are."""
    variant, path = sale.variant, f"{sale.path}.quantity"
    if quantity > variant.maximum:
        return [problem("quantity_too_large", path, sku=variant.sku, count=variant.maximum)]
    if free is None or variant.stock == "unlimited" or quantity <= (left := _left(variant, free)):
        return []
    if left <= 0:
        return [problem("sold_out", path, sku=variant.sku)]
    return [problem("insufficient_stock", path, sku=variant.sku, count=left)]


def _price_problems(sale: Sale, currency: str) -> list[Problem]:
    """The shopper saw another price."""
    seen, price = sale.line.seen_price, sale.period.price
    if seen is None or seen == price:
        return []
    return [
        problem(
            "price_changed",
            f"{sale.path}.seen_price",
            severity=Severity.WARNING,
            sku=sale.variant.sku,
            seen=Money(minor=seen, currency=currency),
            price=Money(minor=price, currency=currency),
        )
    ]
