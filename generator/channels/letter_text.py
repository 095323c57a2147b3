"""A legal text as a letter can carry it: plain text in which headings, lists and tables can still be told apart.

Rules of the room: it reads the safe HTML of the room `markdown`, in which every tag is closed. Blocks stand apart by
an empty line; a heading is underlined, an item begins with its mark, a row of a table is an item that says under which
head each cell stands.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from itertools import count, repeat
from typing import TYPE_CHECKING

from generator.blocks import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Embed, Prose

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_BLOCKS = _HEADINGS | frozenset(
    re.findall(
        r"\w+",
        "aside blockquote caption dd details div dl dt figcaption figure hr li ol p pre section summary table tr ul",
    )
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")  # not every space: the one in "4,90 €" holds its line together


def letter_text(prose: Prose) -> str:
    """The text of a body, of whose blocks only the words within a sentence are left.

    A note (``{.note}``) with which it opens is about the page and no part of the text: it is left out.
    """
    reader = _Reader()
    reader.feed(_plain(prose.html, prose.embeds))
    reader.close()
    reader.end()
    return reader.text.strip("\n") or prose.text


def _plain(html: str, embeds: tuple[Embed, ...]) -> str:
    """A part of the body; of blocks their own bodies are left, and the words of links."""

    def words(embed: Embed) -> str:
        if embed.block == "image":
            return escape(embed.words) if embed.inline else ""
        return _plain(embed.words, embeds)

    return fill(html, embeds, words)


class _Reader(HTMLParser):
    """What is read so far: ``text`` is done, ``_open`` is the block that is being read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[str] = []
        self._tags: list[str] = []
        self._lists: list[Iterator[str]] = []  # the marks still to come of each list that is open
        self._heads: list[str] = []  # of the table that is open
        self._cell = 0
        self._mark = ""
        self._close_up = False  # the next block follows without an empty line
        self._silent = 0  # how many tags are open where the silence began

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._open.append("\n")
        if tag in _BLOCKS:
            self.end()
        if tag in _VOID:
            return
        self._tags.append(tag)
        classes = (dict(attrs).get("class") or "").split()
        if not self._silent and ("footnote-backref" in classes or ("note" in classes and not self.text)):
            self._silent = len(self._tags)
        if tag == "table":
            self._heads = []
        elif tag == "tr":
            self._mark, self._cell = "- ", 0
        elif tag == "td":
            self._begin_cell()
        elif tag in {"ul", "ol"}:
            self._lists.append(repeat("- ") if tag == "ul" else map("{}. ".format, count(1)))
        elif tag == "li" and self._lists:
            self._mark = next(self._lists[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _begin_cell(self) -> None:
        head = self._heads[self._cell] if self._cell < len(self._heads) else ""
        if self._cell:
            self._open[:] = ["".join(self._open).rstrip(), f"; {head}: " if head else "; "]
        self._cell += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "th":
            self._heads.append(_tidy("".join(self._open)))
            self._open.clear()
        if tag in _BLOCKS:
            self.end(underlined=tag in _HEADINGS)
        if self._silent == len(self._tags):
            self._silent = 0
        self._tags.pop()
        if tag in {"ul", "ol"}:
            self._lists.pop()
        elif tag == "tr" and self._mark:  # nothing was written: these were the heads
            self._mark = ""
            return
        if tag in _BLOCKS:  # items, rows, and a term with what it means stand close together
            self._close_up = tag in {"tr", "dt"} or (tag in {"li", "ul", "ol"} and bool(self._lists))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._open.append(data if "pre" in self._tags else _BLANKS.sub(" ", data))

    def end(self, *, underlined: bool = False) -> None:
        """Write the block that is open, if there is anything in it."""
        text = "".join(self._open)
        lines = text.strip("\n").split("\n") if "pre" in self._tags else [_tidy(line) for line in text.split("\n")]
        self._open.clear()
        if not any(lines):
            return
        if underlined:
            lines.append("-" * max(map(len, lines)))
        indent = "  " * (len(self._lists) - bool(self._mark))
        block = f"{indent}{self._mark}" + f"\n{indent}{' ' * len(self._mark)}".join(lines)
        self.text += ("\n" if self._close_up else "\n\n") + block
        self._mark, self._close_up = "", bool(self._lists)


def _tidy(line: str) -> str:
    return _BLANKS.sub(" ", line).strip(" ")
