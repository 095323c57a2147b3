"""When goods arrive: a range of dates, in working days from now.

Rules of the room: pure; `now` is passed in, and so are the holidays, which the build takes from a library and the
catalogue carries. Working days are Monday to Friday but for holidays. Page and till use this one calculation.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from zoneinfo import ZoneInfo

_SATURDAY = 5
_DAY = timedelta(days=1)


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """The first and the last day on which a delivery is promised."""

    earliest: date
    latest: date


class Packing(msgspec.Struct, frozen=True, kw_only=True):
    """How the shop that ships works.

    An order before the cut-off (minutes after midnight in ``timezone``) of a working day counts from that day, any
    other from the next working day. ``handling_days`` pass until it is handed over, at least and at most;
    ``holidays`` are those of the place that ships.
    """

    timezone: ZoneInfo
    cut_off_minute: int
    handling_days: tuple[int, int]
    holidays: AbstractSet[date] = frozenset()


class Transit(msgspec.Struct, frozen=True, kw_only=True):
    """How long the way takes: working days of both ends, at least and at most; ``holidays`` are the destination's."""

    days: tuple[int, int]
    holidays: AbstractSet[date] = frozenset()


def window(
    now: datetime, packing: Packing, transit: Transit, *, lead_days: int = 0, available_from: date | None = None
) -> Window:
    """The promise for an order placed ``now`` (aware).

    ``lead_days`` are working days of making before it is packed; before ``available_from`` it cannot be handed over.
    """
    start = _first_day(now.astimezone(packing.timezone), packing)
    on_the_way = packing.holidays | transit.holidays

    def arrival(end: int) -> date:
        ready = _later(start, lead_days + packing.handling_days[end], packing.holidays)
        handed_over = _working_day(max(ready, available_from or ready), packing.holidays)
        return _later(_working_day(handed_over, on_the_way), transit.days[end], on_the_way)

    return Window(earliest=arrival(0), latest=arrival(1))


def working_days(handling_days: tuple[int, int], transit_days: tuple[int, int], lead_days: int = 0) -> tuple[int, int]:
    """How many working days a delivery takes, at least and at most, for a page that must not depend on today."""
    return lead_days + handling_days[0] + transit_days[0], lead_days + handling_days[1] + transit_days[1]


def working_day_before(day: date, working: int, holidays: AbstractSet[date]) -> date:
    """The day that many working days before a day."""
    while working > 0:
        day -= _DAY
        working -= _is_working(day, holidays)
    return day


def _first_day(local: datetime, packing: Packing) -> date:
    """The working day that an order counts from."""
    day = local.date()
    is_late = local.hour * 60 + local.minute >= packing.cut_off_minute
    return _working_day(day + _DAY if is_late else day, packing.holidays)


def _working_day(day: date, holidays: AbstractSet[date]) -> date:
    """That day, or the first working day after it."""
    while not _is_working(day, holidays):
        day += _DAY
    return day


def _is_working(day: date, holidays: AbstractSet[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def _later(day: date, working: int, holidays: AbstractSet[date]) -> date:
    """The day that many working days after a working day."""
    for _ in range(working):
        day = _working_day(day + _DAY, holidays)
    return day
