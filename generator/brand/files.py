"""Files of a brand: where site.yml means them to lie, and the licence of a font beside it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from generator.diagnostics import did_you_mean
from generator.theme import bundled

if TYPE_CHECKING:
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.model import Stated

_LICENCE = re.compile(r"(ofl|ufl|licen[cs]es?|lizenz|copying|eula)(?![a-z])")
_TEXTS = ("", ".txt", ".md", ".html", ".pdf")


def find(root: Path, stated: Stated, report: Report) -> Path | None:
    """The file, in content/ or in a theme, where changes are noticed; None and a diagnostic if there is none."""
    bases = _bases(root, stated.value)
    for base in bases:
        if (base / stated.value).is_file():
            return base / stated.value
    folder = stated.value.rpartition("/")[0]
    known = [file.relative_to(base).as_posix() for base in bases for file in _files(base / folder)]
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


def _bases(root: Path, path: str) -> tuple[Path, ...]:
    if path.startswith("themes/"):
        return root, bundled().parent
    return (root if path.startswith("content/") else root / "content",)
