"""Stamps: by what one sees, without reading it, that a file is what it was.

Rules of the room: a stamp is believed only if the file had been left alone for a while when it was looked at; what was
written at that very moment may be written once more without a trace (as in git's index).
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Stamp: TypeAlias = tuple[int, int, int, int]
"""Times of the last change of content and of inode in ns, size in bytes, inode."""

TICK_NS = 2_000_000_000
"""The coarsest clock of a file system in use, FAT's."""


def stamp_of(file: os.DirEntry[str] | Path | str) -> Stamp:
    """The stamp of a file; a link's is that of what it leads to. Raises OSError."""
    found = os.stat(file)  # noqa: PTH116 - thousands of paths, as texts
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def quiet_since() -> int:
    """The time in ns since which a file must have been left alone if it is looked at from now on; see `settled`.

    The time is the system's, as those of files are; that of the build may be any.
    """
    return time.time_ns() - TICK_NS


def is_settled(stamp: Stamp, since: int) -> bool:
    """Whether a stamp can be believed, ``since`` being from before it was taken."""
    return stamp[0] < since and stamp[1] < since


def settled(stamps: Mapping[str, Stamp], since: int) -> dict[str, Stamp]:
    """Those stamps that can be believed."""
    return {path: stamp for path, stamp in stamps.items() if is_settled(stamp, since)}
