"""JSON-LD of shipping and returns: what it costs to get a thing, how long it takes, whether it may come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from functions.money import Money

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from functions.catalog import Market, ShippingService, Withdrawal
    from generator.model import Variant
    from generator.views.structured import Json

_SCHEMA = "https://schema.org/"

_WORKING_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def shipping_details(market: Market, zone: ZoneInfo, variant: Variant, price: Money) -> list[dict[str, Json]]:
    """One OfferShippingDetails per service, for one piece, by a shop in that zone; none for what is not shipped."""
    if variant.fulfilment == "digital":
        return []
    found: list[dict[str, Json]] = []
    for service in market.shipping:
        rate = service.price(variant.weight_g, price.minor)
        if rate is not None:
            found.append(_details(market, zone, service, variant, Money(minor=rate, currency=market.currency)))
    return found


def return_policy(market: Market, days: int, withdrawal: Withdrawal | None) -> dict[str, Json]:
    """The right of withdrawal as a return policy; goods that are excluded from it are not returnable."""
    policy: dict[str, Json] = {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": list(market.countries),
        "returnPolicyCategory": _SCHEMA + "MerchantReturnNotPermitted",
    }
    if withdrawal is None:
        policy |= {
            "returnPolicyCategory": _SCHEMA + "MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": days,
            "returnMethod": _SCHEMA + "ReturnByMail",
            # What the law says where the shop does not promise more (§ 357 (5) BGB).
            "returnFees": _SCHEMA + "ReturnFeesCustomerResponsibility",
        }
    return policy


def _details(
    market: Market, zone: ZoneInfo, service: ShippingService, variant: Variant, rate: Money
) -> dict[str, Json]:
    least, most = market.handling_days
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {"@type": "MonetaryAmount", "value": str(rate.amount), "currency": rate.currency},
        "shippingDestination": [
            {"@type": "DefinedRegion", "addressCountry": country}
            for country in service.countries
            if country in market.countries
        ],
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": _days(variant.lead_days + least, variant.lead_days + most),
            "transitTime": _days(*service.transit_days),
            "cutoffTime": _cut_off(market.cut_off_minute, zone),
            "businessDays": [_SCHEMA + day for day in _WORKING_DAYS],
        },
    }


def _cut_off(minute: int, zone: ZoneInfo) -> str:
    """The time of day with the offset that it has in summer or in winter: the one by which it comes sooner.

    A page does not know on which day it is read, and says nothing that is too late.
    """
    both = (datetime(2026, month, 1, minute // 60, minute % 60, tzinfo=zone) for month in (1, 7))
    return max(both, key=lambda one: one.utcoffset() or timedelta()).isoformat().partition("T")[2]


def _days(least: int, most: int) -> dict[str, Json]:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}
