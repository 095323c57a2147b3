"""The body of a block, taken apart: its paragraphs, pictures, headings, and the items of its lists.

Rules of the room: it reads the safe HTML of the room `markdown`, in which every tag is closed, and leaves slots where
they are; `BlockContext.html` renders a part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from generator.model import SLOT, slot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Report
    from generator.model import Embed

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_WITHIN_WORDS = frozenset(
    re.findall(
        r"\w+", "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var"
    )
)
_HOLDING_ITEMS = frozenset({"dl", "ol", "ul"})
_ANCHOR = re.compile(r' id="([^"]*)"')

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
"""The tags of headings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """An element of a body. ``tag`` is "" for the slot of a picture or block that stands for itself.

    ``html`` is what is inside of it, ``items`` the ``li``, ``dt`` and ``dd`` of a list, ``anchor`` the id of a heading;
    ``whole`` is all of it, its own tags too.
    """

    tag: str
    html: str
    items: tuple[Part, ...] = ()
    anchor: str = ""
    whole: str = field(default="", compare=False)

    def text(self, embed: Embed) -> str:
        """Its plain text; of a link to a product or a page the words, of other slots nothing."""
        words = SLOT.sub(lambda found: _words(embed, int(found[1])), self.html)
        return " ".join(unescape(_TAG.sub(lambda tag: "" if tag[2] in _WITHIN_WORDS else " ", words)).split())

    def embeds(self, embed: Embed) -> tuple[Embed, ...]:
        """What is embedded in it, in order."""
        known = {one.index: one for one in embed.inner}
        return tuple(known[int(number)] for number in SLOT.findall(self.html))


def parts(html: str) -> tuple[Part, ...]:
    """The elements of a body or of an item, in order; text between them is a part without a tag."""
    return tuple(_parts(html))


def tell_missing(embed: Embed, what: str, cure: str, report: Report) -> None:
    """Tell that a block has nothing of what it is made of."""
    report.error("E450", f"The block {embed.block} has no {what}.", cure, at=embed.at)


def _parts(html: str) -> Iterator[Part]:
    end = 0
    while tag := _TAG.search(html, end):
        yield from _loose(html[end : tag.start()])
        inside, end = _inside(html, tag)
        items = tuple(one for one in _parts(inside) if one.tag) if tag[2] in _HOLDING_ITEMS else ()
        anchor = _ANCHOR.search(tag[0]) if tag[2] in HEADINGS else None
        whole = html[tag.start() : end]
        name = anchor[1] if anchor else ""
        yield Part(tag=tag[2], html=inside.strip(), items=items, anchor=name, whole=whole)
    yield from _loose(html[end:])


def _loose(html: str) -> Iterator[Part]:
    """What stands between elements: each slot for itself, and words."""
    for number, piece in enumerate(SLOT.split(html)):  # words and indices of slots in turn
        found = slot(int(piece)) if number % 2 else piece.strip()
        if found:
            yield Part(tag="", html=found, whole=found)


def _inside(html: str, opening: re.Match[str]) -> tuple[str, int]:
    """What is between an opening tag and its closing one, and where that ends."""
    if opening[2] in _VOID:
        return "", opening.end()
    depth = 1
    for tag in _TAG.finditer(html, opening.end()):
        if tag[2] == opening[2]:
            depth += -1 if tag[1] else 1
        if not depth:
            return html[opening.end() : tag.start()], tag.end()
    return html[opening.end() :], len(html)


def _words(embed: Embed, index: int) -> str:
    return next((one.words for one in embed.inner if one.index == index and one.inline and one.block != "image"), "")
