"""The figures: what is measured of each tool, each yielding rows of the table with seconds or MiB.

Rules of the room: whatever an edit touches is looked at after it, outside the measured time; a figure leaves the site
built, so that the next one can build on it. What is stale or fails says so in its rows, and the next figure goes on.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench import pictures, preview
from tests.bench.processes import FailedError, peak_memory, run
from tests.bench.site import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.bench.site import Kind, Site

STALE, FAILED = math.inf, math.nan

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """What is measured of a site, and the rows that it yields."""

    rows: tuple[str, ...]
    measure: Callable[[Site], Iterator[tuple[str, float]]]

    def rows_of(self, site: Site) -> Iterator[tuple[str, float]]:
        """All rows; those that could not be measured are `STALE` or `FAILED`."""
        missing = dict.fromkeys(self.rows)
        try:
            for row, value in self.measure(site):
                missing.pop(row, None)
                yield row, value
        except (StaleError, FailedError) as error:
            _log.warning("%s", error)
            yield from dict.fromkeys(missing, STALE if isinstance(error, StaleError) else FAILED).items()


def _cold(site: Site) -> Iterator[tuple[str, float]]:
    site.clear()
    yield from _timed(site, "cold build", lambda: None)
    yield "files", site.check_complete()


def _memory(site: Site) -> Iterator[tuple[str, float]]:
    site.clear()
    yield "peak memory, MiB", peak_memory(site.tool.build(site.root), site.root)


def _unchanged(site: Site) -> Iterator[tuple[str, float]]:
    _built(site)
    yield from _timed(site, "build, nothing changed", site.check_complete)


def _after(kind: Kind, row: str) -> Figure:
    def measure(site: Site) -> Iterator[tuple[str, float]]:
        _built(site)
        edit = site.edit(kind)
        yield from _timed(site, row, lambda: site.check_fresh(edit))

    return _figure(row, measure)


def _added_and_removed(site: Site) -> Iterator[tuple[str, float]]:
    _built(site)
    added = site.add_story()
    try:
        yield from _timed(site, "build, a story added", lambda: site.check_fresh(added))
    finally:
        removed = site.remove_story()
    yield from _timed(site, "build, a story removed", lambda: site.check_fresh(removed))


def _timed(site: Site, row: str, look: Callable[[], object]) -> Iterator[tuple[str, float]]:
    """A build by the clock, and by its processors, which other work disturbs less; then ``look`` at what came of it."""
    done = run(site.tool.build(site.root), site.root)
    try:
        look()
    except StaleError as error:
        _log.warning("%s", error)
        yield row, STALE
        site.clear()  # what is stale of one edit would be of the next
    else:
        yield row, done.wall
    yield f"{row}, processor", done.processor


def _built(site: Site) -> None:
    if not site.output.is_dir():
        run(site.tool.build(site.root), site.root)


def _figure(row: str, measure: Callable[[Site], Iterator[tuple[str, float]]], *more: str) -> Figure:
    return Figure(rows=(row, f"{row}, processor", *more), measure=measure)


#: By the word of the command line.
FIGURES: Mapping[str, Figure] = {
    "cold": _figure("cold build", _cold, "files"),
    "memory": Figure(rows=("peak memory, MiB",), measure=_memory),
    "unchanged": _figure("build, nothing changed", _unchanged),
    "story": _after("story", "build, one story changed"),
    "added": _figure(
        "build, a story added", _added_and_removed, "build, a story removed", "build, a story removed, processor"
    ),
    "price": _after("price", "build, a price changed"),
    "base": _after("base", "build, base template changed"),
    "preview": Figure(rows=preview.ROWS, measure=preview.preview),
    "pictures": Figure(rows=pictures.ROWS, measure=pictures.pictures),
}
