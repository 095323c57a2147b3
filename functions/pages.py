"""The till's pages and mails: the theme's templates, rendered into the frame that the build made.

Rules of the room: the only importer of jinja2 in the till, and only when something is rendered. A template sees one
view of `views.till` and the words of one language; autoescape is on, an unknown name is an error. Letters, which know
no style sheet, see the theme's colours as ``look``.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from html import escape
from typing import TYPE_CHECKING

import msgspec

from functions.pricing.measure import content_words
from functions.wording import Text, Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

VERSION = 1
_TITLE = "till:title"
_MAIN = "<!--till:main-->"


def on_site(page: str, origin: str, *, own: str) -> str:
    """The page for another origin than the site's: every path becomes an address there, but for those below ``own``.

    Quotes within texts are escaped, so that what is found here are the page's own attributes.
    """
    return re.sub(rf'( (?:href|src|action)=")(?=/(?!/))(?!{re.escape(own)})', rf"\g<1>{origin}", page)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A legal text of the magazine: its title, its address (a path with the base path) and its plain text."""

    title: str
    url: str
    text: str


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """``_till/pages.json`` as the build writes it."""

    version: int
    frames: dict[str, str]
    templates: dict[str, str]
    words: dict[str, dict[str, Text]]
    documents: dict[str, dict[str, Document]] = {}
    terms_version: str = ""
    look: dict[str, str] = {}


class PagesError(Exception):
    """The pages cannot be used: not JSON, not of our shape, of an unknown version, or without the places to fill."""


class Pages:
    """What the build gave the till to speak with; make it by `load`."""

    def __init__(self, file: _File) -> None:
        self._file = file

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there is a frame for."""
        return tuple(self._file.frames)

    @property
    def terms_version(self) -> str:
        """What names the version of all legal texts together."""
        return self._file.terms_version

    def spoken(self, language: str) -> str:
        """That language, or the site's own where a build has given it up: an older order may be in it."""
        return language if language in self._file.frames else self.languages[0]

    def documents(self, language: str) -> Mapping[str, Document]:
        """The legal texts in that language by role: terms, withdrawal, shipping, privacy, imprint."""
        return self._file.documents.get(self.spoken(language), {})

    @lru_cache(maxsize=16)  # noqa: B019 (Pages lives as long as the process, or until the next build in serve)
    def wording(self, language: str) -> Wording:
        """The words of that language."""
        spoken = self.spoken(language)
        return Wording(language=spoken, words=self._file.words.get(spoken, {}))

    def texts(self, prefix: str, language: str) -> tuple[str, ...]:
        """All words of that language whose keys begin so, in each of their forms."""
        found = (text for key, text in self._file.words.get(language, {}).items() if key.startswith(prefix))
        return tuple(form for text in found for form in ((text,) if isinstance(text, str) else text.values()))

    def page(self, template: str, language: str, title: str, view: object) -> str:
        """A whole HTML page: the template in the frame of that language."""
        before, _, after = self._file.frames[self.spoken(language)].replace(_TITLE, escape(title), 1).partition(_MAIN)
        return before + self.text(template, language, view) + after

    def text(self, template: str, language: str, view: object) -> str:
        """A template alone, as mails need it; ``*.html`` is escaped, ``*.txt`` is not."""
        spoken = self.spoken(language)
        return self._environment(spoken).get_template(template).render(view=view, language=spoken)

    @lru_cache(maxsize=16)  # noqa: B019 (as above)
    def _environment(self, language: str) -> jinja2.Environment:
        import jinja2  # noqa: PLC0415 (see the head of this module)

        wording = self.wording(language)
        environment = jinja2.Environment(
            loader=jinja2.DictLoader(self._file.templates),
            autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= {
            "money": wording.money,
            "date": wording.date,
            "number": wording.number,
            "percent": wording.percent,
            "territory": wording.territory,
            "zone": wording.zone,
            "content": partial(content_words, wording=wording),
        }
        environment.globals |= {"t": wording.t, "look": self._file.look}
        return environment


def load(data: bytes) -> Pages:
    """Read the pages. Raises PagesError if this till cannot use them."""
    try:
        file = msgspec.json.decode(data, type=_File)
    except msgspec.DecodeError as error:
        message = f"the till's pages cannot be read: {error}"
        raise PagesError(message) from error
    if file.version != VERSION:
        message = f"the till's pages have version {file.version}, this till reads version {VERSION}"
        raise PagesError(message)
    for language, frame in file.frames.items():
        missing = [mark for mark in (_TITLE, _MAIN) if mark not in frame]
        if missing:
            message = f'the frame of "{language}" has no place for {", ".join(missing)}'
            raise PagesError(message)
    return Pages(file)
