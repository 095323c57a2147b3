"""Finished pictures, each in a file of its own.

Rules of the room: a file's name says all of its content, so that what is there is right; a file appears in one step,
so that a build that dies leaves none half-written. Where the folder cannot be written, OSError is raised.
"""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

#: The folder of the cache in the site's own.
FOLDER = ".litfass"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cache:
    """The cache of the site in ``root``; paths are those of the output, such as ``images/moor-480.0a1b2c3d.avif``."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.root / FOLDER

    def find(self, path: str) -> Path | None:
        """The kept file, or None."""
        file = self.folder / path
        return file if file.is_file() else None

    def read(self, path: str) -> bytes | None:
        """The content of the kept file, or None."""
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, path: str, content: bytes) -> Path:
        """Keep a file, and say where it lies."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # Two may make the same picture at once; each writes a file of its own, and the last name wins.
        half = file.with_name(f".{file.name}.{os.getpid()}-{threading.get_ident()}")
        try:
            half.write_bytes(content)
            half.replace(file)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        return file

    def prune(self, folder: str, wanted: Collection[str]) -> None:
        """Remove what lies in ``folder`` of the cache and is none of the ``wanted`` paths."""
        base = self.folder / folder
        for file in base.iterdir() if base.is_dir() else ():
            # Another build may be writing a file whose name begins with a point.
            if f"{folder}/{file.name}" not in wanted and not file.name.startswith("."):
                file.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all of it."""
        if self.folder.exists():
            shutil.rmtree(self.folder)
