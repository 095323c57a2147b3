"""Files of the site as text: UTF-8, with or without a byte order mark, any line ends."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.diagnostics import Location

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Report

#: Folders of content/ that hold pictures and films, and no content files.
ASSETS = ("images", "media")


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """A file of the site: path relative to it, its text with plain line feeds, SHA-256 of its bytes."""

    path: str
    text: str
    digest: str


def read_tree(root: Path, report: Report) -> tuple[SourceFile, ...]:
    """Every Markdown file below ``content/``, sorted by path; files that are no text are reported and left out."""
    found = []
    for path in sorted((root / "content").rglob("*"), key=lambda path: path.as_posix()):
        inside = path.relative_to(root)
        if path.is_dir() or inside.parts[1] in ASSETS or any(part.startswith(".") for part in inside.parts):
            continue
        if path.suffix == ".md":
            file = read_file(root, inside.as_posix(), report)
            found += [file] if file else []
        elif path.suffix.lower() in {".md", ".markdown", ".mdown", ".mkd", ".txt"}:
            report.warning(
                "W101",
                f"{path.name} is not read: the name of a content file ends with .md in small letters.",
                f"Rename it to {path.stem}.md, or move it out of content/.",
                at=Location(file=inside.as_posix()),
            )
    return tuple(found)


def read_file(root: Path, path: str, report: Report) -> SourceFile | None:
    """Read one text file of the site; None, and a diagnostic, if it is missing or no UTF-8 text."""
    try:
        raw = (root / path).read_bytes()
    except FileNotFoundError:
        hint = 'Name the folder of the magazine with --site, or begin one with "litfass new".'
        report.error("E100", f"{path} is missing.", hint if path == "site.yml" else "", at=Location(file=path))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        report.error(
            "E100",
            f"The file is not saved as UTF-8: byte 0x{raw[error.start]:02x} is no letter there.",
            "Save it again with the encoding UTF-8.",
            at=Location(file=path, line=line),
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SourceFile(path=path, text=text, digest=hashlib.sha256(raw).hexdigest())
