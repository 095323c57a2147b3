"""Again: a few files that changed, read in the place of what they were; all else is what it was, and costs nothing.

Rules of the room: what cannot be told from these files alone is not guessed: then all of content/ is to be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.content.packing import unpacked
from generator.content.reading import Reading, content_of, keep
from generator.decode import place_of
from generator.diagnostics import Report
from generator.model import Layered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.content.bodies import Source
    from generator.model import Key, Thing


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """The content as it is now, and the things that are others than before."""

    reading: Reading
    changed: frozenset[Key]


def read_again(reading: Reading, paths: Iterable[str], report: Report) -> Again | None:
    """Read the files at ``paths`` again; None if one of them was not there before, or is no more."""
    keys = {_key_of(path, reading.source) for path in paths}
    source, content = reading.source, reading.content
    if None in keys:
        return None
    things = [(key, source.files[key]) for key in keys if key is not None]
    portion = replace(source.reader, known=frozenset())(things)
    made: dict[str, Thing] = unpacked(portion.things)
    faulty: dict[str, Thing] = unpacked(portion.faulty)
    changed = {key: digest for key, digest in portion.digests.items() if digest != content.digests[key]}
    read = {key: faulty.get(digest) or made[digest] for key, digest in changed.items()}
    if any(thing.names.keys() != source.files[key].keys() for key, thing in read.items()):
        return None  # a file is no text now, and so no edition
    for thing in read.values():
        report.add(thing.diagnostics)
    apart: Mapping[str, bytes] = {**source.apart, **keep(portion, made, source.memory)} if changed else source.apart
    now = replace(source, digests=Layered.of(content.digests, changed), apart=apart)
    return Again(
        reading=replace(reading, content=content_of(Layered.of(content.things, read), now), source=now),
        changed=frozenset(changed),
    )


def _key_of(path: str, source: Source) -> Key | None:
    """The thing whose file lies at that path, as it did before."""
    place = place_of(path, source.reader.site, Report())
    if place is None or source.files.get((place.kind, place.id), {}).get(place.language) != path:
        return None
    return (place.kind, place.id) if (source.reader.root / path).is_file() else None
