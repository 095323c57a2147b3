"""Making the files: orientation applied, colours in sRGB, metadata left behind, several widths and two formats.

Rules of the room: pure work on one picture, made for a pool of processes; the answer is bytes or a reason, never an
exception for what an editor can mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.images.header import Picture, Rendition


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoded:
    """What became of a picture: its files by path in the output, or what is ``wrong`` with it ("" if nothing)."""

    src: str
    files: tuple[tuple[str, bytes], ...] = ()
    wrong: str = ""


def encode(picture: Picture, wanted: tuple[Rendition, ...]) -> Encoded:
    """Make the ``wanted`` files of a picture; with none wanted, only try whether it can be decoded."""
    if picture.renditions[0].format == "SVG":
        data = picture.file.read_bytes()
        return Encoded(src=picture.src, files=tuple((made.path, data) for made in wanted))
    from generator.images.pixels import file_of, pixels_of  # noqa: PLC0415 - PIL is loaded for new pictures alone

    try:
        pixels = pixels_of(picture)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        return Encoded(src=picture.src, wrong=str(error) or type(error).__name__)
    return Encoded(src=picture.src, files=tuple((made.path, file_of(pixels, made)) for made in wanted))
