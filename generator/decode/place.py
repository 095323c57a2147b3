"""Places: what the path of a content file says: its kind, its id, its language and perhaps its date."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from generator.decode.readers import plain
from generator.diagnostics import Location, did_you_mean

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.model import Site

#: The folder below content/ of each kind.
FOLDERS = {
    "stories": "story",
    "products": "product",
    "pages": "page",
    "sections": "section",
    "tags": "tag",
    "authors": "author",
}

#: An id that `plain` leaves as it is.
_PLAIN = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?")
#: The file of a bundle: a thing that has a folder of its own, which names it, with its pictures beside it.
_BUNDLE = "index"
#: So many / has the path of a folder in ``content/stories``, which may be a bundle.
_TOP = 2
_DATED = re.compile(r"([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})-(.+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a path says: what the file is, and where the default language's file lies, which carries the facts.

    ``date`` is the one that the name of a story begins with, or "".
    """

    kind: str
    id: str
    language: str
    home: str
    date: str = ""


def place_of(path: str, site: Site, report: Report) -> Place | None:
    """The place of a file; None, and a diagnostic, if its path says nothing."""
    lies_in, _, file = path.rpartition("/")
    kind = _kind(path, report)
    if not kind:
        return None
    lenient = site.lenient and kind == "story"
    stem, _, ending = file.rpartition(".")
    name, language = _language(stem, path, site, report, lenient=lenient) if "." in stem else (stem, "")
    if lenient and name.startswith("_"):
        message = f'"{file}" is the page of a list in another tool, and no story.'
        report.error("E118", message, "Delete it, or move it out of content/.", at=Location(file=path))
        return None
    bundled = name == _BUNDLE and lies_in.count("/") >= _TOP
    named = lies_in.rpartition("/")[2] if bundled else name
    day, words = _dated(named) if kind == "story" and named[:1].isdecimal() else ("", named)
    if not _PLAIN.fullmatch(words):
        better = f"{day}-{plain(words)}".lstrip("-") if plain(words) else "over-the-moor"
        better = f"the folder to {better}" if bundled else _file_named(better, language, site)
        cure = f"Rename {better}" if plain(words) else f"Rename {better}, say"
        words = _mended(words, cure, path, report, lenient=lenient)
    if not words:
        return None
    home = f"{lies_in}/{name}.{ending}"
    return Place(kind=kind, id=words, language=language or site.default_language, home=home, date=day)


def _kind(path: str, report: Report) -> str:
    """The kind of thing that lies in that folder; "", and a diagnostic, if none does."""
    folder = path.partition("/")[2].rpartition("/")[0].partition("/")[0]  # content/<folder>/<file>
    if folder not in FOLDERS:
        where = f'The folder "{folder}" is not known.' if folder else "The file lies in no folder of content/."
        known = did_you_mean(folder, tuple(FOLDERS)) if folder else f"Known are: {', '.join(FOLDERS)}."
        report.error("E118", where, known, at=Location(file=path))
    return FOLDERS.get(folder, "")


def _language(stem: str, path: str, site: Site, report: Report, *, lenient: bool) -> tuple[str, str]:
    """The name of a file without its language, and that language; no name, and a diagnostic, if there is no such."""
    name, _, language = stem.partition(".")
    codes = [language.code for language in site.languages]
    if language in codes:
        return name, language
    if lenient:  # version-1.2.de.md
        name, _, language = stem.rpartition(".")
        return (name, language) if language in codes else (stem, "")
    message = f'The file is named for the language "{language}", which site.yml does not have.'
    report.error("E118", message, did_you_mean(language, codes), at=Location(file=path))
    return "", ""


def _dated(name: str) -> tuple[str, str]:
    """The date that a name begins with, and the rest; a date that is in no calendar is part of the name."""
    found = _DATED.fullmatch(name)
    if found:
        with suppress(ValueError):
            return date.fromisoformat(found[1]).isoformat(), found[2]
    return "", name


def _file_named(name: str, language: str, site: Site) -> str:
    """How to call a file, as a part of a sentence; ``moor-de`` most likely is a translation."""
    words, _, last = name.rpartition("-")
    if words and not language and last in [language.code for language in site.languages]:
        name, language = words, last
    return f"the file to {name}.{language}.md" if language else f"the file to {name}.md"


def _mended(name: str, cure: str, path: str, report: Report, *, lenient: bool) -> str:
    """The id of a story whose name is none, where that is let pass; else "". Either is told."""
    if lenient and plain(name):
        report.warning(
            "W137", f'The name "{name}" is no id; this story is "{plain(name)}".', cure, at=Location(file=path)
        )
        return plain(name)
    message = f'The name "{name}" may have only small letters a-z, digits and hyphens.'
    report.error("E118", message, cure, at=Location(file=path))
    return ""
