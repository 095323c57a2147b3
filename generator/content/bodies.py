"""Bodies: what stories say, and the places of what they name; loaded when asked for, since most are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from generator.content.packing import unpacked
from generator.content.things import name_of
from generator.model import Prose

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.cache import Memory
    from generator.content.things import Body, Reader
    from generator.model import EditionKey, Key, Reference, Thing

Part = TypeVar("Part")

#: The table of the memory.
BODIES = "bodies"
#: The bodies that are at hand: those about the page that is made.
_AT_HAND = 256
_NOTHING = Prose(html="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where bodies come from: those that are ``apart`` by name, all others from the memory.

    Where it was deleted in the meantime, they are read again from the ``files`` of their things.
    """

    digests: Mapping[Key, str]
    files: Mapping[Key, Mapping[str, str]]
    reader: Reader
    apart: Mapping[str, bytes]
    memory: Memory | None

    def load(self, kind: str, id_: str, language: str) -> Body | None:
        """The body of an edition; None if its file has gone away since it was read."""
        key = kind, id_
        name = name_of(self.digests[key], language)
        content = self.apart.get(name)
        if content is None and self.memory is not None:
            content = self.memory.find(BODIES, name)
        if content is None:
            return self.reader.body(self.files[key], language)
        body: Body = unpacked(content)
        return body


class Bodies:
    """The bodies of all editions by (kind, id, language)."""

    def __init__(self, things: Mapping[Key, Thing], source: Source) -> None:
        """Nothing is loaded yet."""
        self._things = things
        self._source = source
        self._load = lru_cache(maxsize=_AT_HAND)(source.load)

    def __reduce__(self) -> tuple[type[Bodies], tuple[Mapping[Key, Thing], Source]]:
        return Bodies, (self._things, self._source)

    def __getitem__(self, key: EditionKey) -> Body | None:
        if key not in self:
            raise KeyError(key)
        return self._load(*key)

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, tuple):
            return False
        *of, language = key
        thing = self._things.get(tuple(of))
        return thing is not None and language in thing.names

    def __iter__(self) -> Iterator[EditionKey]:
        return ((*key, language) for key, thing in self._things.items() for language in thing.names)

    def __len__(self) -> int:
        return sum(len(thing.names) for thing in self._things.values())

    @property
    def prose(self) -> Mapping[EditionKey, Prose]:
        """Their prose."""
        return _Parts(self, _prose)

    @property
    def references(self) -> Mapping[EditionKey, tuple[Reference, ...]]:
        """All that they refer to."""
        return _Parts(self, _references)


class _Parts(Mapping["EditionKey", Part]):
    """A part of each body; keys are known without loading any."""

    def __init__(self, bodies: Bodies, part: Callable[[Body | None], Part]) -> None:
        self._bodies = bodies
        self._part = part

    def __getitem__(self, key: EditionKey) -> Part:
        return self._part(self._bodies[key])

    def __contains__(self, key: object) -> bool:
        return key in self._bodies

    def __iter__(self) -> Iterator[EditionKey]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)


def _prose(body: Body | None) -> Prose:
    return body.prose if body else _NOTHING


def _references(body: Body | None) -> tuple[Reference, ...]:
    return body.references if body else ()
