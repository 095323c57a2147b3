"""The figures: what is measured of each tool, each yielding rows of the table with seconds or MiB.

Rules of the room: whatever an edit touches is looked at after it, outside the measured time; a figure leaves the site
built, so that the next one can build on it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tests.bench.preview import preview
from tests.bench.processes import peak_memory, run
from tests.bench.site import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.bench.site import Kind, Site

    Figure = Callable[[Site], Iterator[tuple[str, float]]]

_log = logging.getLogger(__name__)


def _cold(site: Site) -> Iterator[tuple[str, float]]:
    site.clear()
    yield from _timed(site, "cold build")
    yield "files", site.check_complete()


def _memory(site: Site) -> Iterator[tuple[str, float]]:
    site.clear()
    yield "peak memory, MiB", peak_memory(site.tool.build(site.root), site.root)


def _unchanged(site: Site) -> Iterator[tuple[str, float]]:
    _built(site)
    yield from _timed(site, "build, nothing changed")


def _after(kind: Kind, row: str) -> Figure:
    def figure(site: Site) -> Iterator[tuple[str, float]]:
        _built(site)
        edit = site.edit(kind)
        yield from _timed(site, row)
        try:
            site.check_fresh(edit)
        except StaleError as error:
            _log.warning("%s", error)
            yield row, float("inf")

    return figure


def _timed(site: Site, row: str) -> Iterator[tuple[str, float]]:
    """A build by the clock, and by its processors, which other work on the machine disturbs less."""
    done = run(site.tool.build(site.root), site.root)
    yield row, done.wall
    yield f"{row}, processor", done.processor


def _built(site: Site) -> None:
    if not site.output.is_dir():
        run(site.tool.build(site.root), site.root)


#: By the word of the command line.
FIGURES: Mapping[str, Figure] = {
    "cold": _cold,
    "memory": _memory,
    "unchanged": _unchanged,
    "story": _after("story", "build, one story changed"),
    "price": _after("price", "build, a price changed"),
    "base": _after("base", "build, base template changed"),
    "preview": preview,
}
