"""Ways to deliver: which services take a cart, what they cost and when it arrives.

Rules of the room: pure; by country, weight and value of the goods. Amounts are minor units, VAT included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions import delivery

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from functions.catalog import Market, Words


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceOption:
    """A way to deliver a cart: what it costs and when it arrives."""

    id: str
    name: str
    price: int
    delivery: delivery.Window


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """What is to be delivered: where to, how heavy, worth how much, and how long it takes to make."""

    country: str
    weight_g: int
    goods: int
    lead_days: int


def options(
    market: Market, parcel: Parcel, *, timezone: ZoneInfo, now: datetime, words: Callable[[Words], str]
) -> tuple[ServiceOption, ...]:
    """Every way to deliver the parcel, in the market's order, its name chosen by ``words``."""
    offered = [
        (service, price)
        for service in market.shipping
        if parcel.country in service.countries and (price := service.price(parcel.weight_g, parcel.goods)) is not None
    ]
    return tuple(
        ServiceOption(
            id=service.id,
            name=words(service.name),
            price=price,
            delivery=delivery.window(
                now,
                timezone=timezone,
                cut_off_minute=market.cut_off_minute,
                handling_days=market.handling_days,
                transit_days=service.transit_days,
                lead_days=parcel.lead_days,
            ),
        )
        for service, price in offered
    )
