from __future__ import annotations

from datetime import date

import pytest

from generator.calendars import YEARS, holidays_of, places_of


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    womens_day = date(2027, 3, 8)
    assert womens_day in holidays_of("DE-BE", 2026)
    assert womens_day not in holidays_of("DE", 2026)
    assert date(2027, 5, 6) in holidays_of("DE", 2026)  # Ascension Day moves with Easter


def test_they_reach_three_years_beyond_the_first() -> None:
    days = holidays_of("FR", 2026)
    assert list(days) == sorted(days)
    assert {day.year for day in days} == {2026, 2027, 2028, 2029}
    assert YEARS == 4


@pytest.mark.parametrize("place", ["XX", "DE-XX", ""])
def test_of_a_place_that_is_unknown_there_are_none(place: str) -> None:
    assert holidays_of(place, 2026) == ()


def test_the_places_of_a_country_are_it_and_its_parts() -> None:
    assert places_of("DE")[:3] == ("DE", "DE-BB", "DE-BE")
    assert places_of("Germany") == ()
