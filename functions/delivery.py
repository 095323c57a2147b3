"""When goods arrive: a range of dates, in working days from now.

Rules of the room: pure; `now` is passed in. Working days are Monday to Friday; no country's holidays are known yet.
Page and till use this one calculation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_SATURDAY = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The first and the last day on which a delivery is promised."""

    earliest: date
    latest: date


def window(
    now: datetime,
    *,
    timezone: ZoneInfo,
    cut_off_minute: int,
    handling_days: tuple[int, int],
    transit_days: tuple[int, int],
    lead_days: int = 0,
) -> Window:
    """The promise for an order placed ``now`` (aware).

    An order before the cut-off (minutes after midnight in ``timezone``) of a working day counts from that day, any
    other from the next working day. ``handling_days`` pass until it is handed over, after ``lead_days`` of making;
    ``transit_days`` until it arrives; each pair is at least and at most, all in working days.
    """
    start = _first_day(now.astimezone(timezone), cut_off_minute)
    shortest, longest = (lead_days + handling_days[end] + transit_days[end] for end in (0, 1))
    return Window(earliest=_later(start, shortest), latest=_later(start, longest))


def working_days(handling_days: tuple[int, int], transit_days: tuple[int, int], lead_days: int = 0) -> tuple[int, int]:
    """How many working days a delivery takes, at least and at most, for a page that must not depend on today."""
    return lead_days + handling_days[0] + transit_days[0], lead_days + handling_days[1] + transit_days[1]


def _first_day(local: datetime, cut_off_minute: int) -> date:
    """The working day that an order counts from."""
    day = local.date()
    if day.weekday() < _SATURDAY and local.hour * 60 + local.minute < cut_off_minute:
        return day
    return _later(day, 1)


def _later(day: date, working: int) -> date:
    """The day that many working days after ``day``."""
    while working:
        day += timedelta(days=1)
        working -= day.weekday() < _SATURDAY
    return day
