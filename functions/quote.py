"""What a cart costs here and now: prices, shipping, VAT, delivery, and what is in the way.

Rules of the room: pure; only the catalogue knows prices. All amounts are integers in minor units of the quote's
currency, VAT included. What cannot be sold is a problem, never a line that vanishes in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from functions import delivery
from functions.cart import merged
from functions.money import Money, share
from functions.problems import Problem, Severity, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from functions.cart import CartLine, Choice
    from functions.catalog import Catalog, Market, Period, ShippingService, Variant

Availability = Literal["in_stock", "sold_out", "made_to_order"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineItem:
    """A priced line, in the words of the quote's language. ``total`` is ``unit_price`` times ``quantity``.

    ``options`` pairs name and value; ``rate_basis_points`` is None where no VAT is shown or the country is open;
    ``opening_stock`` is None for what is never counted, else what the store starts from; ``free`` is None where
    nobody counts or knows; ``withdrawal`` says why the good is excluded from withdrawal, "" if it is not.
    """

    sku: str
    product: str
    title: str
    quantity: int
    unit_price: int
    total: int
    options: tuple[tuple[str, str], ...] = ()
    description: str = ""
    url: str = ""
    image: str = ""
    list_price: int | None = None
    tax_class: str = "standard"
    rate_basis_points: int | None = None
    weight_g: int = 0
    lead_days: int = 0
    digital: bool = False
    availability: Availability = "in_stock"
    free: int | None = None
    opening_stock: int | None = None
    withdrawal: str = ""
    configuration: tuple[Choice, ...] = ()
    group: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxPart:
    """VAT of one rate, shipping's share within: ``gross`` = ``net`` + ``tax``; 1900 basis points are 19 %."""

    rate_basis_points: int
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceOption:
    """A way to deliver this cart: what it costs and when it arrives."""

    id: str
    name: str
    price: int
    delivery: delivery.Window


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """What the cart costs. ``shipping`` is None while no delivery is possible; ``total`` is goods and shipping.

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
    delivery: delivery.Window | None
    problems: tuple[Problem, ...]

    @property
    def can_be_ordered(self) -> bool:
        """Whether nothing stands in the way: no problem at all, so that a changed price is confirmed first."""
        return not self.problems


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
) -> Quote:
    """Price the lines as of ``now`` (aware) for delivery to ``country`` (ISO 3166-1 alpha-2; "" is not yet known).

    ``service`` is the way of delivery that was chosen, "" for the first that can be. ``market`` narrows the choice
    where several deliver to the country. ``free`` is what the store has; None where no store is asked: then the
    opening stock tells what is available, and nobody is refused for want of stock.
    """
    raise NotImplementedError
