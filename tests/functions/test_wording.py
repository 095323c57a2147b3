"""Words, amounts and dates in German and English."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from functions.money import Money
from functions.wording import UnknownWordError, Wording

GERMAN = Wording(
    language="de", words={"cart.count": {"one": "{count} Teil", "other": "{count} Teile"}, "hello": "Hallo {name}"}
)
ENGLISH = Wording(language="en", words={"cart.count": {"one": "{count} item", "other": "{count} items"}})


def test_a_placeholder_is_filled() -> None:
    assert GERMAN.t("hello", name="Wegwarte") == "Hallo Wegwarte"


def test_the_plural_form_follows_the_count() -> None:
    assert [GERMAN.t("cart.count", count=1), GERMAN.t("cart.count", count=1200)] == ["1 Teil", "1.200 Teile"]


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(UnknownWordError, match=r"cart\.none"):
        ENGLISH.t("cart.none")


def test_money_is_written_as_the_language_does() -> None:
    price = Money(minor=123450, currency="EUR")
    assert [GERMAN.money(price), ENGLISH.money(price)] == ["1.234,50\xa0€", "€1,234.50"]


def test_a_rate_keeps_its_fraction() -> None:
    assert [GERMAN.percent(1900), GERMAN.percent(550), ENGLISH.percent(700)] == ["19\xa0%", "5,5\xa0%", "7%"]


def test_a_day_is_written_in_full() -> None:
    day = date(2026, 11, 21)
    assert [GERMAN.date(day), ENGLISH.date(day)] == ["21. November 2026", "21 November 2026"]


def test_a_clocks_zone_is_named_as_the_language_does() -> None:
    moments = [datetime(2026, month, 21, tzinfo=ZoneInfo("Europe/Berlin")) for month in (7, 11)]
    assert [wording.zone(moment) for wording in (GERMAN, ENGLISH) for moment in moments] == [
        "MESZ",
        "MEZ",
        "CEST",
        "CET",
    ]


def test_a_country_has_its_name() -> None:
    assert [GERMAN.territory("AT"), ENGLISH.territory("AT"), GERMAN.territory("XX")] == ["Österreich", "Austria", "XX"]
