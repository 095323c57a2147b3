"""Where a build of the corpus spends its time: ``python -m tests.bench.profile --stories 1000 --what cold``.

It runs in this process and environment, with one job; what C code costs is counted where it was called.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from generator.build import Options, build
from tests.bench.corpus import make_corpus
from tests.bench.litfass import Litfass
from tests.bench.site import Site
from tests.bench.tool import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_NOW = datetime(2025, 1, 1, tzinfo=UTC)
_MEMORY_DISK = Path("/dev/shm")
_PACKAGE = re.compile(r"site-packages/([^/.]+)")

#: File, line and name of a function; what it cost: calls of two kinds, own seconds, seconds with all that it called.
_Function: TypeAlias = tuple[str, int, str]
_Cost: TypeAlias = tuple[int, int, float, float]

_Key = TypeVar("_Key")

#: What is done before the build that is looked at: nothing for a cold one.
_BEFORE: Mapping[str, Callable[[Site], object]] = {
    "unchanged": lambda _: None,
    "story": lambda site: site.edit("story"),
    "added": Site.add_story,
    "price": lambda site: site.edit("price"),
    "base": lambda site: site.edit("base"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a site, build it, and say what took how long."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.profile", description="Profile a build.")
    parser.add_argument("--stories", type=int, default=1000, metavar="N", help="how many (1000)")
    parser.add_argument("--what", choices=("cold", *_BEFORE), default="cold", help="which build (cold)")
    parser.add_argument("--top", type=int, default=25, metavar="N", help="lines of each table (25)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=_MEMORY_DISK if _MEMORY_DISK.is_dir() else None) as folder:
        site = Site(tool=Litfass(cache=Path(folder)), corpus=make_corpus(given.stories), root=Path(folder) / "site")
        site.write()
        if given.what != "cold":
            with ProcessPoolExecutor(
                1, mp_context=get_context("spawn")
            ) as before:  # so that this one remembers nothing
                before.submit(_build, site).result()
            _BEFORE[given.what](site)
        profile, started = cProfile.Profile(), time.process_time()
        profile.runcall(_build, site)
        seconds = time.process_time() - started
    sys.stdout.write(f"{given.what}, {given.stories:,} stories: {seconds:.2f} s of the processor, profiled\n\n")
    sys.stdout.write("\n".join(_report(pstats.Stats(profile), given.top)) + "\n")


def _build(site: Site) -> None:
    result = build(site.root, site.output, _NOW, Options())
    if result.failed:
        raise SystemExit("\n".join(found.message for found in result.diagnostics))


def _report(stats: pstats.Stats, top: int) -> Iterator[str]:
    # The stubs of typeshed do not know what pstats has always had.
    costs: Mapping[_Function, tuple[int, int, float, float, Mapping[_Function, _Cost]]] = vars(stats)["stats"]
    by_room: dict[str, float] = defaultdict(float)
    own: dict[_Function, float] = defaultdict(float)
    for function, (_, _, seconds, _, callers) in costs.items():
        if function[0] == "~" and callers:
            for caller, (_, _, part, _) in callers.items():
                by_room[_room(caller[0])] += part
                own[caller] += part
        else:
            by_room[_room(function[0])] += seconds
            own[function] += seconds
    whole = sum(by_room.values())
    yield "Own time by room or package:"
    for room, seconds in _largest(by_room, top):
        yield f"{seconds:9.3f} s {seconds / whole:6.1%}  {room}"
    yield "\nOwn time by function, C code that it called included:"
    for function, seconds in _largest(own, top):
        yield f"{seconds:9.3f} s {costs[function][1]:9,} ×  {_named(function)}"
    yield "\nTime of our functions with all that they called:"
    ours = {
        function: cost[3] for function, cost in costs.items() if function[0].startswith(str(REPOSITORY / "generator"))
    }
    for function, seconds in _largest(ours, top):
        yield f"{seconds:9.3f} s {costs[function][1]:9,} ×  {_named(function)}"


def _largest(seconds: Mapping[_Key, float], top: int) -> list[tuple[_Key, float]]:
    return sorted(seconds.items(), key=lambda item: -item[1])[:top]


def _room(file: str) -> str:
    """The room of a file of ours, or the package of another."""
    path = Path(file)
    if (found := _PACKAGE.search(path.as_posix())) is not None:
        return found[1]
    if path.is_relative_to(REPOSITORY):
        parts = path.relative_to(REPOSITORY).with_suffix("").parts
        return ".".join(parts[:2])
    return "a template" if path.suffix in {".html", ".txt"} else "Python"


def _named(function: _Function) -> str:
    file, line, name = function
    return f"{_room(file)}  {Path(file).name}:{line} {name}"


if __name__ == "__main__":
    main()
