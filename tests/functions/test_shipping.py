"""Shipping: by country, weight and value of the goods."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from functions.catalog import Market, Rate, ShippingService
from functions.pricing.shipping import Parcel, options

MARKET = Market(
    id="de",
    currency="EUR",
    countries=("DE", "AT"),
    shipping=(
        ShippingService(
            id="parcel",
            name={"de": "Paket"},
            countries=("DE", "AT"),
            rates=(Rate(price=790, up_to_g=10_000), Rate(price=490, up_to_g=2_000)),
            free_from=6_000,
        ),
        ShippingService(id="freight", name={"de": "Spedition"}, countries=("DE",), rates=(Rate(price=4900),)),
    ),
)


def offered(country: str = "DE", *, weight: int = 500, goods: int = 1_000) -> list[tuple[str, int]]:
    parcel = Parcel(country=country, weight_g=weight, goods=goods, lead_days=0)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    found = options(MARKET, parcel, timezone=ZoneInfo("Europe/Berlin"), now=now, words=lambda words: words["de"])
    return [(option.name, option.price) for option in found]


@pytest.mark.parametrize(("weight", "price"), [(0, 490), (2_000, 490), (2_001, 790), (10_000, 790)])
def test_the_least_rate_that_carries_the_weight_counts(weight: int, price: int) -> None:
    assert offered("AT", weight=weight) == [("Paket", price)]


def test_what_is_too_heavy_for_a_service_is_not_offered_by_it_even_if_it_would_be_free() -> None:
    assert offered(weight=10_001, goods=9_999) == [("Spedition", 4900)]


@pytest.mark.parametrize(("goods", "price"), [(5_999, 490), (6_000, 0)])
def test_delivery_is_free_from_a_value_on(goods: int, price: int) -> None:
    assert offered("AT", goods=goods) == [("Paket", price)]


def test_a_country_that_nobody_serves_is_offered_nothing() -> None:
    assert offered("FR") == []
