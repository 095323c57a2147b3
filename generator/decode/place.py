"""Places: what the path of a content file says: its kind, its id and its language."""

from __future__ import annotations

import re
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

#: An id that `plain` leaves as it is.
_PLAIN = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What a path says: the ``folder`` that the file lies in, and what the file is."""

    folder: str
    kind: str
    id: str
    language: str

    @property
    def home(self) -> str:
        """The path of the default language's file, which carries the facts."""
        return f"{self.folder}/{self.id}.md"


def place_of(path: str, site: Site, report: Report) -> Place | None:
    """The place of a file; None, and a diagnostic, if its path says nothing."""
    lies_in, _, file = path.rpartition("/")
    folder = lies_in.partition("/")[2].partition("/")[0]  # content/<folder>/<file>
    if folder not in FOLDERS:
        where = f'The folder "{folder}" is not known.' if folder else "The file lies in no folder of content/."
        known = did_you_mean(folder, tuple(FOLDERS)) if folder else f"Known are: {', '.join(FOLDERS)}."
        report.error("E118", where, known, at=Location(file=path))
        return None
    id_, _, language = file.removesuffix(".md").partition(".")
    codes = [language.code for language in site.languages]
    if language and language not in codes:
        message = f'The file is named for the language "{language}", which site.yml does not have.'
        report.error("E118", message, did_you_mean(language, codes), at=Location(file=path))
        return None
    if not _PLAIN.fullmatch(id_):
        words, _, last = plain(id_).rpartition("-")
        better = f"{plain(id_)}.{language}.md" if language else f"{plain(id_)}.md"
        if words and not language and last in codes:  # moor_de.md
            better = f"{words}.{last}.md"
        message = f'The name "{id_}" may have only small letters a-z, digits and hyphens.'
        report.error("E118", message, f"Rename the file to {better}", at=Location(file=path))
        return None
    return Place(folder=lies_in, kind=FOLDERS[folder], id=id_, language=language or codes[0])
