"""Facts: what the files of the last build were made from, and which of them are to be made again.

Rules of the room: it joins what is kept (`cache`), what is so now (`fingerprints`) and what follows (`freshness`). A
target without facts, or whose files do not lie in the output as they were made, is made again: so whatever is lost or
in doubt costs time and nothing else. Keys are kept as numbers, since each stands in thousands of facts, and in few
large rows, since most builds want all of them and change hardly any.
"""

from __future__ import annotations

import pickle
from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from generator.fingerprints import Summary
from generator.freshness import doubtful, stale
from generator.links import Mentioned
from generator.views.facts import FACETS, Facets, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.cache import Memory
    from generator.fingerprints import Fingerprints
    from generator.render import Portion, Renderer
    from generator.views.facts import Facet, Key

VALUES = "values"
"""The table of the facets' values, pickled, by key."""

#: The table of the facts, which are one row, and of how many times they were kept; that of what each page mentions.
_FACTS, _TURN, _LINKS = "facts", "turn", "links"

#: Why a target is made that was not made from anything that changed.
NEW, ALTERED = "new", "not in the output as it was made"

#: How an array keeps a number: four bytes.
_NUMBER = "I"


class _Target(msgspec.Struct, frozen=True, array_like=True):
    """A target: the digests of its files by path, the numbers of what it was made from, and the ids on a page."""

    files: dict[str, str]
    keys: bytes
    ids: list[str] = []


class _Kept(msgspec.Struct, array_like=True):
    """The facts of a build. ``keys`` have their number and their fingerprint, ``facets`` theirs and what made them."""

    summary: Summary = Summary(shape=b"", things={})
    count: int = 0
    keys: dict[str, tuple[int, bytes]] = {}
    facets: dict[str, tuple[int, bytes]] = {}
    targets: dict[str, _Target] = {}
    addresses: list[str] = []


_decoder = msgspec.msgpack.Decoder(_Kept)


@dataclass(frozen=True, slots=True)
class KeptValues:
    """The values of the last build's facets, but of those in doubt."""

    memory: Memory
    doubtful: frozenset[Key]

    def __call__(self, key: Key, /) -> object:
        """The value of the facet, or None if it must be made again."""
        value = None if key in self.doubtful else self.memory.find(VALUES, key)
        return None if value is None else pickle.loads(value)  # noqa: S301 - our own cache, as trusted as the code


