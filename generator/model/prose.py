"""Prose: a parsed body, with slots where the views of its embeds go."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading of a story: level 2 to 6, its anchor, its plain text."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link in a story's text, as written."""

    href: str
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Embed:
    """A block in a story, as written: its name, argument (what follows on the opening line) and options.

    ``index`` counts from 0 and is the number of its slot. ``near`` is the plain text of the paragraph that the
    block follows (for an inline one: that contains it), so that a product page can quote it; "" within another block.
    ``words`` are the words of an inline link or the body of a block that holds one (safe HTML, in which the slots of
    ``inner`` stand), or a picture's alt text; "" for others. ``at`` is the argument's place, ``places`` that of each
    option's value, ``lines`` those of the body's lines that are not empty.
    """

    index: int
    block: str
    argument: str
    options: Mapping[str, str] = field(default_factory=dict)
    inline: bool = False
    words: str = ""
    near: str = ""
    at: Location | None = field(default=None, compare=False)
    places: Mapping[str, Location] = field(default_factory=dict, compare=False)
    inner: tuple[Embed, ...] = ()
    lines: tuple[Location, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """A parsed body: safe HTML in which ``slot(n)`` stands where the view of embed n goes.

    ``text`` is the plain text, for mails and quotes; ``words`` its number of words. Pictures are embeds of the
    block ``image``.
    """

    html: str
    text: str = ""
    words: int = 0
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    embeds: tuple[Embed, ...] = ()


SLOT = re.compile("\ue000([0-9]+)\ue001")
"""The mark of an embed's place in `Prose.html`: two private-use characters around its number."""


def slot(index: int) -> str:
    """The `SLOT` of the embed with that number."""
    return f"\ue000{index}\ue001"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A place that names another entity. ``kind`` is as in `Content`; a product is named by its id or a SKU of it."""

    kind: str
    id: str
    at: Location | None = field(default=None, compare=False)
