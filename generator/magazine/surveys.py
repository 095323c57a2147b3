"""Surveys: the pictures, films and sounds that a magazine names; what is what it was comes from the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from generator.content import packed, unpacked
from generator.images import Images, survey_pictures
from generator.media import Media, Played, survey_media
from generator.stamps import quiet_since, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.cache import Memory
    from generator.diagnostics import Report
    from generator.images import Named
    from generator.model import Site, SiteGraph
    from generator.source import Survey
    from generator.stamps import Stamp

Found = TypeVar("Found")

#: Tables of the memory, each of one row: what was found by src, with the stamps of the files.
_PICTURES, _MEDIA = "pictures", "media"


def images_of(places: Named, root: Path, site: Site, report: Report, memory: Memory | None) -> Images:
    """The pictures that are named."""
    found = _remembered(memory, _PICTURES, lambda known: survey_pictures(places, root / "content", report, known))
    return Images(base_path=site.base_path, pictures=found.files, broken=found.broken)


def media_of(graph: SiteGraph, root: Path, site: Site, report: Report, memory: Memory | None) -> Media:
    """The films and sounds that are named."""
    wanted = Played(graph)
    found = _remembered(memory, _MEDIA, lambda known: survey_media(wanted, root / "content", report, known))
    return Media(base_path=site.base_path, files=found.files, broken=found.broken)


def _remembered(
    memory: Memory | None, table: str, look: Callable[[Mapping[str, tuple[Stamp, Found]]], Survey[Found]]
) -> Survey[Found]:
    """What a look finds that is given what the last one found; what it can believe is kept for the next."""
    since = quiet_since()
    kept = memory.find(table, "") if memory else None
    found = look(unpacked(kept) if kept else {})
    if memory and (kept or found.stamps):
        seen = packed({src: (stamp, found.files[src]) for src, stamp in settled(found.stamps, since).items()})
        if seen != kept:
            memory.put(table, "", seen)
    return found
