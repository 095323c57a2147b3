"""The engine: Markdown in, HTML out, behind one small protocol.

Rules of the room: only this module imports markdown_it. An engine meets plain Markdown (blocks have become comments,
see `fences`), knows no slots, ids or products, and its HTML is not yet safe. So it can be exchanged for another.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markdown_it.renderer import RendererProtocol
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

QUOTES: Mapping[str, str] = {"de": "„“‚‘", "en": "“”‘’"}
"""Opening and closing marks, double then single, by language; others have the English ones."""


class Engine(Protocol):
    """Turns Markdown into HTML, always: no text is an error."""

    def render(self, text: str) -> str:
        """The HTML of a text, not sanitised."""


class MarkdownItEngine:
    """The reference: CommonMark by markdown-it-py, with these extensions."""

    def __init__(self, language: str, extensions: frozenset[str]) -> None:
        """Parsers are made when a text needs them."""
        self._language = language
        self._extensions = extensions

    def render(self, text: str) -> str:
        """The HTML of a text, not sanitised."""
        html: str = parser(self._language, needed(self._extensions, text)).render(text)
        return html


@lru_cache(maxsize=256)
def parser(language: str, extensions: frozenset[str]) -> MarkdownIt:
    """The parser with these extensions, made once: this costs as much as a short story."""
    made = MarkdownIt("commonmark", {"typographer": True, "quotes": QUOTES.get(language, QUOTES["en"])})
    made.add_render_rule("blockquote_open", _blockquote_open)
    for name in sorted(extensions & _EXTENSIONS.keys()):
        _EXTENSIONS[name](made)
    return made


def needed(extensions: frozenset[str], text: str) -> frozenset[str]:
    """Those extensions that may have work in a text: each costs time at every line or letter, and most have none."""
    found = {name for sign, name in _SIGNS if name in extensions and sign in text}
    return frozenset(name for name in found if name not in _NEARER or _NEARER[name].search(text))


def _blockquote_open(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """An empty quotation has its end on a line of its own in CommonMark (examples 218, 239, 240)."""
    assert isinstance(renderer, RendererHTML)
    return renderer.renderToken(tokens, index, options, env).rstrip("\n") + "\n"


def _tables(parser: MarkdownIt) -> None:
    parser.enable("table")
    parser.core.ruler.push("align_by_class", _align_by_class)


def _align_by_class(state: StateCore) -> None:
    """The CSP forbids style attributes, so a column is aligned by a class."""
    for token in state.tokens:
        if token.type in {"th_open", "td_open"} and "style" in token.attrs:
            style = str(token.attrs.pop("style"))
            token.attrJoin("class", style.replace("text-align:", "align-"))


def _footnotes(parser: MarkdownIt) -> None:
    parser.use(footnote_plugin)
    parser.add_render_rule("footnote_block_open", _footnote_block_open)
    parser.add_render_rule("footnote_caption", _footnote_caption)


def _footnote_block_open(
    _: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """No rule before the notes: a line is the theme's business."""
    del tokens, index, options, env
    return '<section class="footnotes">\n<ol class="footnotes-list">\n'


def _footnote_caption(
    _: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """The number of a note, the same wherever the text refers to it."""
    del options, env
    return f"[{int(tokens[index].meta['id']) + 1}]"


def _definition_lists(parser: MarkdownIt) -> None:
    parser.use(deflist_plugin)


def _strikethrough(parser: MarkdownIt) -> None:
    parser.enable("strikethrough")


def _smart_quotes(parser: MarkdownIt) -> None:
    parser.enable("smartquotes")


def _attributes(parser: MarkdownIt) -> None:
    allowed = ("class", "id")
    parser.use(attrs_plugin, allowed=allowed)
    parser.use(attrs_block_plugin, allowed=allowed)


_SIGNS = (
    ("{", "attributes"),
    (": ", "definition_lists"),
    (":\t", "definition_lists"),
    ("~ ", "definition_lists"),
    ("~\t", "definition_lists"),
    ("[^", "footnotes"),
    ("^[", "footnotes"),
    ('"', "smart_quotes"),
    ("'", "smart_quotes"),
    ("~~", "strikethrough"),
    ("|", "tables"),
)
"""What a text has wherever an extension does anything; it may have it elsewhere too."""

_NEARER: Mapping[str, re.Pattern[str]] = {
    "attributes": re.compile(r"\{(?!\{)(?:(?<=[)\]`>:]\{)|(?<![^\s}]\{)[^\n]*\}[ \t]*$)", re.MULTILINE),
    "definition_lists": re.compile(r"[:~](?<![^\s>].)[ \t]"),
}
"""The same, for signs that many texts have: braces behind a link or on a line of their own, a colon that begins one."""

_EXTENSIONS: Mapping[str, Callable[[MarkdownIt], None]] = {
    "tables": _tables,
    "footnotes": _footnotes,
    "definition_lists": _definition_lists,
    "strikethrough": _strikethrough,
    "smart_quotes": _smart_quotes,
    "attributes": _attributes,
}
