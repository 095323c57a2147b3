"""Calendars: which days are holidays where. The library knows the laws; nobody else imports it.

Rules of the room: the build alone asks. The catalogue carries the days, so that the till starts without the library and
promises the very days that it was built with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

#: A promise reaches as far as a pre-order, and a build is used for a while.
YEARS = 4


def places_of(country: str) -> tuple[str, ...]:
    """A country (ISO 3166-1 alpha-2) and its parts with holidays of their own (``DE-BE``); none if it is unknown."""
    import holidays  # noqa: PLC0415 (most sites are read without, and it takes as long as they do)

    known = holidays.list_supported_countries(include_aliases=False)
    return (country, *(f"{country}-{part}" for part in known[country])) if country in known else ()


def holidays_of(place: str, first_year: int) -> tuple[date, ...]:
    """The public holidays of a country or a part of it (``DE``, ``DE-BE``) in `YEARS` years, sorted.

    None at all where the library does not know the place.
    """
    import holidays  # noqa: PLC0415 (as above)

    country, _, part = place.partition("-")
    if place not in places_of(country):
        return ()
    years = range(first_year, first_year + YEARS)
    return tuple(sorted(holidays.country_holidays(country, subdiv=part or None, years=years)))
