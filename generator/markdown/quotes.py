"""Typographic quotation marks in an engine's HTML, placed by the reference's own rule.

Rules of the room: it meets HTML of a text without raw HTML, so every tag is the engine's. Each run of text and inline
tags becomes the row of tokens that it had been, and markdown-it's rule goes over that: nothing is written twice.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

_INLINE = r"</?(?:a|br|code|em|img|s|strong)\b[^>]*>"
# No possessive quantifiers: those of groups are wrong in Python before 3.11.5.
_RUN = re.compile(rf"<pre>.*?</pre>|((?:[^<]+|{_INLINE})+)|<[^>]*>", re.DOTALL)
_PART = re.compile(rf'<code>(?P<code>[^<]*)</code>|<img [^>]*?alt="(?P<alt>[^"]*)"[^>]*>|(?P<tag>{_INLINE})|[^<]+')


class Quotes:
    """The quotation marks of a language: opening and closing, double then single."""

    def __init__(self, marks: str) -> None:
        """Make what the rule reads the marks from."""
        self._state = StateCore("", MarkdownIt("zero", {"typographer": True, "quotes": marks}), {})

    def placed(self, html: str) -> str:
        """The HTML with these marks for straight ones."""
        return _RUN.sub(self._run, html)

    def _run(self, run: re.Match[str]) -> str:
        if run[1] is None or ("&quot;" not in run[1] and "'" not in run[1]):
            return run[0]
        parts = list(_PART.finditer(run[1]))
        tokens = list(_tokens(parts))
        process_inlines(tokens, self._state)
        return "".join(
            escapeHtml(token.content) if token.type == "text" else part[0]
            for part, token in zip(parts, tokens, strict=True)
        )


def _tokens(parts: list[re.Match[str]]) -> Iterator[Token]:
    """The tokens of a run: what its parts say, and how deep they stand."""
    level = 0
    for part in parts:
        tag = part["tag"] or ""
        level -= tag.startswith("</")
        if tag:
            yield Token("hardbreak" if tag.startswith("<br") else "tag", "", 0, level=level)
        elif part["code"] is not None or part["alt"] is not None:
            yield Token("content", "", 0, level=level, content=unescape(part["code"] or part["alt"] or ""))
        else:
            yield Token("text", "", 0, level=level, content=unescape(part[0]))
        level += tag.startswith(("<a", "<em", "<s"))
