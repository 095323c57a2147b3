"""The build: read → decode → link → plan → view → render → write, and nothing is written if anything is wrong.

Rules of the room: it is the main path and reads like one; each step is another room's. What was done in an earlier
build is not done again; how far the rest is goes to ``progress``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.cache import Cache, Memory, code_version
from generator.cluster import telling
from generator.diagnostics import Diagnostic, Report, Severity
from generator.facts import Facts
from generator.fingerprints import Fingerprints
from generator.history import last_changes, last_files
from generator.last import Result, Seen, remember
from generator.magazine import Magazine, Moment, link_content, read_content, read_magazine, read_site
from generator.pictures import stage_media, stage_pictures, try_pictures
from generator.prices import tell_unrecorded
from generator.proofs import Proof, read_proof
from generator.source import read_file
from generator.stock import differing
from generator.targets import Hands, Nowhere, make_stale
from generator.theme import bundled
from generator.write import Output, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from generator.cluster import Cluster
    from generator.model import FreePage, Product, SiteGraph, Story
    from generator.stock import Level
    from generator.write import Written


def quiet(_what: str, _done: int, _all: int) -> None:
    """Progress that nobody hears."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How to build. ``strict`` takes warnings for errors; ``jobs`` is the number of processes.

    A ``cluster`` makes the pages in the place of this machine. ``preview`` is the address of a trial, "" for none.

    ``progress`` hears what is made, how many are done, and of how many.
    """

    drafts: bool = False
    future: bool = False
    expired: bool = False
    strict: bool = False
    preview: str = ""
    jobs: int = 1
    cluster: Cluster | None = None
    progress: Callable[[str, int, int], None] = quiet

    def moment(self, now: datetime) -> Moment:
        """What the magazine is made as of."""
        return Moment(
            now=now,
            drafts=self.drafts,
            future=self.future,
            expired=self.expired,
            base_url=self.preview,
            preview=bool(self.preview),
        )

    @property
    def switches(self) -> dict[str, bool | str]:
        """The options that change a site."""
        return {
            "drafts": self.drafts,
            "future": self.future,
            "expired": self.expired,
            "strict": self.strict,
            "preview": self.preview,
        }

    @property
    def hands(self) -> Hands:
        """Who does the work."""
        return Hands(jobs=self.jobs, progress=self.progress, cluster=self.cluster)


def build(root: Path, output: Path, now: datetime, options: Options, seen: Seen | None = None) -> Result:
    """Make the site in ``root`` as of ``now`` into the folder ``output``; with an error it stays as it is.

    ``seen`` is what `recall` saw of it just now.
    """
    seen = seen or Seen.of(root, [str(bundled())])
    report, memory, cache = Report(), Memory.open(root, code_version()), Cache(root=root)
    magazine = read_magazine(root, options.moment(now), report, memory, options.jobs)
    if magazine is None:
        return _result(report, options)
    written, because = None, dict[str, tuple[str, ...]]()
    with Output.open(output, report) as out, telling(report):
        if out is not None:  # what another build kept while this one waited for it counts
            facts = Facts(memory, Fingerprints(magazine.renderer, magazine.images))
            files = make_stale(magazine, facts, out.stage, out.digests, options.hands, report)
            files |= stage_pictures(magazine, cache, out, options.hands, report)
            files |= stage_media(magazine, out)
            if not _failed(report, options):
                written, because = out.publish(files), facts.because
                with suppress(OSError):  # what is not kept is made again, and old pictures only take room
                    facts.keep()
                    cache.prune("images", files)
    result = _result(report, options, magazine, written, because)
    if written is not None:
        remember(memory, output, seen, magazine.graph.steady, options.switches, result)
    return result


def check(
    root: Path,
    now: datetime,
    options: Options,
    levels: Iterable[Level] = (),
    former: Collection[str] | None = None,
) -> Result:
    """Everything that `build` does and what a proof-reader would mark, but nothing is written to the output.

    ``levels`` is what the till counts; ``former`` are the files that readers know (None: those that ``public`` has).
    """
    report, memory, counted = Report(), Memory.open(root, code_version()), tuple(levels)
    magazine = read_magazine(root, options.moment(now), report, memory, options.jobs)
    if magazine is not None:
        magazine.renderer.templates.check("templates", report)
        facts = Facts(memory, Fingerprints(magazine.renderer, magazine.images))
        make_stale(magazine, facts, Nowhere(), None, options.hands, report)
        try_pictures(magazine, Cache(root=root), options.hands, report)
        report.add(differing(magazine.graph, counted))
        tell_unrecorded(magazine.graph, report)
        report.add(
            read_proof(_proof(magazine, root, counted, last_files(root / "public") if former is None else former))
        )
    return _result(report, options, magazine)


def _proof(magazine: Magazine, root: Path, levels: Iterable[Level], former: Collection[str]) -> Proof:
    """What proofs are read of: the magazine, and what was before it."""

    def lines(path: str) -> Sequence[str]:
        file = read_file(root, path, Report())
        return file.text.split("\n") if file else ()

    changes = last_changes(root)
    return Proof(
        graph=magazine.graph,
        content=magazine.origin.reading.content,
        routes=magazine.renderer.context.routes,
        pictures=magazine.images.pictures,
        lines=lines,
        free={level.sku: level.free for level in levels},
        is_older=changes.is_older,
        was=changes.was,
        former=former,
    )


def hidden(root: Path, what: Literal["drafts", "future", "expired"], now: datetime) -> Hidden:
    """What readers do not see because it is a draft, still to come, or over: one line each."""
    report = Report()
    moment = Moment(now=now)
    site = read_site(root, moment, report)
    content = read_content(root, site, report) if site else None
    if site is None or content is None:
        return Hidden(lines=(), diagnostics=report.diagnostics)
    # References between what is shown and what is not are no concern of a list: each is linked with a report apart.
    shown = _editions(link_content(content, site, moment, Report()))
    with_all = Moment(now=now, drafts=what == "drafts", future=what == "future", expired=what == "expired")
    more = _editions(link_content(content, site, with_all, Report()))
    lines = tuple(line for key, line in sorted(more.items()) if key not in shown)
    return Hidden(lines=lines, diagnostics=report.diagnostics)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hidden:
    """What is hidden, a line each, and what was wrong on the way."""

    lines: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def clean(root: Path, output: Path) -> tuple[Diagnostic, ...]:
    """Remove the cache and the output, if it is ours; what stood in the way."""
    report, cache = Report(), Cache(root=root)
    try:
        cache.clear()
    except OSError as error:
        report.error("E902", f"{cache.folder} cannot be removed: {error.strerror}.")
    remove(output, report)
    return report.diagnostics


def _editions(graph: SiteGraph) -> dict[tuple[str, str, str], str]:
    """Every edition of a story, product or free page, a line each: file, title, dates."""
    return {
        **{("story", *key): _line(story, *_dates(story)) for key, story in graph.stories.items()},
        **{("product", *key): _line(product) for key, product in graph.products.items()},
        **{("page", *key): _line(page) for key, page in graph.pages.items()},
    }


def _dates(story: Story) -> Iterator[str]:
    moments = (("date", story.date), ("publishDate", story.publish_date), ("expiryDate", story.expiry_date))
    return (f"{word} {moment.isoformat(timespec='minutes')}" for word, moment in moments if moment)


def _line(entity: Story | Product | FreePage, *dates: str) -> str:
    return "  ".join((entity.at.file if entity.at else entity.id, entity.title, *dates))


def _failed(report: Report, options: Options) -> bool:
    strict = options.strict and any(found.severity is Severity.WARNING for found in report.diagnostics)
    return report.failed or strict


def _result(
    report: Report,
    options: Options,
    magazine: Magazine | None = None,
    written: Written | None = None,
    because: Mapping[str, tuple[str, ...]] | None = None,
) -> Result:
    return Result(
        diagnostics=report.diagnostics,
        failed=_failed(report, options),
        pages=len(magazine.renderer.context.routes.pages) if magazine else 0,
        written=written,
        because=because or {},
    )
