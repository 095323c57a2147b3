"""Delivery: the promise counts working days, from the cut-off in the shop's own time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.delivery import Window, window, working_days

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 (the zone is put on below)
    lambda moment: moment.replace(tzinfo=BERLIN)
)
DAYS = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: (min(pair), max(pair)))


def promise(moment: str, *, lead_days: int = 0, handling: tuple[int, int] = (0, 1)) -> tuple[str, str]:
    found = window(
        datetime.fromisoformat(moment),
        timezone=BERLIN,
        cut_off_minute=12 * 60,
        handling_days=handling,
        transit_days=(1, 3),
        lead_days=lead_days,
    )
    return found.earliest.isoformat(), found.latest.isoformat()


def test_before_the_cut_off_it_counts_from_today() -> None:
    assert promise("2026-11-23T11:59:59+01:00") == ("2026-11-24", "2026-11-27")


def test_at_the_cut_off_it_counts_from_tomorrow() -> None:
    assert promise("2026-11-23T12:00:00+01:00") == ("2026-11-25", "2026-11-30")


@pytest.mark.parametrize("moment", ["2026-11-20T12:00+01:00", "2026-11-21T08:00+01:00", "2026-11-22T23:59+01:00"])
def test_a_weekend_counts_from_monday(moment: str) -> None:
    assert promise(moment) == ("2026-11-24", "2026-11-27")


def test_the_cut_off_is_that_of_the_shops_zone_not_of_the_shopper() -> None:
    assert promise("2026-11-23T10:59:00+00:00") == ("2026-11-24", "2026-11-27")
    assert promise("2026-11-23T11:00:00+00:00") == ("2026-11-25", "2026-11-30")


def test_the_cut_off_follows_daylight_saving() -> None:
    assert promise("2026-10-23T09:59:00+00:00") == ("2026-10-26", "2026-10-29")
    assert promise("2026-10-26T10:59:00+00:00") == ("2026-10-27", "2026-10-30")


def test_making_it_takes_working_days_too() -> None:
    assert promise("2026-11-23T08:00+01:00", lead_days=5) == ("2026-12-01", "2026-12-04")


def test_a_page_can_say_how_many_working_days_it_takes() -> None:
    assert working_days((0, 1), (1, 3), 5) == (6, 9)


@given(MOMENTS, DAYS, DAYS, st.integers(0, 20), st.integers(0, 1439))
def test_a_promise_is_a_range_of_working_days_from_today_on(
    now: datetime, handling: tuple[int, int], transit: tuple[int, int], lead: int, cut_off: int
) -> None:
    found = window(
        now, timezone=BERLIN, cut_off_minute=cut_off, handling_days=handling, transit_days=transit, lead_days=lead
    )
    assert now.date() <= found.earliest <= found.latest
    assert {found.earliest.weekday(), found.latest.weekday()} <= {0, 1, 2, 3, 4}


@given(MOMENTS, st.integers(0, 10_000))
def test_who_orders_later_is_never_promised_an_earlier_day(now: datetime, minutes: int) -> None:
    def at(moment: datetime) -> Window:
        return window(moment, timezone=BERLIN, cut_off_minute=720, handling_days=(0, 1), transit_days=(1, 3))

    assert at(now).earliest <= at(now + timedelta(minutes=minutes)).earliest
