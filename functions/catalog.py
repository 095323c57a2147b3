"""The catalogue: all that the till needs to price, tax, ship and describe. Load and dump in one place.

Rules of the room: integers only, no HTML, keyed by SKU; an unknown version is refused. Adding an optional
field keeps the version. Variants are decoded one by one when asked for, so that a large catalogue costs little.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date  # noqa: TC003 (msgspec decodes by these annotations)
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

VERSION = 1

Shaped = TypeVar("Shaped", bound=msgspec.Struct)

SKU = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What a stock keeping unit may look like, so that it can stand in an address as it is."""

COUNTRY = re.compile(r"[A-Z]{2}")
"""What a country is written like (ISO 3166-1 alpha-2)."""

MAXIMUM = 99
"""How many of one thing an order may have where nothing else is said."""

Words = dict[str, str]
"""One text by language, as ``{"de": "Jacke", "en": "Jacket"}``; every language of the site is there."""


Fulfilment: TypeAlias = Literal["shipped", "digital", "made_to_order"]
"""How a thing comes to who bought it."""

Availability: TypeAlias = Literal["in_stock", "sold_out", "made_to_order", "pre_order"]
"""What a page, the review and the cart say of what is for sale."""

WithdrawalException: TypeAlias = Literal["made_to_order", "perishable", "hygiene", "sealed_media", "digital"]
"""Why a good cannot be given back (§ 312g (2) BGB)."""


