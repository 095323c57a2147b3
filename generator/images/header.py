"""A picture's header: size as a reader sees it, transparency, and the files that will be made of it.

Rules of the room: no pixel is decoded here. What cannot be used raises UnusableError with the cure.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.images.svg import svg_size

if TYPE_CHECKING:
    from pathlib import Path

#: At most four files per picture and format; a phone, a phone at 2x or a column, a wide column, full bleed.
WIDTHS_PX = (480, 800, 1280, 1920)
#: Part of every name: raise it when the encoder's settings change, and all files are made again.
SETTINGS = "1 avif=9/56 jpeg=78"

#: How a PNG begins (https://www.w3.org/TR/png-3/#11IHDR): its signature, then the chunk that says its size.
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendition:
    """A file to be made: ``path`` in the output, size in px, format."""

    path: str
    width: int
    height: int
    format: Literal["AVIF", "JPEG", "PNG", "SVG"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A usable picture: ``src`` below ``content/``, size in px with the EXIF orientation applied.

    Of one that is ``moving`` only the first frame is used.
    """

    src: str
    file: Path
    width: int
    height: int
    renditions: tuple[Rendition, ...]
    moving: bool = False

    @property
    def largest(self) -> Rendition:
        """The widest file."""
        return max(self.renditions, key=lambda made: made.width)


def read_header(src: str, file: Path) -> Picture:
    """Read what planning needs. Raises UnusableError; OSError if the file cannot be opened."""
    data = file.read_bytes()
    digest = hashlib.sha256(SETTINGS.encode() + data).hexdigest()[:8]
    stem = _plain(file.stem)
    if file.suffix.lower() == ".svg" or data.lstrip()[:5].lower() in (b"<svg ", b"<?xml"):
        width, height = svg_size(src, data)
        made = Rendition(path=f"images/{stem}.{digest}.svg", width=width, height=height, format="SVG")
        return Picture(src=src, file=file, width=width, height=height, renditions=(made,))
    from generator.images.pixels import raster_of  # noqa: PLC0415 - PIL is loaded for new pictures alone

    raster = raster_of(src, data)
    renditions = _renditions(stem, digest, (raster.width, raster.height), alpha=raster.alpha)
    return Picture(
        src=src, file=file, width=raster.width, height=raster.height, renditions=renditions, moving=raster.moving
    )


def png_size(file: Path) -> tuple[int, int] | None:
    """Width and height in px of a PNG, as its first chunk says them; None for all else. OSError as above."""
    with file.open("rb") as opened:
        head = opened.read(24)
    width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
    return (width, height) if head.startswith(_PNG) and width and height else None


def _renditions(stem: str, digest: str, size: tuple[int, int], *, alpha: bool) -> tuple[Rendition, ...]:
    width, height = size
    fallback: Literal["PNG", "JPEG"] = "PNG" if alpha else "JPEG"
    endings: tuple[tuple[str, Literal["AVIF", "PNG", "JPEG"]], ...] = (
        ("avif", "AVIF"),
        ("png" if alpha else "jpg", fallback),
    )
    return tuple(
        Rendition(
            path=f"images/{stem}-{wide}.{digest}.{ending}",
            width=wide,
            height=max(1, round(height * wide / width)),
            format=made,
        )
        for ending, made in endings
        for wide in widths(width)
    )


def widths(width: int) -> tuple[int, ...]:
    """The widths in px to make of a picture ``width`` px wide: never more than it has, at most four."""
    smaller = [wide for wide in WIDTHS_PX if wide < width]
    return (*smaller, width) if width <= WIDTHS_PX[-1] else WIDTHS_PX


def _plain(stem: str) -> str:
    """A file's name as it may stand in an URL and in a srcset: lower-case ASCII letters, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", stem.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "picture"
