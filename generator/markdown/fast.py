"""The second engine: markdown-it in Rust, ten times as fast, taken where the extra ``fast`` is installed.

Rules of the room: it gives the HTML of the reference byte for byte. A text for which `agreement` does not say so goes
to the reference; no setting chooses, and no page tells which engine made it. Quotation marks are placed afterwards
(see `quotes`), and classes of pictures travel in their addresses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from generator.markdown.agreement import agreed, raw_block, without_code
from generator.markdown.engine import QUOTES, MarkdownItEngine, needed
from generator.markdown.quotes import Quotes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from markdown_it_pyrs import MarkdownIt

PACKAGE = "markdown_it_pyrs"

INSTALLED = find_spec(PACKAGE) is not None
"""Whether there is a second engine."""

_PLUGINS: Mapping[str, Literal["deflist", "strikethrough", "table"]] = {
    "definition_lists": "deflist",
    "strikethrough": "strikethrough",
    "tables": "table",
}
"""The extensions that it has, and their names there."""

_MARK, _MARK_ENCODED = "\ue002", "%EE%80%82"
_NAMES = r"((?:[ \t]*\.[A-Za-z][A-Za-z0-9_-]*)+)[ \t]*"
_PICTURE = re.compile(rf'(!\[[^\[\]\n]*\]\([^\s()<>\\]+)((?:[ \t]+"[^"\\\n]*")?\))\{{{_NAMES}\}}')
_BLOCK = re.compile(rf"(?<![^\n]\n)^\{{(?:{_NAMES}|%[^%{{}}\n]*%)\}}[ \t]*(?=\n\s*[^\s<])", re.MULTILINE)
_PICTURE_HTML = re.compile(rf'(<img src="[^"]*?){_MARK_ENCODED}([^"]*)("[^>]*) />')
_COMMENT_HTML = f"<!--{_MARK}-->\n"
_BLOCK_HTML = re.compile(rf"<!--{_MARK}([^>]*)-->\n<(blockquote|h[1-6]|ol|p|ul)>")


class RustEngine:
    """CommonMark with these extensions by markdown-it-pyrs, or by the reference."""

    def __init__(self, language: str, extensions: frozenset[str]) -> None:
        """Parsers are made when a text needs them."""
        self._extensions = extensions
        self._quotes = Quotes(QUOTES.get(language, QUOTES["en"]))
        self._reference = MarkdownItEngine(language, extensions)

    def render(self, text: str) -> str:
        """The HTML of a text, not sanitised."""
        found = fitting(text, self._extensions)
        if found is None:
            return self._reference.render(text)
        marked, wanted = found
        html: str = _parser(wanted.intersection(_PLUGINS)).render(marked)
        if "tables" in wanted:
            html = html.replace(' style="text-align:', ' class="align-')
        if marked != text:
            html = _BLOCK_HTML.sub(_block, _PICTURE_HTML.sub(_picture, html.replace(_COMMENT_HTML, "")))
            if _MARK in html or _MARK_ENCODED in html:  # in code, or before a block of another kind
                return self._reference.render(text)
        return self._quotes.placed(html) if "smart_quotes" in wanted else html


def fitting(text: str, extensions: frozenset[str]) -> tuple[str, frozenset[str]] | None:
    """The text as the Rust parser gets it, and the extensions that it needs; None if it is the reference's.

    ``![…](a.jpg){.b}`` has its class at the end of the address; ``{.b}`` above a block is a comment, and so is a line
    ``{% … %}``, which the reference leaves out.
    """
    if _MARK in text:
        return None
    marked = text
    if "attributes" in extensions and "{" in text:
        marked = _PICTURE.sub(lambda found: f"{found[1]}{_marked(found[3])}{found[2]}", text)
        if not raw_block(text):
            marked = _BLOCK.sub(lambda found: f"<!--{_marked(found[1] or '.')}-->", marked)
    plain = without_code(marked)
    wanted = needed(extensions, plain)
    return (marked, wanted) if agreed(plain, wanted) else None


@lru_cache(maxsize=8)
def _parser(extensions: frozenset[str]) -> MarkdownIt:
    from markdown_it_pyrs import MarkdownIt  # noqa: PLC0415 - it may not be there

    return MarkdownIt("commonmark").enable_many([_PLUGINS[name] for name in sorted(extensions)])


def _marked(names: str) -> str:
    return "".join(f"{_MARK}{name}" for name in names.replace(".", " ").split()) or _MARK


def _picture(found: re.Match[str]) -> str:
    return f'{found[1]}{found[3]} class="{found[2].replace(_MARK_ENCODED, " ")}" />'


def _block(found: re.Match[str]) -> str:
    return f'<{found[2]} class="{found[1].replace(_MARK, " ")}">'