class Facts:
    """What is known of the targets of a magazine: of the last build at first, then more and more of this one.

    ``because`` has each target that must be made again, with its reasons; ``has_lost_ids`` says that a page that was
    made has no longer all the ids that others may mention.
    """

    def __init__(self, memory: Memory, fingerprints: Fingerprints) -> None:
        """Read what is kept, in bulk."""
        self._memory = memory
        self._fingerprints = fingerprints
        self._turn = self._last_turn()
        found = memory.find(_FACTS, _FACTS)
        self._kept = _decoder.decode(found) if found else _Kept()
        self._addresses = {address: number for number, address in enumerate(self._kept.addresses)}
        self._targets: tuple[Key, ...] = ()
        self.because: dict[Key, tuple[str, ...]] = {}
        self.has_lost_ids = False
        self._made: dict[Key, bytes] = {}  # what the pages that were made mention
        self._values: dict[Key, bytes] = {}  # of the facets that were made
        self._gone: set[Key] = set()  # of the facets

    def begin(self, renderer: Renderer, lying: Mapping[str, str] | None) -> Renderer:
        """Find what must be made again, see `because`; the renderer that makes it with what is kept.

        ``lying`` are the digests of what lies in the output; None: it does not matter.
        """
        known, self._targets = self._kept.targets, renderer.targets
        changed = {self._kept.keys[one][0]: one for one in self._changed()}
        facets = {number: _array(keys) for number, keys in self._kept.facets.values()}
        in_doubt = doubtful(facets, changed)
        names = changed | {number: at for at, (number, _) in self._kept.facets.items() if number in in_doubt}
        values = KeptValues(self._memory, frozenset(names[number] for number in in_doubt))
        renderer = replace(renderer, facets=Facets(renderer.context, values))
        targets = {target: _array(known[target].keys) for target in self._targets if target in known}
        because = stale(targets, facets, changed, in_doubt, lambda number: self._differs(names[number], renderer))
        self._learn(renderer.facets.take())
        for target in self._targets:
            if target not in known:
                self.because[target] = (NEW,)
            elif target in because:
                self.because[target] = _told(names[number] for number in because[target])
            elif lying is not None and not self.files(target).items() <= lying.items():
                self.because[target] = (ALTERED,)
        return renderer

    def files(self, target: Key) -> Mapping[str, str]:
        """The digests of a target's files by path."""
        return self._kept.targets[target].files

    def mentioned(self, target: Key) -> Mentioned:
        """What a page mentions."""
        numbers = _array(self._made.get(target) or self._memory.find(_LINKS, target) or b"")
        references = tuple(self._kept.addresses[number] for number in numbers)
        return Mentioned(references=references, ids=self.ids(target))

    def ids(self, target: Key) -> frozenset[str]:
        """The ids on a page that others may mention."""
        return frozenset(self._kept.targets[target].ids)

    def add(self, portion: Portion) -> None:
        """Learn of what was made."""
        for made in portion.made:
            mentions = made.mentioned or Mentioned(references=(), ids=frozenset())
            before = self._kept.targets.get(made.target)
            self.has_lost_ids |= before is not None and not mentions.ids.issuperset(before.ids)
            ids, keys = sorted(mentions.ids), self._numbers(made.keys)
            self._kept.targets[made.target] = _Target(files=dict(made.files), keys=keys, ids=ids)
            self._made[made.target] = self._references(mentions)
        self._learn(portion.facets)

    def complete(self, renderer: Renderer) -> None:
        """Make the facets of which no facts came back, since whoever made them is lost."""
        for at in [at for at, (_, keys) in self._kept.facets.items() if not keys]:
            renderer.facets.make(at)
        self._learn(renderer.facets.take())

    @property
    def targets(self) -> tuple[Key, ...]:
        """All targets of the magazine."""
        return self._targets

    def keep(self) -> None:
        """Keep all of it for the next build. Raises OSError."""
        gone = self._kept.targets.keys() - set(self._targets)
        for target in gone:
            del self._kept.targets[target]
        for facet in self._gone:
            self._kept.facets.pop(facet, None)
        self._kept.summary = self._fingerprints.summary
        with self._memory.writing() as changes:
            if self._last_turn() != self._turn:  # another build has kept its own since: values of both would be mixed
                for table in (_FACTS, _LINKS, VALUES):
                    changes.clear(table)
                return
            facts, turn = msgspec.msgpack.encode(self._kept), self._turn + 1
            changes.put(_FACTS, {_FACTS: facts, _TURN: str(turn).encode()})
            changes.drop(_LINKS, gone)
            changes.put(_LINKS, self._made)
            changes.drop(VALUES, self._gone)
            changes.put(VALUES, self._values)

    def _last_turn(self) -> int:
        return int(self._memory.find(_FACTS, _TURN) or 0)

    def _changed(self) -> list[Key]:
        """The keys that stand for something else than in the last build, which is remembered."""
        found = []
        for at in self._fingerprints.suspects(self._kept.keys, self._kept.summary):
            number, before = self._kept.keys[at]
            now = self._fingerprints(at)
            if now != before:
                self._kept.keys[at] = (number, now)
                found.append(at)
        return found

    def _differs(self, facet: Key, renderer: Renderer) -> bool:
        """Whether a facet comes out different when it is made again."""
        kept = self._memory.find(VALUES, facet)
        try:
            value = renderer.facets.make(facet)
        except KeyError:  # what it speaks of is gone
            self._gone.add(facet)
            return True
        return kept is None or bool(pickle.loads(kept) != value)  # noqa: S301 - as above

    def _references(self, mentions: Mentioned) -> bytes:
        """The numbers of the addresses that a page mentions."""
        for address in mentions.references:
            if address not in self._addresses:
                self._addresses[address] = len(self._kept.addresses)
                self._kept.addresses.append(address)
        return array(_NUMBER, (self._addresses[address] for address in mentions.references)).tobytes()

    def _learn(self, facets: Mapping[Key, Facet]) -> None:
        for at, facet in facets.items():
            self._kept.facets[at] = (self._number(at), self._numbers(facet.keys))
            self._values[at] = pickle.dumps(facet.value)

    def _numbers(self, keys: Iterable[Key]) -> bytes:
        return array(_NUMBER, sorted(self._number(one) for one in keys)).tobytes()

    def _number(self, at: Key) -> int:
        """The number of a key; a new one gets the next."""
        is_facet = parts_of(at)[0] in FACETS
        known = self._kept.facets if is_facet else self._kept.keys
        if at not in known:
            # Of a facet, what made it is learnt with it, sooner or later.
            known[at] = (self._kept.count, b"" if is_facet else self._fingerprints(at))
            self._kept.count += 1
        return known[at][0]


def _array(numbers: bytes) -> array[int]:
    found = array(_NUMBER)
    found.frombytes(numbers)
    return found


def _told(keys: Iterable[Key]) -> tuple[str, ...]:
    """Keys as people read them: ``teaser of moor de de``."""
    return tuple(" ".join((table.replace("_", " "), *parts)) for table, *parts in map(parts_of, keys))
