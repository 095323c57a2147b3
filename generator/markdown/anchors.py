"""Anchors of headings: short, stable, unique on the page.

Rules of the room: HTML in, HTML out; an id that the editor wrote stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

RESERVED = frozenset({"main", "cart", "footnotes"})
"""Ids of the theme's own landmarks, which no heading takes."""

_HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
_ID = re.compile(r"""[Ii](?<=\s[Ii])[Dd]\s*=\s*["']?([^"'\s>]+)""")
_TAG = re.compile(r"<[^>]*>")
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ł": "l", "đ": "d"}
)


def slugify(text: str) -> str:
    """A heading's words as an anchor: lower case, ä as ae, other accents dropped, hyphens between; "" for no letter."""
    folded = unicodedata.normalize("NFC", text).lower().translate(_GERMAN)
    if not folded.isascii():
        folded = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    return "-".join(re.findall(r"[^\W_]+", re.sub(r"['’‘]", "", folded)))


def with_anchors(html: str) -> str:
    """The HTML with an id on every heading that has none, each unique."""
    if "<h" not in html.lower():
        return html
    taken = {unescape(name) for name in _ID.findall(html)} | RESERVED

    def anchored(match: re.Match[str]) -> str:
        level, attributes, content = match[1], match[2], match[3]
        if _ID.search(attributes):
            return match[0]
        name = _unique(slugify(unescape(_TAG.sub("", content))) or "section", taken)
        taken.add(name)
        return f'<h{level} id="{name}"{attributes}>{content}</h{level}>'

    return _HEADING.sub(anchored, html)


def _unique(name: str, taken: set[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate
