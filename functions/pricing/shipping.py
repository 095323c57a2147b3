"""Ways to deliver: which services take a cart, what they cost and when it arrives.

Rules of the room: pure; by country, weight and value of the goods. Amounts are minor units, VAT included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from functions.pricing import delivery

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from functions.catalog import Market, ShippingService, Words


class ServiceOption(msgspec.Struct, frozen=True, kw_only=True):
    """A way to deliver a cart: what it costs and when it arrives."""

    id: str
    name: str
    price: int
    delivery: delivery.Window


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be delivered: where to, how heavy, worth how much, how long it takes to make, and not before when."""

    country: str
    weight_g: int
    goods: int
    lead_days: int
    available_from: date | None = None


def options(
    market: Market, parcel: Parcel, *, timezone: ZoneInfo, now: datetime, words: Callable[[Words], str]
) -> tuple[ServiceOption, ...]:
    """Every way to deliver the parcel, in the market's order, its name chosen by ``words``."""
    return tuple(
        ServiceOption(
            id=service.id,
            name=words(service.name),
            price=price,
            delivery=promise(market, service, parcel, timezone=timezone, now=now),
        )
        for service, price in market.services(parcel.country, parcel.weight_g, parcel.goods)
    )


def promise(
    market: Market, service: ShippingService, parcel: Parcel, *, timezone: ZoneInfo, now: datetime
) -> delivery.Window:
    """When the parcel arrives by that service, if it is ordered ``now`` (aware)."""
    return delivery.window(
        now,
        delivery.Packing(
            timezone=timezone,
            cut_off_minute=market.cut_off_minute,
            handling_days=market.handling_days,
            holidays=market.holidays.get(market.ships_from, frozenset()),
        ),
        delivery.Transit(days=service.transit_days, holidays=market.holidays.get(parcel.country, frozenset())),
        lead_days=parcel.lead_days,
        available_from=parcel.available_from,
    )
