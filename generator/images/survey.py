"""The survey: every picture that the content names, looked at once, each fault told at every place that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    return pictures, frozenset(faults)


def _read(src: str, content: Path) -> Picture:
    if src.startswith("/") or "\\" in src or ":" in src or ".." in src.split("/"):
        hint = "Write its path below content/, such as images/jacket.jpg."
        message = f'picture "{src}" does not lie in content/.'
        raise UnusableError(code="E507", message=message, hint=hint)
    file = content / src
    if not _is_spelt_so(file, content):
        message = f'there is no picture "{src}" in content/.'
        raise UnusableError(code="E501", message=message, hint=_nearest(src, content))
    try:
        return read_header(src, file)
    except OSError as error:
        message = f'picture "{src}" cannot be opened: {error.strerror}.'
        raise UnusableError(code="E502", message=message, hint="Check the file's permissions.") from error


def _is_spelt_so(file: Path, content: Path) -> bool:
    """Whether the file exists in exactly this case: a Mac finds Jacket.JPG as jacket.jpg, a web server does not."""
    return file.is_file() and file.resolve().relative_to(content.resolve()) == file.relative_to(content)


def _nearest(src: str, content: Path) -> str:
    known = sorted(
        path.relative_to(content).as_posix() for path in content.rglob("*") if path.suffix.lower() in _ENDINGS
    )
    return did_you_mean(src, known) if known else "Put it there, and write its path below content/."
