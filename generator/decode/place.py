"""Places: what the path of a content file says: its kind, its id and its language."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a path says. ``home`` is the path of the default language's file, which carries the facts."""

    kind: str
    id: str
    language: str
    home: str


def place_of(path: str, site: Site, report: Report) -> Place | None:
    """The place of a file; None, and a diagnostic, if its path says nothing."""
    parts = path.split("/")
    folder = parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 - content/<folder>/<file>
    if folder not in FOLDERS:
        where = f'The folder "{folder}" is not known.' if folder else "The file lies in no folder of content/."
        known = did_you_mean(folder, tuple(FOLDERS)) if folder else f"Known are: {', '.join(FOLDERS)}."
        report.error("E118", where, known, at=Location(file=path))
        return None
    name = parts[-1].removesuffix(".md")
    id_, _, language = name.partition(".")
    codes = tuple(language.code for language in site.languages)
    if language and language not in codes:
        message = f'The file is named for the language "{language}", which site.yml does not have.'
        report.error("E118", message, did_you_mean(language, codes), at=Location(file=path))
        return None
    if id_ != plain(id_):
        words, _, last = plain(id_).rpartition("-")
        better = f"{plain(id_)}.{language}.md" if language else f"{plain(id_)}.md"
        if words and not language and last in codes:  # moor_de.md
            better = f"{words}.{last}.md"
        message = f'The name "{id_}" may have only small letters a-z, digits and hyphens.'
        report.error("E118", message, f"Rename the file to {better}", at=Location(file=path))
        return None
    default = site.default_language
    home = "/".join((*parts[:-1], f"{id_}.md"))
    return Place(kind=FOLDERS[folder], id=id_, language=language or default, home=home)
