"""The tree of content/: which files there are, and by which stamp one sees that a file is what it was.

Rules of the room: no content is read here. A stamp is believed only if the file had been left alone for a while when it
was looked at; what was written at that very moment may be written once more without a trace (as in git's index).
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeAlias

from generator.diagnostics import Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.diagnostics import Report

Stamp: TypeAlias = tuple[int, int, int, int]
"""Times of the last change of content and of inode in ns, size in bytes, inode."""

#: Folders of content/ that hold pictures, films and fonts, and no content files.
ASSETS = ("images", "media", "fonts")
#: How the name of a content file ends.
ENDINGS = (".md", ".markdown")
_NEARLY = (*ENDINGS, ".mdown", ".mkd", ".txt")
#: The coarsest clock of a file system in use, FAT's.
_TICK_NS = 2_000_000_000


def find_tree(root: Path, report: Report) -> dict[str, Stamp]:
    """Every Markdown file below ``content/`` and its stamp, sorted by path; names that are nearly right are told."""
    found: dict[str, Stamp] = {}
    for path, entry in sorted(_files(root / "content", "content", ASSETS)):
        if path.endswith(ENDINGS):
            found[path] = stamp_of(entry)
        elif path.lower().endswith(_NEARLY):
            stem = entry.name.rpartition(".")[0]
            report.warning(
                "W101",
                f"{entry.name} is not read: the name of a content file ends with .md in small letters.",
                f"Rename it to {stem}.md, or move it out of content/.",
                at=Location(file=path),
            )
    return found


def quiet_since() -> int:
    """The time in ns since which a file must have been left alone if it is looked at from now on; see `settled`.

    The time is the system's, as those of files are; that of the build may be any.
    """
    return time.time_ns() - _TICK_NS


def settled(stamps: Mapping[str, Stamp], since: int) -> dict[str, Stamp]:
    """Those stamps that can be believed from now on, ``since`` being from before they were taken."""
    return {path: stamp for path, stamp in stamps.items() if stamp[0] < since and stamp[1] < since}


def stamp_of(file: os.DirEntry[str] | Path) -> Stamp:
    """The stamp of a file; a link's is that of what it leads to."""
    found = file.stat()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _files(folder: Path | str, path: str, left_out: tuple[str, ...] = ()) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below a folder but hidden ones; links to folders are not followed, which might lead in circles."""
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name in left_out:
                continue
            inside = f"{path}/{entry.name}"
            if not entry.is_dir():
                yield inside, entry
            elif not entry.is_symlink():
                yield from _files(entry.path, inside)
