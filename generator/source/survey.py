"""The survey: files that texts name, each looked at once, and each fault told at every place that names it.

Rules of the room: what a file must be like is known to whoever reads it; what did not change is not read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.diagnostics import Location, Report
    from generator.stamps import Stamp

Found = TypeVar("Found")


class UnusableError(Exception):
    """A file cannot be used: stable ``code``, what is wrong, how to mend it."""

    def __init__(self, *, code: str, message: str, hint: str) -> None:
        """Keep the three parts of the diagnostic."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey(Generic[Found]):
    """The usable ``files`` by src, the src of the ``broken`` ones, and the ``stamps`` of the files read."""

    files: Mapping[str, Found]
    broken: frozenset[str]
    stamps: Mapping[str, Stamp]


def survey(
    wanted: Mapping[str, tuple[Location, ...]], read: Callable[[str], tuple[Stamp, Found]], report: Report
) -> Survey[Found]:
    """Look at each of the files that are ``wanted``, by the places that name it.

    ``read`` gives the stamp of a file and what it is; its UnusableError is told at each of the file's places.
    """
    files: dict[str, Found] = {}
    stamps: dict[str, Stamp] = {}
    broken = set()
    for src in wanted:
        try:
            stamps[src], files[src] = read(src)
        except UnusableError as fault:
            broken.add(src)
            for place in wanted[src] or (None,):
                report.error(fault.code, fault.message, fault.hint, at=place)
    return Survey(files=files, broken=frozenset(broken), stamps=stamps)
