"""Plates: the pictures of a block, each beside its largest file, and the words that stand with them.

Rules of the room: pictures are written as everywhere, also right above a line of words; no word is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.blocks.image import picture
from generator.model import slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.blocks.contract import BlockContext
    from generator.model import Embed
    from generator.views.shapes import ImageView

_ROW = 12
_NARROWEST = 3
_EMPTY = re.compile(r"<(a|em|p|strong)(?: [^>]*)?>\s*</\1>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plate:
    """A picture; ``large`` is the address of its largest file, ``share`` how many twelfths of its row it takes."""

    image: ImageView
    large: str
    share: int = _ROW


def pictures(embed: Embed) -> tuple[Embed, ...]:
    """The pictures of a body, in order; not those of blocks within it."""
    return tuple(one for one in embed.inner if one.block == "image" and slot(one.index) in embed.words)


def first_picture(embed: Embed, context: BlockContext) -> ImageView | None:
    """The view of the first picture of a body; None where there is none."""
    return next((context.image(picture(one)) for one in pictures(embed)), None)


def words(embed: Embed) -> str:
    """The body without its pictures, as HTML; "" if nothing is left."""
    html = embed.words
    for one in pictures(embed):
        html = html.replace(slot(one.index), "")
    emptied = _EMPTY.sub("", html)
    while emptied != html:
        html, emptied = emptied, _EMPTY.sub("", emptied)
    return html.replace("<p>\n", "<p>").strip()


def plates(found: Iterable[Embed], context: BlockContext) -> tuple[Plate, ...]:
    """The plates of pictures, without those that there are not."""
    images = (context.image(picture(one)) for one in found)
    return tuple(Plate(image=image, large=largest(image)) for image in images if image)


def largest(image: ImageView) -> str:
    """The address of a picture's largest file that every browser shows."""
    return image.srcset.rpartition(", ")[2].partition(" ")[0] or image.src


def pairs(found: Sequence[Plate]) -> tuple[tuple[Plate, ...], ...]:
    """Rows of two, the shares so that both are about as high; what is left over stands alone."""
    return tuple(tuple(_shared(found[start : start + 2])) for start in range(0, len(found), 2))


def _shared(row: Sequence[Plate]) -> Iterator[Plate]:
    ratios = [one.image.width / one.image.height for one in row]
    first = max(_NARROWEST, min(_ROW - _NARROWEST, round(_ROW * ratios[0] / sum(ratios))))
    shares = (first, _ROW - first) if len(row) > 1 else (_ROW,)
    return (replace(one, share=share) for one, share in zip(row, shares, strict=True))
