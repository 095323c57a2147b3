"""Durations as an editor writes them: ``30 min``, ``1 h 20 min``, ``2 hours``, ``1 Std. 30 Min.``.

Rules of the room: hours and minutes, nothing else; a number of days is so many hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.blocks.contract import Setting

if TYPE_CHECKING:
    from generator.blocks.contract import BlockContext

_DURATION = re.compile(
    r"(?=\d)(?:([1-9]\d{0,2})\s?(?:h|hours?|std\.?|stunden?))?(?:\s?([1-9]\d{0,2})\s?(?:min\.?|minutes?|minuten?))?",
    re.IGNORECASE,
)

DURATION = Setting(pattern=_DURATION, expected="a time such as 30 min or 1 h 20 min")

_HOUR = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """A time: ``iso`` as machines read it (ISO 8601), ``words`` as people do."""

    iso: str
    words: str


def minutes(text: str) -> int:
    """How many minutes that is; 0 for no text."""
    found = _DURATION.fullmatch(text)
    return int(found[1] or 0) * _HOUR + int(found[2] or 0) if found else 0


def duration(count: int, context: BlockContext) -> Duration | None:
    """So many minutes; None for 0."""
    hours, rest = divmod(count, _HOUR)
    said = ((hours, "duration.hours"), (rest, "duration.minutes"))
    words = "\N{NO-BREAK SPACE}".join(context.t(key, number=number) for number, key in said if number)
    return Duration(iso=iso(count), words=words) if count else None


def iso(count: int, seconds: int = 0) -> str:
    """So many minutes and seconds as an ISO 8601 duration, such as PT1H20M; "" for none."""
    hours, rest = divmod(count, _HOUR)
    written = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (rest, "M"), (seconds, "S")) if number)
    return f"PT{written}" if written else ""
