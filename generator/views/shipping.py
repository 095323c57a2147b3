"""JSON-LD of shipping and returns: what it costs to get a thing, how long it takes, whether it may come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.money import Money

if TYPE_CHECKING:
    from functions.catalog import Market, ShippingService, Withdrawal
    from generator.model import Variant
    from generator.views.structured import Json

_SCHEMA = "https://schema.org/"


def shipping_details(market: Market, variant: Variant, price: Money) -> list[dict[str, Json]]:
    """One OfferShippingDetails per service and country, for one piece; none for what is not shipped."""
    if variant.fulfilment == "digital":
        return []
    found: list[dict[str, Json]] = []
    for service in market.shipping:
        rate = service.price(variant.weight_g, price.minor)
        if rate is not None:
            found.append(_details(market, service, variant, Money(minor=rate, currency=market.currency)))
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


def _details(market: Market, service: ShippingService, variant: Variant, rate: Money) -> dict[str, Json]:
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
        },
    }


def _days(least: int, most: int) -> dict[str, Json]:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}
