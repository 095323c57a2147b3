"""Files of the site as text: UTF-8, with or without a byte order mark, any line ends, and one version alone."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.diagnostics import Location

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Report

#: The first of the lines that git leaves in a file where it could not put two versions together.
_CONFLICT = re.compile(r"^<{7} .*$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """A file of the site: path relative to it, its text with plain line feeds, SHA-256 of its bytes."""

    path: str
    text: str
    digest: str


def read_file(root: Path, path: str, report: Report) -> SourceFile | None:
    """Read one text file of the site; None, and a diagnostic, if it is missing, no UTF-8 text, or two versions."""
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
    if "\n>>>>>>> " in text and (begins := _CONFLICT.search(text)):
        line = text.count("\n", 0, begins.start()) + 1
        place = Location(file=path, line=line, length=len(begins[0]), text=begins[0])
        hint = "Keep what is to hold, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
        report.error("E155", "Two versions of this file meet here, and git could not join them.", hint, at=place)
        return None
    return SourceFile(path=path, text=text, digest=hashlib.sha256(raw).hexdigest())
