"""The survey: every picture that the content names, looked at once, each fault told at every place that names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from generator.images.header import Picture, read_header
from generator.source import Folders, Survey, UnusableError, lies_inside, survey
from generator.stamps import Stamp, stamp_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Location, Report
    from generator.model import EditionKey, Image, SiteGraph

_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".svg"})


#: The block that a picture in a text is.
_BLOCK = "image"


class Named(Mapping[str, "tuple[Location, ...]"]):
    """Every picture that the visible magazine names, by its src: the places that name it, found when asked for."""

    def __init__(self, graph: SiteGraph) -> None:
        """Nothing is looked at yet."""
        self._graph = graph

    @cached_property
    def _fields(self) -> dict[str, list[Image]]:
        """What front matters name."""
        heroes = (story.hero for story in self._graph.stories.values())
        shown = (image for product in self._graph.products.values() for image in product.images)
        marks = (term.image for term in self._graph.terms.values())
        found: dict[str, list[Image]] = defaultdict(list)
        for image in (*heroes, *shown, *marks):
            if image is not None:
                found[image.src].append(image)
        return dict(found)

    @cached_property
    def _bodies(self) -> dict[str, list[EditionKey]]:
        """The editions in whose bodies pictures stand."""
        found: dict[str, list[EditionKey]] = defaultdict(list)
        for key, pictures in self._graph.pictures.items():
            for src in pictures:
                found[src].append(key)
        return dict(found)

    def __getitem__(self, src: str) -> tuple[Location, ...]:
        if src not in self._fields and src not in self._bodies:
            raise KeyError(src)
        embeds = (embed for key in self._bodies.get(src, ()) for embed in self._graph.prose[key].embeds)
        inside = (embed.at for embed in embeds if embed.block == _BLOCK and embed.argument == src)
        return tuple(at for at in (*(image.at for image in self._fields.get(src, ())), *inside) if at is not None)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._fields, *self._bodies)))

    def __len__(self) -> int:
        return len(self._fields.keys() | self._bodies.keys())


Known: TypeAlias = Mapping[str, tuple[Stamp, Picture]]
"""Pictures by src, each with the stamp that its file had."""

_NOTHING: Known = MappingProxyType({})


def survey_pictures(
    wanted: Mapping[str, tuple[Location, ...]], content: Path, report: Report, known: Known = _NOTHING
) -> Survey[Picture]:
    """Read the headers of ``wanted``, with the places that name each, below the folder ``content``.

    A picture that is ``known`` is not read again if its file has the stamp that it had.
    """
    folders = Folders(content)
    found = survey(wanted, lambda src: _read(src, folders, known.get(src)), report)
    for src in (src for src, picture in found.files.items() if picture.moving):
        hint = "Save it as a still picture, so that it is the one you mean."
        for place in wanted[src] or (None,):
            report.warning("W508", f'picture "{src}" moves; readers see its first frame.', hint, at=place)
    return found


def _read(src: str, folders: Folders, known: tuple[Stamp, Picture] | None) -> tuple[Stamp, Picture]:
    if not lies_inside(src):
        hint = "Write its path below content/, such as images/jacket.jpg."
        message = f'picture "{src}" does not lie in content/.'
        raise UnusableError(code="E507", message=message, hint=hint)
    file = folders.find(src)
    if file is None:
        message = f'there is no picture "{src}" in content/.'
        raise UnusableError(code="E501", message=message, hint=folders.nearest(src, _ENDINGS))
    try:
        stamp = stamp_of(file)
        if known and known[0] == stamp:
            return stamp, replace(known[1], file=file)  # the site may lie elsewhere now
        return stamp, read_header(src, file)
    except OSError as error:
        message = f'picture "{src}" cannot be opened: {error.strerror}.'
        raise UnusableError(code="E502", message=message, hint="Check the file's permissions.") from error
