"""Safe HTML as a row of tags and texts.

Rules of the room: it reads only what `safe` has cleaned, so a regular expression is enough: every tag is closed,
every attribute stands in double quotes, and ``<`` begins a tag and nothing else.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TypeAlias

from generator.markdown.scanned import CLOSE, OPEN

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


Token: TypeAlias = tuple[str, str, str, str]
"""``/`` of a closing tag, the tag, its attributes as written, and "" thrice; or "" thrice and a text, which is HTML."""


def tokens(html: str) -> list[Token]:
    """The tags and texts of safe HTML, in order."""
    return _TOKEN.findall(html)


def attributes_of(raw: str) -> dict[str, str]:
    """Attributes as written by name, their values unescaped and free of the marks of slots."""
    return {key: free(unescape(value)) for key, value in _ATTRIBUTE.findall(raw)}


def without_id(raw: str) -> str:
    """Attributes as written, but for the id."""
    return _ID.sub("", raw)


def leading_away(raw: str) -> str:
    """The attributes of a link to another site: it learns nothing of the page that it was opened from."""
    return _REL.sub("", raw) + ' rel="external noopener"'


def pictures_end(row: list[Token], index: int) -> int:
    """The index of the ``</p>`` if the paragraph that opens at ``index`` has pictures alone, else 0."""
    pictures = 0
    while (token := row[index + 1])[1] == "img" or token[3].isspace():
        pictures += token[1] == "img"
        index += 1
    return index + 1 if pictures and token[:2] == ("/", "p") else 0


def free(text: str) -> str:
    """A text without the marks of slots."""
    return text.replace(OPEN, "").replace(CLOSE, "")
