"""The survey: every film and sound that the content names, looked at once, each fault told where it is named."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from tinytag import TinyTag, TinyTagException

from generator.diagnostics import did_you_mean
from generator.source import Folders
from generator.stamps import Stamp, stamp_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.diagnostics import Location, Report
    from generator.model import SiteGraph

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

_INSIDE = re.compile(r"(?!/)(?!.*(?:\\|:|(?:^|/)\.\.(?:/|$))).+")
_PORTION = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Medium:
    """A film or a sound: its ``file``, ``path`` in the output, size in bytes, length in ``seconds`` (0: unknown)."""

    file: Path
    path: str
    type: str
    size: int
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """The usable ``files`` by src, the src of the ``broken`` ones, and the ``stamps`` of the files read."""

    files: Mapping[str, Medium]
    broken: frozenset[str]
    stamps: Mapping[str, Stamp]


class _UnusableError(Exception):
    """A code, what is wrong, and how to mend it."""


def survey(
    graph: SiteGraph, content: Path, report: Report, known: Mapping[str, tuple[Stamp, Medium]] | None = None
) -> Survey:
    """Look at every film and sound that the visible magazine names below the folder ``content``.

    What is ``known`` is not read again if its file has the stamp that it had.
    """
    wanted: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for edition, sources in graph.media.items():
        for src in sources:
            wanted[src].append(edition)
    folders, files, stamps, broken = Folders(content), dict[str, Medium](), dict[str, Stamp](), set[str]()
    for src, editions in wanted.items():
        try:
            stamps[src], files[src] = _read(src, folders, (known or {}).get(src))
        except _UnusableError as fault:
            broken.add(src)
            for at in _places(graph, src, editions):
                report.error(*fault.args, at=at)
    return Survey(files=files, broken=frozenset(broken), stamps=stamps)


def _places(graph: SiteGraph, src: str, editions: list[tuple[str, str, str]]) -> list[Location | None]:
    embeds = (embed for edition in editions for embed in graph.prose[edition].embeds)
    return [embed.at for embed in embeds if embed.argument == src] or [None]


def _read(src: str, folders: Folders, known: tuple[Stamp, Medium] | None) -> tuple[Stamp, Medium]:
    kind = TYPES.get(PurePosixPath(src).suffix.lower())
    if kind is None:
        hint = f"Export it as one of these: {', '.join(TYPES)}"
        code, message = "E510", f'"{src}" is no film and no sound that browsers play.'
        raise _UnusableError(code, message, hint)
    file = folders.find(src) if _INSIDE.fullmatch(src) else None
    if file is None:
        code, message = "E511", f'there is no file "{src}" in content/.'
        raise _UnusableError(code, message, _nearest(src, folders.content))
    try:
        stamp = stamp_of(file)
        if known and known[0] == stamp:
            return stamp, replace(known[1], file=file)  # the site may lie elsewhere now
        return stamp, _medium(src, file, kind)
    except OSError as error:
        code, message = "E511", f'"{src}" cannot be opened: {error.strerror}.'
        raise _UnusableError(code, message, "Check the file's permissions.") from error


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


def _nearest(src: str, content: Path) -> str:
    files = (path for path in content.rglob("*") if path.suffix.lower() in TYPES and path.is_file())
    known = sorted(path.relative_to(content).as_posix() for path in files)
    return did_you_mean(src, known) if known else "Put it there, and write its path below content/."
