"""The tree of content/: which files there are, each with its stamp; no content file is read here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from generator.diagnostics import Location
from generator.source.unread import ENDINGS, why_unread
from generator.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.stamps import Stamp

#: Folders of content/ that hold pictures, films and fonts, and no content files.
ASSETS = ("images", "media", "fonts")


def find_tree(root: Path, report: Report) -> dict[str, Stamp]:
    """Every Markdown file below ``content/`` and its stamp, sorted by path; what was meant to be one is told."""
    found: dict[str, Stamp] = {}
    for path, entry in sorted(_files(root / "content", "content", ASSETS)):
        if path.endswith(ENDINGS):
            found[path] = stamp_of(entry)
        elif why := why_unread(path, entry):
            report.warning("W101", *why, at=Location(file=path))
    return found


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
