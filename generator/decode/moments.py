"""Moments: readers of dates and times, made aware by the site's time zone."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from generator.decode.misread import refuse
from generator.decode.readers import token
from generator.source import Scalar

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from generator.decode.readers import Reader
    from generator.source import Node

#: A year before this one has lost a digit or two.
_FIRST_YEAR = 1000
_NAMES = (
    "january januar",
    "february februar",
    "march märz",
    "april",
    "may mai",
    "june juni",
    "july juli",
    "august",
    "september sept",
    "october oktober",
    "november",
    "december dezember",
)
_NOON = 12
_WEEKDAY = r"(?:[^\W\d]{2,}\.?, +)?"
#: Shapes that can mean one day alone, since the year comes first or the month has its name.
_CERTAIN = (
    re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})"),
    re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.? +(?P<month>[^\W\d]{{3,}})\.? +(?P<year>\d{{4}})"),
    re.compile(rf"{_WEEKDAY}(?P<month>[^\W\d]{{3,}})\.? +(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>\d{{4}})"),
)
#: All shapes: in this one the month may come first, as it does in America.
_SHAPES = (re.compile(r"(?P<day>\d{1,2})[./ ]+(?P<month>\d{1,2})[./ ]+(?P<year>\d{4})"), *_CERTAIN)
_TIME = re.compile(
    r"(?:,? +|T)(?P<hour>\d{1,2}):(?P<rest>\d{2}(?::\d{2})?)(?:[.,]\d+)?"
    r"(?: ?(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?))?"
)
_MOMENT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?P<zone> ?(?:Z|[+-]\d{2}:?\d{2}))?)?"
)


def moment(zone: ZoneInfo) -> Reader[datetime]:
    """A date or a date with a time; without an offset it is local time in ``zone``.

    A time that exists twice, when clocks go back, is the first of the two. A time that clocks skip is refused;
    a date alone is the first moment of its day. Other shapes are read if they can mean one moment alone.
    """

    def read(node: Node, name: str) -> datetime:
        word = token(node, name)
        found = _MOMENT.fullmatch(word) or _MOMENT.fullmatch(_in_our_shape(word))
        if found is None:
            refuse("E111", f'{name} "{word}" is not a date.', _date_hint(word), at=node.at)
        try:
            local = datetime.combine(date.fromisoformat(found["date"]), time.fromisoformat(found["time"] or "00:00"))
        except ValueError:
            refuse("E111", f'{name} "{word}" does not exist in the calendar.', _month_hint(found[0]), at=node.at)
        if local.year < _FIRST_YEAR:
            refuse("E111", f'{name} "{word}" lies in the year {local.year}.', "Write a year of today.", at=node.at)
        if found["zone"]:
            return local.replace(tzinfo=_offset(found["zone"])).astimezone(zone)
        there = _settled(local, zone)
        if found["time"] and there.replace(tzinfo=None) != local:
            message = f"{name} {word} does not exist in {zone.key}: clocks go forward over it."
            refuse("E112", message, f"Write: {there:%Y-%m-%d %H:%M}", at=node.at)
        return there

    return read


def day(zone: ZoneInfo) -> Reader[datetime]:
    """A date alone: the first moment of that day in ``zone``."""
    read_moment = moment(zone)

    def read(node: Node, name: str) -> datetime:
        found = read_moment(node, name)
        if found != first_of(found.date(), zone):
            message = f'{name} "{token(node, name)}" has a time of day, and is a day.'
            refuse("E111", message, f"Write: {name}: {found:%Y-%m-%d}", at=node.at)
        return found

    return read


def last_moment(zone: ZoneInfo) -> Reader[datetime]:
    """The moment just behind the last; of a date without a time, it is the end of that day."""
    read_moment = moment(zone)

    def read(node: Node, name: str) -> datetime:
        found = read_moment(node, name)
        is_day = isinstance(node, Scalar) and ":" not in node.text
        # The next midnight by the clocks of the place, however long the day is there.
        return found + timedelta(days=1) if is_day else found

    return read


def first_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day."""
    return _settled(datetime.combine(day, time()), zone)


def _offset(written: str) -> timezone:
    bare = written.strip().replace(":", "")
    if bare == "Z":
        return UTC
    minutes = int(bare[1:3]) * 60 + int(bare[3:5])
    return timezone(timedelta(minutes=-minutes if bare[0] == "-" else minutes))


def _settled(local: datetime, zone: ZoneInfo) -> datetime:
    """A local time as clocks show it: within a gap it is moved forward by the gap's length."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _in_our_shape(word: str) -> str:
    """A moment in another shape in ours, such as ``13 Nov 2026 9:00 GMT`` as ``2026-11-13 09:00Z``; others as they are.

    Fractions of a second are dropped.
    """
    found = next((match for shape in _CERTAIN if (match := shape.match(word))), None)
    month = _month(found["month"]) if found else 0
    if found is None or not month:
        return word
    day, rest = f"{found['year']}-{month:02d}-{int(found['day']):02d}", word[found.end() :]
    at = _TIME.fullmatch(rest)
    if at is None:
        return word if rest else day
    offset = f"{at['sign']}{int(at['hours']):02d}:{at['minutes'] or '00'}" if at["sign"] else ""
    return f"{day} {int(at['hour']):02d}:{at['rest']}{'Z' if at['utc'] else offset}"


def _month_hint(word: str) -> str:
    year, month = int(word[:4]), int(word[5:7])
    if not (1 <= month <= len(_NAMES) and year >= 1):
        return "Months go from 01 to 12."
    last = monthrange(year, month)[1]
    if not 1 <= int(word[8:10]) <= last:
        return f"That month has the days 01 to {last}."
    return "Hours go from 00 to 23, minutes to 59."


def _date_hint(word: str) -> str:
    """The date as it should be written, as far as one can tell."""
    found = next((match for shape in _SHAPES if (match := shape.match(word))), None)
    month = _month(found["month"]) if found else 0
    if found is None or not month:
        return "Write such as: 2026-10-03, or with a time: 2026-10-03 08:00"
    at = re.match(r",?[T ]+(\d{1,2})[:.](\d{2})", word[found.end() :])
    hour = int(at[1]) if at else 0
    hour = hour % _NOON + _NOON if re.search(r"\bp\.?m\b", word.lower()) else hour
    there = f" {hour:02d}:{at[2]}{'Z' if word.endswith('Z') else ''}" if at else ""
    return f"Write: {found['year']}-{month:02d}-{int(found['day']):02d}{there}"


def _month(word: str) -> int:
    """The number of a month by its number or name, 0 if there is none."""
    if word.isdigit():
        return int(word) if 1 <= int(word) <= len(_NAMES) else 0
    named = (number for number, names in enumerate(_NAMES, start=1) for name in names.split() if _begins(name, word))
    return next(named, 0)


def _begins(name: str, word: str) -> bool:
    return name.startswith(word.lower())


def clock(node: Node, name: str) -> int:
    """A time of day, ``12:00``, in minutes since midnight."""
    word = token(node, name)
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", word)
    if found is None:
        refuse("E111", f'{name} "{word}" is not a time of day.', "Write such as: 12:30", at=node.at)
    return int(found[1]) * 60 + int(found[2])
