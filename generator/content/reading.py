"""Reading: the files of content/ to all things, most of them out of the memory."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.content.bodies import BODIES, Bodies, Source, name_of
from generator.content.packing import packed, unpacked
from generator.content.things import Reader, digest_of, facts_of
from generator.decode import check_claims, editions_of, tell_orphans
from generator.diagnostics import Severity
from generator.model import Content
from generator.processes import portions, shared_out
from generator.source import find_tree, quiet_since, settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.cache import Memory
    from generator.content.things import Read
    from generator.diagnostics import Report
    from generator.model import Key, Site, Thing
    from generator.source import Stamp

#: Tables of the memory: things by digest, and in one row the stamps and digests of all files.
THINGS, FILES = "things", "files"
#: Things in one portion: some hundred milliseconds of work, so that no process waits long for the last one.
_PORTION = 64
#: From here on a second process saves more than it costs to start.
_MANY = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read of content/, and what reading on needs: the files of each thing by language, and its source."""

    content: Content
    source: Source


def read_content(root: Path, site: Site, report: Report, memory: Memory | None = None, jobs: int = 1) -> Reading:
    """All files below ``content/``, decoded."""
    if not (root / "content").is_dir():
        hint = (
            "An empty magazine would take the place of the one before. Is it elsewhere, or a link that leads nowhere?"
        )
        report.error("E100", "the folder content/ is missing.", hint)
    return _Session(root, site, report, memory).read(jobs)


class _Session:
    """One reading: what was known before, and what is found."""

    def __init__(self, root: Path, site: Site, report: Report, memory: Memory | None) -> None:
        self._site, self._report, self._memory = site, report, memory
        since = quiet_since()
        self._stamps = find_tree(root, report)
        self._settled = settled(self._stamps, since)
        self._kept = memory.all(THINGS) if memory else {}
        self._listed = memory.find(FILES, "") if memory else None
        self._files = _unchanged(self._listed, self._stamps)
        self._reader = Reader(root=root, site=site, facts=facts_of(site), known=frozenset(self._kept))
        self._things: dict[Key, Thing] = {}
        self._digests: dict[Key, str] = {}
        self._apart: dict[str, bytes] = {}

    def read(self, jobs: int) -> Reading:
        """Read all; what is new goes into the memory as soon as it is there."""
        editions = editions_of(self._stamps, self._site, self._report)
        with _no_collections():
            self._recall(editions)
        new = [(key, files) for key, files in editions.items() if key not in self._things]
        size = max(1, min(_PORTION, len(new) // (4 * jobs)))
        for portion in shared_out(self._reader, portions(new, -(-len(new) // size)), jobs if len(new) >= _MANY else 1):
            self._take(portion)
        things = {key: self._things[key] for key in editions if key in self._things}
        files = {key: {code: editions[key][code] for code in thing.names} for key, thing in things.items()}
        tell_orphans(files, self._site, self._report)
        check_claims((thing.entities[0] for thing in things.values() if thing.entities), self._report)
        self._tidy()
        source = Source(digests=self._digests, files=files, reader=self._reader, apart=self._apart, memory=self._memory)
        return Reading(content=content_of(things, source), source=source)

    def _recall(self, editions: Mapping[Key, Mapping[str, str]]) -> None:
        """Take from the memory what is in it and whose files are as they were."""
        for key, files in editions.items():
            paths = files.values()
            digests = [(path, self._files.get(path, "")) for path in paths]
            digest = digest_of(self._reader.facts, digests)
            if digest in self._kept:
                self._add(key, digest, unpacked(self._kept[digest]))

    def _take(self, portion: list[Read]) -> None:
        """Take what was read, and keep it unless it has errors."""
        keep: dict[str, bytes] = {}
        bodies: dict[str, bytes] = {}
        for read in portion:
            self._files |= read.files
            content = self._kept[read.digest] if read.thing is None else read.thing
            thing: Thing = unpacked(content)
            named = {name_of(read.digest, language): body for language, body in read.bodies.items()}
            if self._memory is None or any(one.severity is Severity.ERROR for one in thing.diagnostics):
                self._apart |= named
            elif read.thing is not None:
                keep[read.digest] = content
                bodies |= named
            self._add(read.key, read.digest, thing)
        if self._memory is not None and keep:
            with self._memory.writing() as changes:
                changes.put(THINGS, keep)
                changes.put(BODIES, bodies)

    def _add(self, key: Key, digest: str, thing: Thing) -> None:
        self._report.add(thing.diagnostics)
        if thing.names:  # a file that is no text is no edition
            self._things[key] = thing
            self._digests[key] = digest

    def _tidy(self) -> None:
        """Write down the files, and forget the things that are no more, unless something is wrong with this reading."""
        if self._memory is None:
            return
        known = self._settled.keys() & self._files.keys()
        listed = packed({path: (stamp, self._files[path]) for path, stamp in self._settled.items() if path in known})
        gone = () if self._report.failed else self._kept.keys() - set(self._digests.values())
        if listed != self._listed or gone:
            with self._memory.writing() as changes:
                changes.put(FILES, {"": listed})
                changes.drop(THINGS, gone)
                changes.drop(BODIES, (name_of(one, code) for one in gone for code in unpacked(self._kept[one]).names))


def content_of(things: Mapping[Key, Thing], source: Source) -> Content:
    """Things with their bodies behind them."""
    bodies = Bodies(things, source)
    return Content(things=things, prose=bodies.prose, references=bodies.references, digests=source.digests)


def _unchanged(listed: bytes | None, stamps: Mapping[str, Stamp]) -> dict[str, str]:
    """The digests of the files whose stamps are as they were listed."""
    known: dict[str, tuple[Stamp, str]] = unpacked(listed) if listed else {}
    found = ((path, known.get(path)) for path in stamps)
    return {path: one[1] for path, one in found if one and one[0] == stamps[path]}


@contextmanager
def _no_collections() -> Iterator[None]:
    """Without the collector, which would walk again and again over all that is made in bulk here, and find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
