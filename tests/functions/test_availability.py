"""What can be had, and when it arrives: as the order would say it, and for anybody to keep for a minute."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.catalog import Period
from tests.functions.shop import NOON, World, a_catalog, shop, variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

PRE_ORDERED = variant("CUP", 3900, available_from=date(2027, 1, 12), opening_stock=50)
VARIANTS = (
    variant("JACKET-M", 18900),
    variant("SOLD-OUT", 1500, opening_stock=0),
    variant("TEA", 890, stock="unlimited", opening_stock=0),
    variant("CARVED", 7900, fulfilment="made_to_order", stock="unlimited", lead_days=10),
    variant("SONG", 500, fulfilment="digital", stock="unlimited"),
    variant("HEAVY", 9900, weight_g=40_000),
    variant("BYGONE", 9900, discontinued=True),
    variant("SUMMER", 9900, prices={"de": (Period(price=1, end=1),)}),
    PRE_ORDERED,
)
SOON = {"service": "Standardversand", "earliest": "2026-11-24", "latest": "2026-11-27"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with shop(tmp_path_factory.mktemp("shop")) as world:
        yield world


@pytest.fixture
def world(opened: World) -> World:
    """One shop for all tests here, with all that it had at first."""
    opened.catalog = a_catalog(*VARIANTS)
    opened.clock.moment = NOON
    for level in opened.store.stock_levels():
        opened.store.set_stock(level.sku, level.opening)
    return opened


def asked(world: World, *skus: str, more: str = "", **headers: str) -> httpx.Response:
    query = "&".join(f"sku={sku}" for sku in skus)
    return world.get(f"/till/availability?{query}{more}", **headers)


def item(world: World, sku: str, more: str = "") -> dict[str, object]:
    found: dict[str, dict[str, object]] = asked(world, sku, more=more).json()["items"]
    return found[sku]


def test_it_says_what_is_left_and_when_it_arrives(world: World) -> None:
    answer = asked(world, "JACKET-M", "SOLD-OUT", "TEA", "GONE", "BYGONE", "SUMMER").json()
    nothing = {"available_from": None, "delivery": None}
    assert answer == {
        "country": "DE",
        "items": {
            "JACKET-M": {"availability": "in_stock", "free": 5, **nothing, "delivery": SOON},
            "SOLD-OUT": {"availability": "sold_out", "free": 0, **nothing},
            "TEA": {"availability": "in_stock", "free": None, **nothing, "delivery": SOON},
        },
    }


def test_it_counts_what_the_store_has_sold(world: World) -> None:
    world.order(("JACKET-M", 2))
    assert item(world, "JACKET-M")["free"] == 3


def test_it_takes_as_long_as_it_takes_to_make(world: World) -> None:
    found = item(world, "CARVED")
    assert found["availability"] == "made_to_order"
    assert found["delivery"] == {**SOON, "earliest": "2026-12-08", "latest": "2026-12-11"}


def test_a_pre_order_is_sent_from_its_day_on(world: World) -> None:
    assert item(world, "CUP") == {
        "availability": "pre_order",
        "free": 50,
        "available_from": "2027-01-12",
        "delivery": {**SOON, "earliest": "2027-01-13", "latest": "2027-01-15"},
    }


def test_on_its_day_it_is_a_pre_order_no_longer(world: World) -> None:
    world.clock.forward(days=(date(2027, 1, 11) - date(2026, 11, 23)).days, hours=12)  # 22:00 in Berlin, the day before
    assert item(world, "CUP")["availability"] == "pre_order"
    world.clock.forward(hours=2)
    assert (item(world, "CUP")["availability"], item(world, "CUP")["available_from"]) == ("in_stock", None)


@pytest.mark.parametrize("sku", ["SONG", "HEAVY"])
def test_what_nobody_brings_has_no_day(world: World, sku: str) -> None:
    assert (item(world, sku)["availability"], item(world, sku)["delivery"]) == ("in_stock", None)


def test_the_day_is_that_of_the_country_and_the_words_are_of_the_language(world: World) -> None:
    found = item(world, "TEA", "&country=AT&language=en")
    assert found["delivery"] == {**SOON, "service": "Alpine delivery"}
    assert asked(world, "TEA", more="&country=AT").json()["country"] == "AT"


def test_a_country_to_which_nothing_goes_gets_no_day(world: World) -> None:
    assert item(world, "TEA", "&country=US")["delivery"] is None


def test_holidays_of_both_ends_count(world: World) -> None:
    thanksgiving = {"DE-BE": frozenset({date(2026, 11, 24)}), "AT": frozenset({date(2026, 11, 25)})}
    market = msgspec.structs.replace(world.catalog.markets["de"], ships_from="DE-BE", holidays=thanksgiving)
    world.catalog = msgspec.structs.replace(world.catalog, markets={"de": market})
    assert item(world, "TEA")["delivery"] == {**SOON, "earliest": "2026-11-25", "latest": "2026-11-30"}
    there = item(world, "TEA", "&country=AT&language=de")["delivery"]
    assert there == {"service": "Alpenversand", "earliest": "2026-11-26", "latest": "2026-12-01"}


def test_it_is_the_day_that_the_review_promises(world: World) -> None:
    page = world.review(("CUP", 1), language="en")
    assert "13 January 2027 to 15 January 2027" in page.text
    assert "Pre-order, sent from 12 January 2027" in page.text


def test_anybody_may_keep_it_for_a_minute(world: World) -> None:
    answer = asked(world, "TEA")
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert "vary" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert asked(world, "TEA", **{"accept-language": "en"}).content == answer.content


def test_what_is_known_already_is_not_sent_again(world: World) -> None:
    tag = asked(world, "JACKET-M").headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = asked(world, "JACKET-M", **{"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "public, max-age=60"


def test_what_was_sold_meanwhile_is_another_answer(world: World) -> None:
    before = asked(world, "JACKET-M")
    assert world.order(("JACKET-M", 5)).status_code == 303
    after = asked(world, "JACKET-M", **{"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.json()["items"]["JACKET-M"]["availability"]) == (200, "sold_out")
    world.store.set_stock("JACKET-M", 5)
    assert asked(world, "JACKET-M", **{"if-none-match": before.headers["etag"]}).status_code == 304


def test_the_cut_off_is_another_answer(world: World) -> None:
    before = asked(world, "TEA")
    world.clock.forward(hours=3)
    after = asked(world, "TEA", **{"if-none-match": before.headers["etag"]})
    assert after.json()["items"]["TEA"]["delivery"]["earliest"] == "2026-11-25"


@pytest.mark.parametrize("query", ["", "?sku=", "?sku=a%20b", "?" + "&".join(["sku=TEA"] * 101)])
def test_a_malformed_question_is_refused(world: World, query: str) -> None:
    answer = world.get(f"/till/availability{query}")
    assert (answer.status_code, [found["code"] for found in answer.json()["problems"]]) == (422, ["sku_malformed"])
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("country", ["de", "DEU", "%00", "D%C3%84"])
def test_a_malformed_country_is_refused(world: World, country: str) -> None:
    answer = asked(world, "TEA", more=f"&country={country}")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "country_malformed")
