"""Facts: what the files of the last build were made from, and which of them are to be made again.

Rules of the room: it joins what is kept (`cache`), what is so now (`fingerprints`) and what follows (`freshness`). A
target without facts, or whose files do not lie in the output as they were made, is made again: so whatever is lost or
in doubt costs time and nothing else. Keys are kept as numbers, since each stands in thousands of facts.
"""

from __future__ import annotations

import pickle
from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from generator.freshness import doubtful, stale
from generator.links import Mentioned
from generator.views.facts import FACETS, Facets, key, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.cache import Memory
    from generator.render import Portion, Renderer
    from generator.views.facts import Facet, Key

    Fingerprint = Callable[[Key], bytes]

_KEYS, _TARGETS, _FACETS = "keys", "targets", "facets"
#: The table of the values of facets, which a worker elsewhere asks for too.
VALUES = "values"

#: Why a target is made that was not made from anything that changed.
NEW, ALTERED = "new", "not in the output as it was made"


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """A key: its number, and its fingerprint as of the last build; a facet and an address have none."""

    number: int
    fingerprint: bytes


class _Target(msgspec.Struct, frozen=True, array_like=True):
    """A target: the digests of its files by path, what it was made from, what it mentions, and the ids on it."""

    files: dict[str, str]
    keys: bytes
    references: bytes
    ids: list[str]


#: Four bytes, and the table of the addresses that pages mention.
_NUMBER, _URL = "I", "url"

_known, _target = msgspec.msgpack.Decoder(_Known), msgspec.msgpack.Decoder(_Target)


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

    def __init__(self, memory: Memory, fingerprint: Fingerprint) -> None:
        """Read what is kept, in bulk."""
        self._memory = memory
        self._fingerprint = fingerprint
        keys, targets, facets = memory.all(_KEYS), memory.all(_TARGETS), memory.all(_FACETS)
        if not (keys and targets and facets.keys() <= keys.keys()):  # the memory was lost on the way
            keys = targets = facets = {}
        self._keys = {key: _known.decode(value) for key, value in keys.items()}
        self._names = {known.number: key for key, known in self._keys.items()}
        self._targets = {target: _target.decode(value) for target, value in targets.items()}
        self._facets = {self._keys[key].number: _array(value) for key, value in facets.items()}
        self.because: dict[Key, tuple[str, ...]] = {}
        self.has_lost_ids = False
        self._values: dict[Key, bytes] = {}
        self._new: set[Key] = set()  # of the keys
        self._made: set[Key] = set()  # of the targets
        self._gone: set[Key] = set()  # of the facets

    def begin(self, renderer: Renderer, lying: Mapping[str, str] | None) -> Renderer:
        """Find what must be made again, see `because`; the renderer that makes it with what is kept.

        ``lying`` are the digests of what lies in the output; None: it does not matter.
        """
        changed = {known.number for key, known in self._keys.items() if self._is_changed(key, known)}
        in_doubt = frozenset(self._names[number] for number in doubtful(self._facets, changed))
        renderer = replace(renderer, facets=Facets(renderer.context, KeptValues(self._memory, in_doubt)))
        known = {target: _array(self._targets[target].keys) for target in renderer.targets if target in self._targets}
        because = stale(known, self._facets, changed, lambda number: self._differs(self._names[number], renderer))
        self._learn(renderer.facets.take())
        for target in renderer.targets:
            if target not in self._targets:
                self.because[target] = (NEW,)
            elif target in because:
                self.because[target] = self._told(because[target])
            elif lying is not None and not self.files(target).items() <= lying.items():
                self.because[target] = (ALTERED,)
        return renderer

    def files(self, target: Key) -> Mapping[str, str]:
        """The digests of a target's files by path."""
        return self._targets[target].files

    def mentioned(self, target: Key) -> Mentioned:
        """What a page mentions."""
        found = self._targets[target]
        references = tuple(parts_of(self._names[number])[1] for number in _array(found.references))
        return Mentioned(references=references, ids=frozenset(found.ids))

    def add(self, portion: Portion) -> None:
        """Learn of what was made."""
        for made in portion.made:
            mentions = made.mentioned or Mentioned(references=(), ids=frozenset())
            before = self._targets.get(made.target)
            self.has_lost_ids |= before is not None and not mentions.ids.issuperset(before.ids)
            self._made.add(made.target)
            self._targets[made.target] = _Target(
                files=dict(made.files),
                keys=self._numbers(made.keys),
                references=self._numbers(key(_URL, reference) for reference in mentions.references),
                ids=sorted(mentions.ids),
            )
        self._learn(portion.facets)

    def complete(self, renderer: Renderer) -> None:
        """Make the facets of which no facts came back, since whoever made them is lost."""
        facets = (one for one in self._new if parts_of(one)[0] in FACETS)
        for at in [one for one in facets if self._keys[one].number not in self._facets]:
            renderer.facets.make(at)
        self._learn(renderer.facets.take())

    def keep(self, targets: Iterable[Key]) -> None:
        """Keep all of it for the next build; ``targets`` are those that there are now. Raises OSError."""
        gone = self._targets.keys() - set(targets)
        with self._memory.writing() as changes:
            changes.drop(_TARGETS, gone)
            changes.drop(_FACETS, self._gone)
            changes.drop(VALUES, self._gone)
            changes.put(_TARGETS, {one: msgspec.msgpack.encode(self._targets[one]) for one in self._made - gone})
            changes.put(_FACETS, {one: self._facets[self._number(one)].tobytes() for one in self._values})
            changes.put(VALUES, self._values)
            changes.put(_KEYS, {one: msgspec.msgpack.encode(self._keys[one]) for one in self._new})

    def _is_changed(self, key: Key, known: _Known) -> bool:
        """Whether a key stands for something else than in the last build, which is remembered."""
        now = self._fingerprint(key) if known.fingerprint else b""
        if now != known.fingerprint:
            self._keys[key] = _Known(known.number, now)
            self._new.add(key)
        return now != known.fingerprint

    def _differs(self, facet: Key, renderer: Renderer) -> bool:
        """Whether a facet comes out different when it is made again."""
        kept = self._memory.find(VALUES, facet)
        try:
            value = renderer.facets.make(facet)
        except KeyError:  # what it speaks of is gone
            self._gone.add(facet)
            return True
        return kept is None or bool(pickle.loads(kept) != value)  # noqa: S301 - as above

    def _told(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Keys as people read them: ``teaser of moor de de``."""
        found = (parts_of(self._names[number]) for number in numbers)
        return tuple(" ".join((table.replace("_", " "), *parts)) for table, *parts in found)

    def _learn(self, facets: Mapping[Key, Facet]) -> None:
        for at, facet in facets.items():
            self._facets[self._number(at)] = _array(self._numbers(facet.keys))
            self._values[at] = pickle.dumps(facet.value)

    def _numbers(self, keys: Iterable[Key]) -> bytes:
        return array(_NUMBER, sorted(self._number(one) for one in keys)).tobytes()

    def _number(self, key: Key) -> int:
        """The number of a key; a new one gets the next."""
        if key not in self._keys:
            number, table = len(self._keys), parts_of(key)[0]
            fingerprint = b"" if table == _URL or table in FACETS else self._fingerprint(key)
            self._keys[key] = _Known(number, fingerprint)
            self._names[number] = key
            self._new.add(key)
        return self._keys[key].number


def _array(numbers: bytes) -> array[int]:
    found = array(_NUMBER)
    found.frombytes(numbers)
    return found
