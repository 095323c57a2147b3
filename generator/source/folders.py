"""Folders: whether a file that a text names is there, spelt as it is, letter by letter."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from unicodedata import normalize

from generator.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path


def lies_inside(src: str) -> bool:
    """Whether a path can be that of a file below ``content/``, which it begins in."""
    return not (src.startswith("/") or "\\" in src or ":" in src or ".." in src.split("/"))


class Folders:
    """The folders below ``content``, each listed once."""

    def __init__(self, content: Path) -> None:
        """Nothing is listed yet."""
        self.content = content
        self._listed: dict[Path, set[str]] = {}

    def find(self, src: str) -> Path | None:
        """The file that is spelt so, letter by letter; None if there is none.

        A Mac finds Jacket.JPG as jacket.jpg, a web server does not; and it may write an umlaut as two letters, which
        nobody sees (Unicode's NFD).
        """
        found = self.content
        for part in posixpath.normpath(src).split("/"):
            names = self._names(found)
            same = (name for name in sorted(names) if normalize("NFC", name) == normalize("NFC", part))
            name = part if part in names else next(same, None)
            if name is None:
                return None
            found /= name
        return found if found.is_file() else None

    def nearest(self, src: str, endings: Container[str]) -> str:
        """The hint for a file that is not there: the nearest one with such an ending, or where to put it."""
        files = (path for path in self.content.rglob("*") if path.suffix.lower() in endings and path.is_file())
        known = sorted(path.relative_to(self.content).as_posix() for path in files)
        return did_you_mean(src, known) if known else "Put it there, and write its path below content/."

    def _names(self, folder: Path) -> set[str]:
        if folder not in self._listed:
            self._listed[folder] = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
        return self._listed[folder]
