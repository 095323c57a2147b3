"""Safe HTML as a row of tags and texts.

Rules of the room: it reads only what `safe` has cleaned, so a regular expression is enough: every tag is closed,
every attribute stands in double quotes, and ``<`` begins a tag and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from generator.markdown.fences import CLOSE, OPEN

LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
"""The heading elements and the level that each has in a story."""

VOID = frozenset({"br", "col", "hr", "img", "wbr"})
"""The elements without content."""

PARTS = frozenset(LEVELS) | set(
    re.findall(
        r"\w+",
        "aside blockquote caption dd details div dl dt figcaption figure hr li ol p pre section summary table tbody td"
        " tfoot th thead tr ul",
    )
)
"""The elements that begin and end a paragraph of plain text."""

HOLDERS = frozenset({"", "aside", "blockquote", "dd", "details", "div", "figure", "li", "section", "td", "th"})
"""The elements that may hold a block; "" is the text itself."""

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s[^\s=>"]+="[^"]*")*)\s*/?>|([^<]+|<)')
_ATTRIBUTE = re.compile(r'\s([^\s=>"]+)="([^"]*)"')
_ID = re.compile(r'\sid="[^"]*"')
_REL = re.compile(r'\srel="[^"]*"')


@dataclass(frozen=True, slots=True)
class Token:
    """A text (``text`` is HTML), or a tag with its attributes as written; ``closing`` for ``</p>``."""

    text: str
    tag: str = ""
    raw: str = ""
    closing: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes, their values unescaped and free of the marks of slots."""
        return {key: _free(unescape(value)) for key, value in _ATTRIBUTE.findall(self.raw)}


def tokens(html: str) -> list[Token]:
    """The tags and texts of safe HTML, in order."""
    return [
        Token(match[4]) if match[4] else Token("", match[2], _free(match[3]), bool(match[1]))
        for match in _TOKEN.finditer(html)
    ]


def without_id(raw: str) -> str:
    """Attributes as written, but for the id."""
    return _ID.sub("", raw)


def leading_away(raw: str) -> str:
    """The attributes of a link to another site: it learns nothing of the page that it was opened from."""
    return _REL.sub("", raw) + ' rel="external noopener"'


def pictures_end(row: list[Token], index: int) -> int:
    """The index of the ``</p>`` if the paragraph that opens at ``index`` has pictures alone, else 0."""
    pictures = 0
    while (token := row[index + 1]).tag == "img" or token.text.isspace():
        pictures += token.tag == "img"
        index += 1
    return index + 1 if pictures and token.closing and token.tag == "p" else 0


def _free(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")
