"""The tree of content/: which files there are, each with its stamp; no content is read here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from generator.diagnostics import Location
from generator.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.stamps import Stamp

#: Folders of content/ that hold pictures, films and fonts, and no content files.
ASSETS = ("images", "media", "fonts")
#: How the name of a content file ends.
ENDINGS = (".md", ".markdown")
_NEARLY = (*ENDINGS, ".mdown", ".mkd", ".txt")


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
