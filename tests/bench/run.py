"""The bench's command: ``python -m tests.bench.run --stories 1000 --tools hugo,litfass --figures cold,story``."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.corpus import make_corpus
from tests.bench.eleventy import Eleventy
from tests.bench.figures import FIGURES
from tests.bench.hugo import Hugo
from tests.bench.litfass import Litfass
from tests.bench.pelican import Pelican
from tests.bench.pictures import write_photos
from tests.bench.site import Site
from tests.bench.table import table
from tests.bench.tool import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.tool import Tool

_CACHE = REPOSITORY / ".bench"
#: A file system in memory is quieter than a disk.
_MEMORY_DISK = Path("/dev/shm")
_USUAL = [name for name in FIGURES if name != "pictures"]
#: What the site of a tool takes for each story, output and caches included.
_KIB, _KIB_OF_PEERS = {"litfass": 140, "litfass-fast": 140}, 25


def _tools(given: argparse.Namespace, stories: int) -> list[Tool]:
    photos = [f"images/photo-{number:03d}.jpg" for number in range(given.photos)]
    shown = [photos[number::stories] for number in range(stories)] if photos else []
    known: tuple[Tool, ...] = (
        Litfass(cache=_CACHE, jobs=given.jobs, pictures=shown),
        Litfass(cache=_CACHE, jobs=given.jobs, pictures=shown, extra="fast"),
        Hugo(cache=_CACHE),
        Hugo(cache=_CACHE, fast_render=False),
        Pelican(cache=_CACHE),
        Eleventy(cache=_CACHE),
    )
    by_name = {tool.name: tool for tool in known}
    unknown = [name for name in given.tools if name not in by_name]
    if unknown:
        message = f"no such tools: {', '.join(unknown)}; there are {', '.join(by_name)}"
        raise SystemExit(message)
    return [by_name[name] for name in given.tools]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table; of several sizes one after the other."""
    given = _parser().parse_args(arguments)
    for tool in _tools(given, 1):
        tool.install(_CACHE)
    measured: list[tuple[str, str, int, float]] = []
    columns: list[str] = []
    for stories in given.stories:
        tools = _tools(given, stories)
        names = {tool.name: f"{tool.name}, {stories:,}" if len(given.stories) > 1 else tool.name for tool in tools}
        columns += names.values()
        work = Path(tempfile.mkdtemp(prefix="litfass-bench-", dir=given.work))
        try:
            _ask_for_room(work, stories, tools)
            for row, name, number, value in _measure(given, _write(given, stories, tools, work)):
                print(json.dumps([row, names[name], number, value]), flush=True)
                measured.append((row, names[name], number, value))
        finally:
            if not given.keep:
                shutil.rmtree(work, ignore_errors=True)
    print(f"\n{' / '.join(f'{stories:,}' for stories in given.stories)} stories, {given.rounds} rounds\n")
    print(table(measured, columns, columns[0]))


def _ask_for_room(work: Path, stories: int, tools: Sequence[Tool]) -> None:
    """Better no figures than those of a full disk."""
    needed, free = (
        stories * sum(_KIB.get(tool.name, _KIB_OF_PEERS) for tool in tools) * 1024,
        shutil.disk_usage(work).free,
    )
    if needed > free:
        message = f"{work.parent} has {free / 2**30:.1f} GiB free, {needed / 2**30:.1f} are needed: name another --work"
        raise SystemExit(message)


def _write(given: argparse.Namespace, stories: int, tools: Sequence[Tool], work: Path) -> list[Site]:
    corpus = make_corpus(stories)
    sites = [Site(tool=tool, corpus=corpus, root=work / tool.name) for tool in tools]
    for site in sites:
        site.write()
        if site.tool.name.startswith("litfass"):
            write_photos(site.root / "content/images", given.photos)
    return sites


def _measure(given: argparse.Namespace, sites: Sequence[Site]) -> Iterator[tuple[str, str, int, float]]:
    """Round for round, figure for figure, tool for tool: the tools begin in turn."""
    for number in range(given.rounds):
        for name in given.figures:
            for site in (*sites[number % len(sites) :], *sites[: number % len(sites)]):
                for row, value in FIGURES[name].rows_of(site):
                    yield row, site.tool.name, number, value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description="Measure Litfass beside others.")
    parser.add_argument(
        "--stories", type=_numbers, default=[1000], metavar="N,…", help="how many, or several sizes (1000)"
    )
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each figure (3)")
    parser.add_argument(
        "--tools", type=_words, default=["hugo", "litfass"], help="the first is what others are held to"
    )
    parser.add_argument("--figures", type=_figures, default=_USUAL, help=f"of {','.join(FIGURES)}")
    parser.add_argument("--photos", type=int, default=0, metavar="N", help="of 12 megapixels, for `pictures` (0)")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="processes of Litfass (one per core)")
    parser.add_argument("--work", type=Path, default=_MEMORY_DISK if _MEMORY_DISK.is_dir() else None, help="where")
    parser.add_argument("--keep", action="store_true", help="leave the sites there")
    return parser


def _words(text: str) -> list[str]:
    return text.split(",")


def _numbers(text: str) -> list[int]:
    return [int(word.replace("_", "")) for word in _words(text)]


def _figures(text: str) -> list[str]:
    unknown = sorted(set(_words(text)) - set(FIGURES))
    if unknown:
        message = f"no such figures: {', '.join(unknown)}"
        raise argparse.ArgumentTypeError(message)
    return _words(text)


if __name__ == "__main__":
    main()
