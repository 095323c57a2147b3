"""Reading: the files of content/ to all things, most of them out of the memory."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from generator.content.bodies import BODIES, Bodies, Source
from generator.content.packing import no_collections, packed, unpacked
from generator.content.things import Reader, facts_of, name_of
from generator.decode import editions_of, tell_orphans
from generator.diagnostics import Report
from generator.model import Content
from generator.processes import portions, shared_out
from generator.source import find_tree
from generator.stamps import quiet_since, settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from generator.blocks import Blocks
    from generator.cache import Memory
    from generator.content.things import Portion
    from generator.diagnostics import Diagnostic
    from generator.model import Key, Site, Thing
    from generator.stamps import Stamp

#: Tables of the memory: shelves of things by digest, and in one row the stamps of all files.
THINGS, FILES = "things", "files"
#: Things in one portion, which is a shelf then: some hundred milliseconds of work.
_PORTION = 64
#: From here on a second process saves more than it costs to start.
_MANY = 200
#: Shelves that may be less than half full before they are put together.
_THIN = 16

_Listed: TypeAlias = "tuple[Stamp, str, int]"
"""Of a file: its stamp, the digest of its thing, and how many files that has."""
_UNLISTED: _Listed = ((0, 0, 0, 0), "", 0)

_Files: TypeAlias = "tuple[Key, Mapping[str, str]]"
"""A thing and its files by language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read of content/, and the source of its bodies, which knows the files of each thing.

    ``told`` are the diagnostics of the tree; those of things are theirs.
    """

    content: Content
    source: Source
    told: tuple[Diagnostic, ...] = ()


def read_content(
    root: Path, site: Site, blocks: Blocks, report: Report, memory: Memory | None = None, jobs: int = 1
) -> Reading:
    """All files below ``content/``, decoded."""
    if not (root / "content").is_dir():
        hint = (
            "An empty magazine would take the place of the one before. Is it elsewhere, or a link that leads nowhere?"
        )
        report.error("E100", "the folder content/ is missing.", hint)
    with no_collections():
        session = _Session(root, site, blocks, report, memory)
        new = session.recall()
    session.parse(new, jobs)
    with no_collections():
        return session.reading(new)


class _Session:
    """One reading: what was known before, and what is found."""

    def __init__(self, root: Path, site: Site, blocks: Blocks, report: Report, memory: Memory | None) -> None:
        self._site, self._report, self._memory = site, report, memory
        since = quiet_since()
        self._tree = Report()
        self._stamps = find_tree(root, self._tree)
        self._settled = settled(self._stamps, since)
        shelves = memory.all(THINGS) if memory else {}
        self._shelves: dict[str, dict[str, Thing]] = {name: unpacked(row) for name, row in shelves.items()}
        self._kept = {digest: thing for shelf in self._shelves.values() for digest, thing in shelf.items()}
        facts = facts_of(site, blocks)
        self._reader = Reader(root=root, site=site, blocks=blocks, facts=facts, known=frozenset(self._kept))
        row = memory.find(FILES, facts) if memory else None
        self._listed: dict[str, _Listed] = unpacked(row) if row else {}
        self._editions = editions_of(self._stamps, site, self._tree)
        self._things: dict[Key, Thing] = {}
        self._digests: dict[Key, str] = {}
        self._apart: dict[str, bytes] = {}

    def recall(self) -> list[_Files]:
        """Take what is in the memory, and say what is not."""
        self._report.add(self._tree.diagnostics)
        return [(key, files) for key, files in self._editions.items() if not self._recall(key, files)]

    def parse(self, new: list[_Files], jobs: int) -> None:
        """Read what is new; it goes into the memory as soon as it is there."""
        size = max(1, min(_PORTION, len(new) // (4 * jobs)))
        for portion in shared_out(self._reader, portions(new, -(-len(new) // size)), jobs if len(new) >= _MANY else 1):
            self._take(portion)

    def reading(self, new: list[_Files]) -> Reading:
        """All that was read, in the order of the files."""
        editions = self._editions
        things = {key: self._things[key] for key in editions if key in self._things} if new else self._things
        files = {key: editions[key] for key in things}
        # A file that is no text is no edition.
        files |= {key: {code: files[key][code] for code in things[key].names} for key, _ in new if key in things}
        tell_orphans(files, editions, self._site, self._report)
        if self._memory is not None:
            with suppress(OSError):  # then there is more to do the next time
                self._list_files(self._memory)
                if not self._report.failed:
                    self._tidy(self._memory)
        source = Source(digests=self._digests, files=files, reader=self._reader, apart=self._apart, memory=self._memory)
        return Reading(content=content_of(things, source), source=source, told=self._tree.diagnostics)

    def _recall(self, key: Key, files: Mapping[str, str]) -> bool:
        """Take a thing from the memory if it is there, and all its files are as they were."""
        digest = ""
        for path in files.values():
            stamp, digest, number = self._listed.get(path, _UNLISTED)
            if stamp != self._stamps[path] or number != len(files):
                return False
        thing = self._kept.get(digest)
        if thing is not None:
            self._add(key, digest, thing)
        return thing is not None

    def _take(self, portion: Portion) -> None:
        """Take what was read, and keep it unless it has errors."""
        made: dict[str, Thing] = unpacked(portion.things)
        faulty: dict[str, Thing] = unpacked(portion.faulty)
        for key, digest in portion.digests.items():
            self._add(key, digest, faulty.get(digest) or made.get(digest) or self._kept[digest])
        self._apart |= keep(portion, made, self._memory)
        self._shelves |= {_name_of(made): made} if made else {}

    def _add(self, key: Key, digest: str, thing: Thing) -> None:
        self._report.add(thing.diagnostics)
        if not thing.names:
            self._tree.add(thing.diagnostics)  # no file of it is a text: it is no thing, and yet there is a word to say
        else:
            self._things[key] = thing
            self._digests[key] = digest

    def _list_files(self, memory: Memory) -> None:
        """Write down the stamps that can be believed, if they are others than before."""
        listed = {
            path: (self._settled[path], digest, len(self._editions[key]))
            for key, digest in self._digests.items()
            for path in self._editions[key].values()
            if path in self._settled
        }
        if listed != self._listed:
            with memory.writing() as changes:
                changes.clear(FILES)
                changes.put(FILES, {self._reader.facts: packed(listed)})

    def _tidy(self, memory: Memory) -> None:
        """Forget the things that are no more; put shelves together on which little stands."""
        alive = set(self._digests.values())
        worn = [name for name, shelf in self._shelves.items() if not alive.issuperset(shelf)]
        thin = [name for name, shelf in self._shelves.items() if len(shelf) < _PORTION // 2 and name not in worn]
        moved = [*worn, *(thin if len(thin) > _THIN else ())]
        if not moved:
            return
        things = {digest: thing for name in moved for digest, thing in self._shelves[name].items()}
        living = [digest for digest in things if digest in alive]
        shelves = [
            {digest: things[digest] for digest in part} for part in portions(living, -(-len(living) // _PORTION))
        ]
        with memory.writing() as changes:
            changes.drop(THINGS, moved)
            changes.put(THINGS, {_name_of(shelf): packed(shelf) for shelf in shelves})
            gone = things.keys() - alive
            changes.drop(BODIES, (name_of(digest, language) for digest in gone for language in things[digest].names))


def keep(portion: Portion, made: Mapping[str, Thing], memory: Memory | None) -> dict[str, bytes]:
    """Put what was ``made`` without errors into the memory; the bodies that are not in it."""
    good = {name_of(digest, language) for digest, thing in made.items() for language in thing.names}
    if memory is not None and made:
        with suppress(OSError), memory.writing() as changes:
            changes.put(THINGS, {_name_of(made): portion.things})
            changes.put(BODIES, {name: portion.bodies[name] for name in good})
            return {name: body for name, body in portion.bodies.items() if name not in good}
    return dict(portion.bodies)


def content_of(things: Mapping[Key, Thing], source: Source) -> Content:
    """Things with their bodies behind them."""
    bodies = Bodies(things, source)
    return Content(things=things, prose=bodies.prose, references=bodies.references, digests=source.digests)


def _name_of(shelf: Iterable[str]) -> str:
    return hashlib.blake2b("".join(shelf).encode(), digest_size=16).hexdigest()
