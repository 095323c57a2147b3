"""The survey: every film and sound that the content names, looked at once, each fault told where it is named."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from tinytag import TinyTag, TinyTagException

from generator.source import Folders, Survey, UnusableError, lies_inside, survey
from generator.stamps import Stamp, stamp_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Location, Report
    from generator.model import EditionKey, SiteGraph

#: What browsers play (https://developer.mozilla.org/docs/Web/Media/Guides/Formats), and what it is called.
TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".mp4": "video/mp4",
        ".webm": "video/webm",
        ".m4a": "audio/mp4",
        ".mp3": "audio/mpeg",
        ".oga": "audio/ogg",
        ".ogg": "audio/ogg",
        ".opus": "audio/ogg",
        ".wav": "audio/wav",
        ".flac": "audio/flac",
    }
)

_PORTION = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Medium:
    """A film or a sound: its ``file``, ``path`` in the output, size in bytes, length in ``seconds`` (0: unknown)."""

    file: Path
    path: str
    type: str
    size: int
    seconds: float


Known: TypeAlias = Mapping[str, tuple[Stamp, Medium]]
"""Films and sounds by src, each with the stamp that its file had."""


class Played(Mapping[str, "tuple[Location, ...]"]):
    """Every film and sound of the visible magazine, by its src: the places that name it, found when asked for."""

    def __init__(self, graph: SiteGraph) -> None:
        """No body is loaded yet."""
        self._prose = graph.prose
        self._editions: dict[str, list[EditionKey]] = defaultdict(list)
        for edition, sources in graph.media.items():
            for src in sources:
                self._editions[src].append(edition)

    def __getitem__(self, src: str) -> tuple[Location, ...]:
        embeds = (embed for edition in self._editions[src] for embed in self._prose[edition].embeds)
        return tuple(embed.at for embed in embeds if embed.argument == src and embed.at)

    def __iter__(self) -> Iterator[str]:
        return iter(self._editions)

    def __len__(self) -> int:
        return len(self._editions)


def survey_media(wanted: Played, content: Path, report: Report, known: Known) -> Survey[Medium]:
    """Look at every film and sound that is ``wanted`` below the folder ``content``.

    What is ``known`` is not read again if its file has the stamp that it had.
    """
    folders = Folders(content)
    return survey(wanted, lambda src: _read(src, folders, known.get(src)), report)


def _read(src: str, folders: Folders, known: tuple[Stamp, Medium] | None) -> tuple[Stamp, Medium]:
    kind = TYPES.get(PurePosixPath(src).suffix.lower())
    if kind is None:
        hint = f"Export it as one of these: {', '.join(TYPES)}"
        message = f'"{src}" is no film and no sound that browsers play.'
        raise UnusableError(code="E510", message=message, hint=hint)
    file = folders.find(src) if lies_inside(src) else None
    if file is None:
        message = f'there is no file "{src}" in content/.'
        raise UnusableError(code="E511", message=message, hint=folders.nearest(src, TYPES))
    try:
        stamp = stamp_of(file)
        if known and known[0] == stamp:
            return stamp, replace(known[1], file=file)  # the site may lie elsewhere now
        return stamp, _medium(src, file, kind)
    except OSError as error:
        message = f'"{src}" cannot be opened: {error.strerror}.'
        raise UnusableError(code="E511", message=message, hint="Check the file's permissions.") from error


def _medium(src: str, file: Path, kind: str) -> Medium:
    digest, size = hashlib.blake2b(digest_size=5), 0
    with file.open("rb") as stream:
        while portion := stream.read(_PORTION):
            digest.update(portion)
            size += len(portion)
    path = PurePosixPath(src)
    stem = re.sub(r"[^a-z0-9-]+", "-", path.stem.lower()).strip("-") or "file"
    name = f"media/{stem}.{digest.hexdigest()}{path.suffix.lower()}"
    return Medium(file=file, path=name, type=kind, size=size, seconds=_seconds(file))


def _seconds(file: Path) -> float:
    """How long it plays, as far as its head tells; that of WebM is told by nobody."""
    try:
        return TinyTag.get(file, tags=False, duration=True).duration or 0.0
    except TinyTagException:
        return 0.0
