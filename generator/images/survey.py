"""The survey: every picture that the content names, looked at once, each fault told at every place that names it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from unicodedata import normalize

from generator.diagnostics import did_you_mean
from generator.images.fault import UnusableError
from generator.images.header import Picture, read_header
from generator.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.model import SiteGraph

_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".svg"})


#: The block that a picture in a text is.
_BLOCK = "image"


def named(graph: SiteGraph) -> tuple[Image, ...]:
    """Every picture that the visible magazine names, at each place that names it."""
    heroes = (story.hero for story in graph.stories.values())
    shown = (image for product in graph.products.values() for image in product.images)
    marks = (term.image for term in graph.terms.values())
    embeds = (embed for prose in graph.prose.values() for embed in prose.embeds if embed.block == _BLOCK)
    inside = (Image(src=embed.argument, alt=embed.words, at=embed.at) for embed in embeds)
    return tuple(image for image in (*heroes, *shown, *marks, *inside) if image is not None)


def survey(wanted: Iterable[Image], content: Path, report: Report) -> tuple[dict[str, Picture], frozenset[str]]:
    """Read the headers of ``wanted`` below the folder ``content``: usable pictures by src, and the broken ones' src."""
    pictures: dict[str, Picture] = {}
    faults: dict[str, UnusableError] = {}
    for image in wanted:
        if image.src not in pictures and image.src not in faults:
            try:
                pictures[image.src] = _read(image.src, content)
            except UnusableError as unusable:
                faults[image.src] = unusable
        fault = faults.get(image.src)
        if fault:
            report.error(fault.code, fault.message, fault.hint, at=image.at)
        elif pictures[image.src].moving:
            hint = "Save it as a still picture, so that it is the one you mean."
            report.warning("W508", f'picture "{image.src}" moves; readers see its first frame.', hint, at=image.at)
    return pictures, frozenset(faults)


def _read(src: str, content: Path) -> Picture:
    if src.startswith("/") or "\\" in src or ":" in src or ".." in src.split("/"):
        hint = "Write its path below content/, such as images/jacket.jpg."
        message = f'picture "{src}" does not lie in content/.'
        raise UnusableError(code="E507", message=message, hint=hint)
    file = _find(src, content)
    if file is None:
        message = f'there is no picture "{src}" in content/.'
        raise UnusableError(code="E501", message=message, hint=_nearest(src, content))
    try:
        return read_header(src, file)
    except OSError as error:
        message = f'picture "{src}" cannot be opened: {error.strerror}.'
        raise UnusableError(code="E502", message=message, hint="Check the file's permissions.") from error


def _find(src: str, content: Path) -> Path | None:
    """The file that is spelt so, letter by letter; None if there is none.

    A Mac finds Jacket.JPG as jacket.jpg, a web server does not; and it may write an umlaut as two letters, which nobody
    sees (Unicode's NFD).
    """
    found = content
    for part in posixpath.normpath(src).split("/"):
        names = {file.name for file in found.iterdir()} if found.is_dir() else set()
        same = (name for name in sorted(names) if normalize("NFC", name) == normalize("NFC", part))
        name = part if part in names else next(same, None)
        if name is None:
            return None
        found /= name
    return found if found.is_file() else None


def _nearest(src: str, content: Path) -> str:
    pictures = (path for path in content.rglob("*") if path.suffix.lower() in _ENDINGS and path.is_file())
    known = sorted(path.relative_to(content).as_posix() for path in pictures)
    return did_you_mean(src, known) if known else "Put it there, and write its path below content/."
