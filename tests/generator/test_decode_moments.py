from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.decode.misread import Misread
from generator.decode.moments import clock, day, moment
from generator.diagnostics import Location
from generator.source import Scalar

BERLIN = ZoneInfo("Europe/Berlin")


def read(word: str, zone: ZoneInfo = BERLIN) -> datetime:
    return moment(zone)(Scalar(text=word, at=Location(file="a.md")), "date")


def hint(word: str) -> str:
    with pytest.raises(Misread) as caught:
        read(word)
    (found,) = caught.value.found
    return found.hint


@pytest.mark.parametrize(
    ("word", "there"),
    [
        ("2026-10-03", datetime(2026, 10, 2, 22, tzinfo=UTC)),
        ("2026-12-03", datetime(2026, 12, 2, 23, tzinfo=UTC)),
        ("2026-10-03 08:00", datetime(2026, 10, 3, 6, tzinfo=UTC)),
        ("2026-10-03T08:00:30", datetime(2026, 10, 3, 6, 0, 30, tzinfo=UTC)),
        ("2026-10-03T08:00Z", datetime(2026, 10, 3, 8, tzinfo=UTC)),
        ("2026-10-03T08:00+05:30", datetime(2026, 10, 3, 2, 30, tzinfo=UTC)),
        ("2026-10-03 08:00 -0300", datetime(2026, 10, 3, 11, tzinfo=UTC)),
    ],
)
def test_a_moment_without_an_offset_is_local_time(word: str, there: datetime) -> None:
    assert read(word) == there


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("2026-1-3", "2026-01-03"),
        ("2026/10/03", "2026-10-03"),
        ("2026.10.03", "2026-10-03"),
        ("2026-10-03 8:00", "2026-10-03 08:00"),
        ("2026-10-03T08:00:00.000Z", "2026-10-03 08:00Z"),
        ("2026-10-03 09:00:00 +0200", "2026-10-03 09:00+02:00"),
        ("2026-10-03 9:00:00 -4", "2026-10-03 09:00-04:00"),
        ("2026-10-03 08:00:30 UTC", "2026-10-03 08:00:30Z"),
        ("3. Oktober 2026", "2026-10-03"),
        ("3 Dez. 2026, 8:30", "2026-12-03 08:30"),
        ("March 3rd, 2026", "2026-03-03"),
        ("Tuesday, March 3, 2026 18:00", "2026-03-03 18:00"),
        ("Sat, 03 Oct 2026 08:00:00 GMT", "2026-10-03 08:00Z"),
    ],
)
def test_a_moment_in_another_shape_is_read_if_it_can_mean_one_alone(word: str, ours: str) -> None:
    assert read(word) == read(ours)


def test_a_moment_is_in_the_zone_of_the_site() -> None:
    assert read("2026-10-03T08:00Z").tzinfo is BERLIN


def test_of_a_time_that_exists_twice_the_first_counts() -> None:
    assert read("2026-10-25 02:30").astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_offset_reaches_the_second_of_the_two() -> None:
    assert read("2026-10-25T02:30+01:00").astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_that_clocks_skip_is_refused() -> None:
    assert hint("2026-03-29 02:30") == "Write: 2026-03-29 03:30"


def test_the_minutes_around_the_skipped_hour_exist() -> None:
    assert read("2026-03-29 01:59") == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert read("2026-03-29 03:00") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_day_whose_midnight_is_skipped_begins_when_it_begins() -> None:
    assert read("2026-04-24", ZoneInfo("Africa/Cairo")) == datetime(2026, 4, 23, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("3.10.2026", "Write: 2026-10-03"),
        ("03/10/2026", "Write: 2026-10-03"),
        ("3.10.2026, 8.30 Uhr", "Write: 2026-10-03 08:30"),
        ("3. Oktober 2026, 8.30 Uhr", "Write: 2026-10-03 08:30"),
        ("2026-10-03 8:00 pm", "Write: 2026-10-03 20:00"),
        ("2026/2/30", "That month has the days 01 to 28."),
        ("3. Marxist 2026", "Write such as: 2026-10-03, or with a time: 2026-10-03 08:00"),
        ("3. Brumaire 2026", "Write such as: 2026-10-03, or with a time: 2026-10-03 08:00"),
        ("0206-10-03", "Write a year of today."),
        ("10/31/2026", "Write such as: 2026-10-03, or with a time: 2026-10-03 08:00"),
        ("tomorrow", "Write such as: 2026-10-03, or with a time: 2026-10-03 08:00"),
        ("20261003", "Write such as: 2026-10-03, or with a time: 2026-10-03 08:00"),
        ("2026-02-30", "That month has the days 01 to 28."),
        ("2026-13-01", "Months go from 01 to 12."),
        ("2026-10-03 25:00", "Hours go from 00 to 23, minutes to 59."),
        ("2026-10-00", "That month has the days 01 to 31."),
    ],
)
def test_what_is_no_date_is_told_how_to_write_it(word: str, cure: str) -> None:
    assert hint(word) == cure


def test_a_day_is_its_first_moment() -> None:
    found = day(ZoneInfo("Africa/Cairo"))(Scalar(text="2026-04-24", at=Location(file="a.md")), "available_from")
    assert found == datetime(2026, 4, 23, 22, tzinfo=UTC)


def test_a_day_has_no_time_of_day() -> None:
    with pytest.raises(Misread) as refused:
        day(BERLIN)(Scalar(text="2027-01-12 09:00", at=Location(file="a.md")), "available_from")
    told = [(found.message, found.hint) for found in refused.value.found]
    message = 'available_from "2027-01-12 09:00" has a time of day, and is a day.'
    assert told == [(message, "Write: available_from: 2027-01-12")]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_a_moment_with_an_offset_reads_back(there: datetime) -> None:
    exact = there.replace(microsecond=0)
    assert read(exact.isoformat()).astimezone(UTC) == exact


@pytest.mark.parametrize(("word", "minute"), [("12:00", 720), ("0:05", 5), ("23:59", 1439)])
def test_a_time_of_day_is_in_minutes(word: str, minute: int) -> None:
    assert clock(Scalar(text=word, at=Location(file="site.yml")), "cut_off") == minute


@pytest.mark.parametrize("word", ["24:00", "12", "noon", "12:60"])
def test_what_is_no_time_of_day_is_refused(word: str) -> None:
    with pytest.raises(Misread):
        clock(Scalar(text=word, at=Location(file="site.yml")), "cut_off")
