"""Delivery: the promise counts working days, from the cut-off in the shop's own time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from functions.pricing.delivery import Packing, Transit, Window, window, working_days

BERLIN = ZoneInfo("Europe/Berlin")
NOON = 12 * 60
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)})
NO_DAYS: frozenset[date] = frozenset()

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (the zone is beside it)
DAYS = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: (min(pair), max(pair)))
HOLIDAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2029, 3, 1)), max_size=60)
PACKINGS = st.builds(
    lambda timezone, minute, days, holidays: Packing(
        timezone=timezone, cut_off_minute=minute, handling_days=days, holidays=holidays
    ),
    st.sampled_from([BERLIN, ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Auckland")]),
    st.integers(0, 1439),
    DAYS,
    HOLIDAYS,
)
TRANSITS = st.builds(lambda days, holidays: Transit(days=days, holidays=holidays), DAYS, HOLIDAYS)
LEADS = st.integers(0, 20)
FROM = st.none() | st.dates(date(2026, 1, 1), date(2029, 1, 1))


def promise(
    moment: str,
    *,
    lead_days: int = 0,
    handling: tuple[int, int] = (0, 1),
    transit: tuple[int, int] = (1, 3),
    here: frozenset[date] = NO_DAYS,
    there: frozenset[date] = NO_DAYS,
    available_from: date | None = None,
) -> tuple[str, str]:
    found = window(
        datetime.fromisoformat(moment),
        Packing(timezone=BERLIN, cut_off_minute=NOON, handling_days=handling, holidays=here),
        Transit(days=transit, holidays=there),
        lead_days=lead_days,
        available_from=available_from,
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


@pytest.mark.parametrize("moment", ["2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00", "2026-03-29T00:59+00:00"])
def test_an_hour_that_comes_twice_or_never_is_on_one_day_all_the_same(moment: str) -> None:
    monday = datetime.fromisoformat(moment).astimezone(BERLIN).date() + timedelta(days=1)
    assert promise(moment, handling=(0, 0), transit=(0, 0)) == (monday.isoformat(), monday.isoformat())


def test_making_it_takes_working_days_too() -> None:
    assert promise("2026-11-23T08:00+01:00", lead_days=5) == ("2026-12-01", "2026-12-04")


def test_nobody_packs_on_a_holiday_and_nothing_moves() -> None:
    assert promise("2026-12-23T13:00+01:00") == ("2026-12-25", "2026-12-30")
    assert promise("2026-12-23T13:00+01:00", here=CHRISTMAS) == ("2026-12-28", "2026-12-31")
    assert promise("2026-12-24T13:00+01:00", here=CHRISTMAS) == ("2026-12-29", "2027-01-04")


def test_nothing_is_delivered_on_a_holiday_of_the_destination() -> None:
    bastille = frozenset({date(2026, 7, 14)})
    assert promise("2026-07-13T08:00+02:00", handling=(0, 0), there=bastille) == ("2026-07-15", "2026-07-17")
    assert promise("2026-07-14T08:00+02:00", handling=(0, 0), transit=(0, 0), there=bastille)[0] == "2026-07-15"


def test_the_year_ends_and_the_promise_goes_on() -> None:
    assert promise("2026-12-31T13:00+01:00", here=CHRISTMAS, there=CHRISTMAS) == ("2027-01-05", "2027-01-08")


def test_before_its_day_nothing_is_handed_over() -> None:
    saturday = date(2027, 1, 16)
    assert promise("2026-11-23T08:00+01:00", available_from=saturday) == ("2027-01-19", "2027-01-21")


def test_a_day_that_has_passed_changes_nothing() -> None:
    today = promise("2026-11-23T08:00+01:00")
    assert promise("2026-11-23T08:00+01:00", available_from=date(2026, 11, 1)) == today


def test_a_page_can_say_how_many_working_days_it_takes() -> None:
    assert working_days((0, 1), (1, 3), 5) == (6, 9)


def day_by_day(now: datetime, packing: Packing, transit: Transit, end: int, lead: int, start: date | None) -> date:
    """The same promise, by going from day to day and asking of each what happens on it."""
    local = now.astimezone(packing.timezone)
    making, moving = lead + packing.handling_days[end], transit.days[end]
    is_counted = is_handed_over = False
    day = local.date()
    while True:
        works_here = day.weekday() not in {5, 6} and day not in packing.holidays
        moves = works_here and day not in transit.holidays
        if not is_counted:
            too_late = day == local.date() and local.hour * 60 + local.minute >= packing.cut_off_minute
            is_counted = works_here and not too_late
        elif works_here and making and not is_handed_over:
            making -= 1
        if is_counted and not making and not is_handed_over and works_here and (start is None or day >= start):
            is_handed_over = True
            begun = moves
        elif is_handed_over and moves and not begun:
            begun = True
        elif is_handed_over and moves and moving:
            moving -= 1
        if is_handed_over and begun and not moving and moves:
            return day
        day += timedelta(days=1)


@given(MOMENTS, PACKINGS, TRANSITS, LEADS, FROM)
def test_it_is_what_going_from_day_to_day_comes_to(
    now: datetime, packing: Packing, transit: Transit, lead: int, start: date | None
) -> None:
    expected = Window(
        earliest=day_by_day(now, packing, transit, 0, lead, start),
        latest=day_by_day(now, packing, transit, 1, lead, start),
    )
    assert expected == window(now, packing, transit, lead_days=lead, available_from=start)


@given(MOMENTS, PACKINGS, TRANSITS, LEADS, FROM)
def test_a_promise_is_a_range_of_working_days_of_both_ends(
    now: datetime, packing: Packing, transit: Transit, lead: int, start: date | None
) -> None:
    found = window(now, packing, transit, lead_days=lead, available_from=start)
    assert max(now.astimezone(packing.timezone).date(), start or date.min) <= found.earliest <= found.latest
    for day in (found.earliest, found.latest):
        assert day.weekday() < 5
        assert day not in packing.holidays | transit.holidays


@given(MOMENTS, PACKINGS, TRANSITS, LEADS)
def test_the_working_days_of_a_page_are_those_between_order_and_promise(
    now: datetime, packing: Packing, transit: Transit, lead: int
) -> None:
    ordinary = replace(packing, holidays=NO_DAYS), replace(transit, holidays=NO_DAYS)
    counted = window(now, replace(ordinary[0], handling_days=(0, 0)), replace(ordinary[1], days=(0, 0))).earliest
    found = window(now, *ordinary, lead_days=lead)
    between = [_working_days_between(counted, day) for day in (found.earliest, found.latest)]
    assert tuple(between) == working_days(packing.handling_days, transit.days, lead)


def _working_days_between(first: date, last: date) -> int:
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


@given(MOMENTS, PACKINGS, TRANSITS, LEADS, FROM, st.integers(0, 20_000))
def test_who_orders_later_is_never_promised_an_earlier_day(
    now: datetime, packing: Packing, transit: Transit, lead: int, start: date | None, minutes: int
) -> None:
    first = window(now, packing, transit, lead_days=lead, available_from=start)
    later = window(now + timedelta(minutes=minutes), packing, transit, lead_days=lead, available_from=start)
    assert first.earliest <= later.earliest
    assert first.latest <= later.latest


@given(MOMENTS, PACKINGS, TRANSITS, TRANSITS, LEADS)
def test_a_shorter_way_never_arrives_later(
    now: datetime, packing: Packing, one: Transit, other: Transit, lead: int
) -> None:
    shortest, longest = map(min, one.days, other.days)
    express = replace(one, days=(shortest, longest))
    quick, slow = (window(now, packing, way, lead_days=lead) for way in (express, one))
    assert quick.earliest <= slow.earliest
    assert quick.latest <= slow.latest


@given(MOMENTS, PACKINGS, TRANSITS, LEADS, st.dates(date(2026, 1, 1), date(2029, 1, 1)))
def test_another_holiday_never_makes_it_arrive_sooner(
    now: datetime, packing: Packing, transit: Transit, lead: int, day: date
) -> None:
    before = window(now, packing, transit, lead_days=lead)
    off_here = window(now, replace(packing, holidays=packing.holidays | {day}), transit, lead_days=lead)
    off_there = window(now, packing, replace(transit, holidays=transit.holidays | {day}), lead_days=lead)
    assert before.earliest <= min(off_here.earliest, off_there.earliest)
    assert before.latest <= min(off_here.latest, off_there.latest)
