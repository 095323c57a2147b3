"""Files of a brand: where site.yml means them to lie, and the licence of a font beside it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from generator.diagnostics import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.model import Stated

_LICENCE = re.compile(r"(ofl|ufl|licen[cs]es?|lizenz|copying|eula)(?![a-z])")
_FOLDERS = ("content/", "themes/")
_TEXTS = ("", ".txt", ".md", ".html", ".pdf")


def find(root: Path, stated: Stated, report: Report) -> Path | None:
    """The file, in content/ or in a theme, where changes are noticed; None and a diagnostic if there is none."""
    lies_in = root if stated.value.startswith(_FOLDERS) else root / "content"
    if (lies_in / stated.value).is_file():
        return lies_in / stated.value
    folder = stated.value.rpartition("/")[0]
    known = [file.relative_to(lies_in).as_posix() for file in _files(lies_in / folder)]
    hint = did_you_mean(stated.value, known) or "Paths count from content/; those of a theme begin with themes/."
    report.error("E616", f'there is no file "{stated.value}".', hint, at=stated.at)
    return None


def licences(font: Path) -> tuple[Path, ...]:
    """The licence files of a font in its folder: those that begin with its name, else those for all in it."""
    texts = [file for file in _files(font.parent) if file.suffix.lower() in _TEXTS]
    own = re.split(r"[^a-z0-9]", font.stem.casefold())[0]
    named = [file for file in texts if file.name.casefold().startswith(own) and _LICENCE.search(file.name.casefold())]
    return tuple(named or [file for file in texts if _LICENCE.match(file.name.casefold())])


def plain(stem: str) -> str:
    """A file's name as it may stand in an address."""
    ascii_only = unicodedata.normalize("NFKD", stem.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or "file"


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else []