class Period(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A price in minor units that holds from ``start`` until just before ``end`` (Unix seconds; null is open).

    ``lowest`` is the lowest price of the 30 days before ``start``, where the price is reduced from it (§ 11 PAngV).
    """

    price: int
    list_price: int | None = None
    lowest: int | None = None
    start: int | None = None
    end: int | None = None


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a piece contains, for the base price: ``amount`` of ``unit``; g, ml, mm or piece, always integers."""

    amount: int
    unit: Literal["g", "ml", "mm", "cm2", "piece"]


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a good is excluded from withdrawal (§ 312g (2) BGB), in words for the shopper."""

    exception: WithdrawalException
    reason: Words


class Variant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sellable thing. ``urls`` and ``image`` are paths within the site, with its base path.

    ``lead_days`` are working days of making; before ``available_from`` it cannot be handed over. ``maximum`` is how
    many one order may have.
    """

    sku: str
    product: str
    title: Words
    options: dict[str, tuple[tuple[str, str], ...]] = {}
    description: Words = {}
    urls: Words = {}
    image: str = ""
    gtin: str = ""
    tax_class: str = "standard"
    prices: dict[str, tuple[Period, ...]] = {}
    weight_g: int = 0
    content: Measure | None = None
    fulfilment: Fulfilment = "shipped"
    stock: Literal["tracked", "unlimited", "capped"] = "tracked"
    opening_stock: int = 0
    lead_days: int = 0
    available_from: date | None = None
    maximum: int = MAXIMUM
    withdrawal: Withdrawal | None = None
    discontinued: bool = False
    no_discount: bool = False

    def price_at(self, market: str, now: datetime) -> Period | None:
        """The price that holds in ``market`` at ``now`` (aware), the last of several; None if not for sale."""
        return price_at(self.prices.get(market, ()), now)

    def pre_order(self, today: date) -> date | None:
        """The day from which it can be handed over, if that is still to come on the shop's day ``today``."""
        return self.available_from if self.available_from and today < self.available_from else None

    def availability(self, left: int, available_from: date | None) -> Availability:
        """What can be had of it while ``left`` can be sold; that counts wherever stock is counted, made or not.

        ``available_from`` is `pre_order`.
        """
        if self.stock != "unlimited" and left <= 0:
            return "sold_out"
        if available_from is not None:
            return "pre_order"
        return "made_to_order" if self.fulfilment == "made_to_order" else "in_stock"


def price_at(periods: tuple[Period, ...], now: datetime) -> Period | None:
    """The last of the periods that hold at ``now`` (aware), or None."""
    moment = now.timestamp()
    found = None
    for period in periods:
        if (period.start is None or period.start <= moment) and (period.end is None or moment < period.end):
            found = period
    return found


class Rate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Shipping up to a weight in grams (null: any) costs ``price`` minor units, VAT included."""

    price: int
    up_to_g: int | None = None


class ShippingService(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A way to deliver to some countries of a market. ``transit_days`` are working days, at least and at most."""

    id: str
    name: Words
    countries: tuple[str, ...]
    rates: tuple[Rate, ...]
    free_from: int | None = None
    transit_days: tuple[int, int] = (1, 3)

    def price(self, weight_g: int, goods: int) -> int | None:
        """What it costs for that weight and value of goods (minor units); None if it is too heavy for it."""
        fitting = [rate for rate in self.rates if rate.up_to_g is None or weight_g <= rate.up_to_g]
        if not fitting:
            return None
        if self.free_from is not None and goods >= self.free_from:
            return 0
        return min(fitting, key=lambda rate: (rate.up_to_g is None, rate.up_to_g or 0)).price


class Market(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where prices hold: one currency, countries of delivery, VAT in basis points by country and tax class.

    ``ships_from`` is a country or a part of it such as DE-BE (ISO 3166-2); ``holidays`` are that place's and those of
    the countries of delivery, each by its code, from the year of the build to the third after it.
    """

    id: str
    currency: str
    countries: tuple[str, ...]
    vat: Literal["included", "exempt"] = "included"
    tax: dict[str, dict[str, int]] = {}
    shipping: tuple[ShippingService, ...] = ()
    cut_off_minute: int = 12 * 60
    handling_days: tuple[int, int] = (0, 1)
    ships_from: str = ""
    holidays: dict[str, frozenset[date]] = {}

    def services(self, country: str, weight_g: int, goods: int) -> tuple[tuple[ShippingService, int], ...]:
        """Every way to deliver that weight and value of goods (minor units) to the country, with what it costs."""
        ways = (service for service in self.shipping if country in service.countries)
        priced = ((service, service.price(weight_g, goods)) for service in ways)
        return tuple((service, price) for service, price in priced if price is not None)


class Coupon(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a code takes off: ``amount`` minor units by market, or ``basis_points`` (1000 are 10 %), or the shipping.

    It holds from ``start`` until just before ``end`` (Unix seconds; null is open), from a value of goods of ``minimum``
    (minor units by market) on, and for the ``products`` that it names; for all if it names none. ``limit`` is how often
    it can be used in all.
    """

    title: Words
    amount: dict[str, int] = {}
    basis_points: int = 0
    free_shipping: bool = False
    minimum: dict[str, int] = {}
    products: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    once_per_customer: bool = False
    limit: int | None = None


class Shop(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who sells: for mails, contract and invoices. ``address`` is several lines, ``country`` ISO 3166-1 alpha-2 or "".

    ``tax_number`` is the tax office's, ``vat_id`` the Union's; an invoice needs one of them (§ 14 (4) no. 2 UStG).
    """

    name: Words
    mail: str
    address: str = ""
    country: str = ""
    telephone: str = ""
    tax_number: str = ""
    vat_id: str = ""
    payment_means: Words = {}


class Catalog(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The contract from build to till; ``variants`` stay encoded until asked for by `variant`.

    ``coupons`` are by `coupon_id`: the catalogue may lie in the open, and never has their codes. ``preview``: the site
    was built as a trial. ``next_change`` is when time alone changes the site, so that it has to be built again (Unix
    seconds), null if never.
    """

    version: int
    build: str
    timezone: str
    languages: tuple[str, ...]
    base_path: str = ""
    preview: bool = False
    next_change: int | None = None
    shop: Shop
    markets: dict[str, Market]
    coupons: dict[str, Coupon] = {}
    variants: dict[str, msgspec.Raw] = {}

    def variant(self, sku: str) -> Variant | None:
        """The variant of that SKU, or None."""
        raw = self.variants.get(sku)
        return None if raw is None else _VARIANT.decode(raw)

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone, in which its days begin."""
        return ZoneInfo(self.timezone)

    def day(self, now: datetime) -> date:
        """The shop's day at ``now`` (aware)."""
        return now.astimezone(self.zone).date()

    def market_of(self, country: str) -> Market | None:
        """The first market that delivers to the country (ISO 3166-1 alpha-2), or None."""
        return next((market for market in self.markets.values() if country in market.countries), None)


def coupon_code(written: str) -> str:
    """A code as it counts: people write it in small letters and with spaces, too."""
    return "".join(written.split()).upper()


def coupon_id(code: str) -> str:
    """What stands for a code where others may read: the SHA-256 digest of it as it counts, in hexadecimal digits."""
    return hashlib.sha256(coupon_code(code).encode("utf-8", "replace")).hexdigest()


_VARIANT = msgspec.json.Decoder(Variant)


class CatalogError(Exception):
    """The catalogue cannot be used: not JSON, not of our shape, or of an unknown version."""


def dump(catalog: Catalog) -> bytes:
    """The catalogue as JSON, keys sorted: equal catalogues give equal bytes."""
    markets = {id_: _exact(market) for id_, market in catalog.markets.items()}
    coupons = {id_: _exact(coupon) for id_, coupon in catalog.coupons.items()}
    exact = msgspec.structs.replace(catalog, markets=markets, coupons=coupons)
    return msgspec.json.format(msgspec.json.encode(exact, order="sorted"), indent=1)


def raw(variant: Variant) -> msgspec.Raw:
    """A variant as `Catalog.variants` keeps it."""
    return msgspec.Raw(msgspec.json.encode(_exact(variant), order="sorted"))


def _exact(struct: Shaped) -> Shaped:
    """The same with the very defaults in place of what equals them: msgspec leaves out those alone.

    Else a value that was pickled on its way would give other bytes.
    """
    fields = msgspec.structs.fields(type(struct))
    return msgspec.structs.replace(
        struct, **{one.name: one.default for one in fields if getattr(struct, one.name) == one.default}
    )


def load(data: bytes) -> Catalog:
    """Read a catalogue. Raises CatalogError, naming the field, if this till cannot use it."""
    try:
        catalog = msgspec.json.decode(data, type=Catalog)
    except msgspec.DecodeError as error:
        message = f"the catalogue cannot be read: {error}"
        raise CatalogError(message) from error
    if catalog.version != VERSION:
        message = (
            f"the catalogue has version {catalog.version}, this till reads version {VERSION}: "
            "build the site again with this litfass"
        )
        raise CatalogError(message)
    return catalog


def schema() -> bytes:
    """The JSON Schema (2020-12) of the catalogue, as it lies beside this module in ``catalog.schema.json``.

    Variants are encoded apart and therefore unknown to the type of `Catalog`; here they have their shape.
    """
    _, components = msgspec.json.schema_components([Catalog, Variant], ref_template="#/$defs/{name}")
    components["Catalog"]["properties"]["variants"]["additionalProperties"] = {"$ref": "#/$defs/Variant"}
    contract = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/Catalog",
        "$defs": components,
    }
    return msgspec.json.format(msgspec.json.encode(contract, order="sorted"), indent=1) + b"\n"
