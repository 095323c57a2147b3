from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

import pytest

from functions.catalog import Market, Rate, ShippingService, Withdrawal
from functions.money import Money
from generator.model import Variant
from generator.views.shipping import return_policy, shipping_details

SERVICE = ShippingService(
    id="standard",
    name={"de": "Standard"},
    countries=("DE", "CH"),
    rates=(Rate(price=490, up_to_g=2000),),
    free_from=6000,
    transit_days=(1, 3),
)
MARKET = Market(id="de", currency="EUR", countries=("DE", "AT"), shipping=(SERVICE,), handling_days=(0, 1))
BERLIN = ZoneInfo("Europe/Berlin")
PRICE = Money(minor=1250, currency="EUR")


def variant(weight_g: int) -> Variant:
    return Variant(sku="A", selected=(), prices=(), weight_g=weight_g, lead_days=2)


def test_shipping_names_rate_countries_and_days() -> None:
    assert shipping_details(MARKET, BERLIN, variant(500), PRICE) == [
        {
            "@type": "OfferShippingDetails",
            "shippingRate": {"@type": "MonetaryAmount", "value": "4.90", "currency": "EUR"},
            "shippingDestination": [{"@type": "DefinedRegion", "addressCountry": "DE"}],
            "deliveryTime": {
                "@type": "ShippingDeliveryTime",
                "handlingTime": {"@type": "QuantitativeValue", "minValue": 2, "maxValue": 3, "unitCode": "DAY"},
                "transitTime": {"@type": "QuantitativeValue", "minValue": 1, "maxValue": 3, "unitCode": "DAY"},
                "cutoffTime": "12:00:00+02:00",
                "businessDays": [
                    "https://schema.org/Monday",
                    "https://schema.org/Tuesday",
                    "https://schema.org/Wednesday",
                    "https://schema.org/Thursday",
                    "https://schema.org/Friday",
                ],
            },
        }
    ]


@pytest.mark.parametrize(
    ("zone", "offset"), [("UTC", "+00:00"), ("America/New_York", "-04:00"), ("Australia/Sydney", "+11:00")]
)
def test_the_cut_off_is_told_as_it_comes_soonest(zone: str, offset: str) -> None:
    (details,) = shipping_details(MARKET, ZoneInfo(zone), variant(500), PRICE)
    assert cast("dict[str, object]", details["deliveryTime"])["cutoffTime"] == f"12:00:00{offset}"


def test_a_service_that_does_not_take_the_weight_is_left_out() -> None:
    assert shipping_details(MARKET, BERLIN, variant(2001), PRICE) == []


def test_what_is_digital_is_not_shipped() -> None:
    digital = Variant(sku="A", selected=(), prices=(), fulfilment="digital")
    assert shipping_details(MARKET, BERLIN, digital, PRICE) == []


def test_what_can_be_withdrawn_can_be_returned() -> None:
    policy = return_policy(MARKET, 30, None)
    assert (policy["returnPolicyCategory"], policy["merchantReturnDays"], policy["applicableCountry"]) == (
        "https://schema.org/MerchantReturnFiniteReturnWindow",
        30,
        ["DE", "AT"],
    )


def test_what_is_excluded_from_withdrawal_cannot_be_returned() -> None:
    exception = Withdrawal(exception="perishable", reason={"de": "Verdirbt."})
    assert return_policy(MARKET, 30, exception) == {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": ["DE", "AT"],
        "returnPolicyCategory": "https://schema.org/MerchantReturnNotPermitted",
    }
