"""The build: read → decode → link → plan → view → render → write, and nothing is written if anything is wrong.

Rules of the room: it is the main path and reads like one; each step is another room's. Work that takes long is shared
out over processes, and how far it is goes to ``progress``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.cache import Cache
from generator.diagnostics import Diagnostic, Report, Severity
from generator.images import Encoded, encode
from generator.links import check_links
from generator.magazine import Magazine, Moment, link_content, read_content, read_magazine, read_site
from generator.processes import shared_out
from generator.render import make_targets, page_key
from generator.stock import differing
from generator.write import publish, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from generator.images import Picture, Rendition
    from generator.model import FreePage, Product, SiteGraph, Story
    from generator.stock import Level
    from generator.write import Contents, Written


#: From here on a second process saves more than it costs to start (measured: 0.8 s, 130 pages/s each).
_MANY_PAGES = 400


def quiet(_what: str, _done: int, _all: int) -> None:
    """Progress that nobody hears."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How to build. ``strict`` takes warnings for errors; ``jobs`` is the number of processes.

    ``progress`` hears what is made, how many are done, and of how many.
    """

    drafts: bool = False
    future: bool = False
    expired: bool = False
    strict: bool = False
    jobs: int = 1
    progress: Callable[[str, int, int], None] = quiet

    def moment(self, now: datetime) -> Moment:
        """What the magazine is made as of."""
        return Moment(now=now, drafts=self.drafts, future=self.future, expired=self.expired)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What came of it: all findings, the number of pages, and what was ``written`` (None: nothing)."""

    diagnostics: tuple[Diagnostic, ...]
    failed: bool
    pages: int = 0
    written: Written | None = None


def build(root: Path, output: Path, now: datetime, options: Options) -> Result:
    """Make the site in ``root`` as of ``now`` into the folder ``output``; with an error it stays as it is."""
    report = Report()
    magazine = read_magazine(root, options.moment(now), report)
    if magazine is None:
        return _result(report, options)
    files = make_files(magazine, report)
    files |= make_pictures(magazine, Cache(root=root), options, report)
    if _failed(report, options):
        return _result(report, options, magazine)
    written = publish(files, output, report)
    with suppress(OSError):  # old pictures only take room
        Cache(root=root).prune("images", files)
    return _result(report, options, magazine, written)


def check(root: Path, now: datetime, options: Options, levels: Iterable[Level] = ()) -> Result:
    """Everything that `build` does, but nothing is written to the output; ``levels`` is what the till counts."""
    report = Report()
    magazine = read_magazine(root, options.moment(now), report)
    if magazine is not None:
        magazine.renderer.templates.check("templates", report)
        make_files(magazine, report)
        try_pictures(magazine, Cache(root=root), options, report)
        report.add(differing(magazine.graph, levels))
    return _result(report, options, magazine)


def make_files(magazine: Magazine, report: Report) -> dict[str, Contents]:
    """All files of the output but pictures, by path; their links are checked."""
    stage = _Collected()
    portion = make_targets(magazine.renderer, stage, magazine.renderer.targets)
    report.add(portion.diagnostics)
    files: dict[str, Contents] = dict(stage.files)
    files |= {asset.path: asset.content for asset in magazine.assets.files.values()}
    if not report.failed:
        by_key = {page_key(page): page for page in magazine.renderer.context.routes.pages}
        found = [(by_key[made.target], made.mentioned) for made in portion.made if made.mentioned]
        pictures = [made.path for picture in magazine.images.pictures.values() for made in picture.renditions]
        ids = {page.url: one.ids for page, one in found}
        check_links(found, ids, [*files, *pictures], magazine.graph, report)
    return files


class _Collected:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, path: str, content: bytes) -> str:
        self.files[path] = content
        return ""


def make_pictures(magazine: Magazine, cache: Cache, options: Options, report: Report) -> dict[str, Contents]:
    """All files of all pictures, those that were made before from the cache."""
    pictures = magazine.images.pictures.values()
    missing = {picture.src: _missing(picture, cache) for picture in pictures}
    work = [(picture, missing[picture.src]) for picture in pictures if missing[picture.src]]
    for encoded in _encoded(work, options, "pictures"):
        _tell(encoded, magazine, report)
        try:
            for path, content in encoded.files:
                cache.keep(path, content)
        except OSError as error:
            hint = "Is there room on the disk, and may you write there?"
            report.error("E902", f"{cache.folder} cannot be written: {error.strerror}.", hint)
            break
    wanted = [made.path for picture in pictures for made in picture.renditions]
    kept = {path: cache.find(path) for path in wanted}
    return {path: file for path, file in kept.items() if file is not None}


def try_pictures(magazine: Magazine, cache: Cache, options: Options, report: Report) -> None:
    """Decode each picture of which files are still to be made: what is cut off shows only then."""
    pictures = [picture for picture in magazine.images.pictures.values() if _missing(picture, cache)]
    for encoded in _encoded([(picture, ()) for picture in pictures], options, "pictures looked at"):
        _tell(encoded, magazine, report)


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


def _missing(picture: Picture, cache: Cache) -> tuple[Rendition, ...]:
    return tuple(made for made in picture.renditions if cache.find(made.path) is None)


def _encoded(work: list[tuple[Picture, tuple[Rendition, ...]]], options: Options, what: str) -> Iterator[Encoded]:
    """Each picture's files as they are done."""
    for number, encoded in enumerate(shared_out(_encode, work, options.jobs), start=1):
        options.progress(what, number, len(work))
        yield encoded


def _encode(work: tuple[Picture, tuple[Rendition, ...]]) -> Encoded:
    return encode(*work)


def _tell(encoded: Encoded, magazine: Magazine, report: Report) -> None:
    if encoded.wrong:
        message = f'picture "{encoded.src}" is damaged: {encoded.wrong}.'
        for place in magazine.places.get(encoded.src) or (None,):
            report.error("E502", message, "Export it again; the file may be cut off.", at=place)


def _failed(report: Report, options: Options) -> bool:
    strict = options.strict and any(found.severity is Severity.WARNING for found in report.diagnostics)
    return report.failed or strict


def _result(
    report: Report, options: Options, magazine: Magazine | None = None, written: Written | None = None
) -> Result:
    pages = len(magazine.renderer.context.routes.pages) if magazine else 0
    return Result(diagnostics=report.diagnostics, failed=_failed(report, options), pages=pages, written=written)
