"""Pictures: their files are made once, kept in the cache, and put on the stage; what is damaged is told at its places.

Rules of the room: a picture's name says all of its content; so what lies in the output under that name is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.images import Encoded, encode
from generator.processes import shared_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.cache import Cache
    from generator.diagnostics import Report
    from generator.images import Picture, Rendition
    from generator.magazine import Magazine
    from generator.targets import Hands
    from generator.write import Output


def stage_pictures(magazine: Magazine, cache: Cache, out: Output, hands: Hands, report: Report) -> dict[str, str]:
    """Put all files of all pictures on the stage, those that were made before from the cache: digests by path."""
    pictures = magazine.images.pictures.values()
    missing = {picture.src: _missing(picture, cache) for picture in pictures}
    work = [(picture, missing[picture.src]) for picture in pictures if missing[picture.src]]
    for encoded in _encoded(work, hands, "pictures"):
        _tell(encoded, magazine, report)
        try:
            for path, content in encoded.files:
                cache.keep(path, content)
        except OSError as error:
            hint = "Is there room on the disk, and may you write there?"
            report.error("E902", f"{cache.folder} cannot be written: {error.strerror}.", hint)
            break
    found: dict[str, str] = {}
    for path in (made.path for picture in pictures for made in picture.renditions):
        file = cache.find(path)
        if path in out.digests:
            found[path] = out.digests[path]
        elif file is not None:
            found[path] = out.stage.copy(path, file)
    return found


def stage_media(magazine: Magazine, out: Output) -> dict[str, str]:
    """Put all films and sounds on the stage: digests by path."""
    found: dict[str, str] = {}
    for path, file in magazine.media.paths.items():
        found[path] = out.digests.get(path) or out.stage.copy(path, file)
    return found


def try_pictures(magazine: Magazine, cache: Cache, hands: Hands, report: Report) -> None:
    """Decode each picture of which files are still to be made: what is cut off shows only then."""
    pictures = [picture for picture in magazine.images.pictures.values() if _missing(picture, cache)]
    for encoded in _encoded([(picture, ()) for picture in pictures], hands, "pictures looked at"):
        _tell(encoded, magazine, report)


def _missing(picture: Picture, cache: Cache) -> tuple[Rendition, ...]:
    return tuple(made for made in picture.renditions if cache.find(made.path) is None)


def _encoded(work: list[tuple[Picture, tuple[Rendition, ...]]], hands: Hands, what: str) -> Iterator[Encoded]:
    """Each picture's files as they are done."""
    for number, encoded in enumerate(shared_out(_encode, work, hands.jobs), start=1):
        hands.progress(what, number, len(work))
        yield encoded


def _encode(work: tuple[Picture, tuple[Rendition, ...]]) -> Encoded:
    return encode(*work)


def _tell(encoded: Encoded, magazine: Magazine, report: Report) -> None:
    if encoded.wrong:
        message = f'picture "{encoded.src}" is damaged: {encoded.wrong}.'
        for place in magazine.places.get(encoded.src) or (None,):
            report.error("E502", message, "Export it again; the file may be cut off.", at=place)
