"""The block ``look``: a photograph with marks on it, each of which opens a product; below it the same as a list.

:::{look}
![What we carried](images/carried.jpg)

- 34% 52% [Wind jacket](product:wind-jacket)
- 61.5% 80% [Walking stick](product:STI-110)
:::
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import parts
from generator.blocks.contract import Block, line_of
from generator.blocks.goods import check_goods, goods
from generator.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed
    from generator.views.shapes import CardView

_POSITION = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)\s?%[\s,;]+(-?[0-9]+(?:[.,][0-9]+)?)\s?%")
_FARTHEST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A mark: its number, its place from the upper left corner as "34%" and "52%", and the product."""

    number: int
    x: str
    y: str
    card: CardView


class LookBlock(Block):
    """A picture on which products are pointed at; the template sees ``image``, ``words`` and ``spots``."""

    name: ClassVar[str] = "look"
    example: ClassVar[str] = ":::{look}"
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """One picture, and a place on it for each product."""
        pictures = _pictures(embed)
        if len(pictures) != 1:
            at = pictures[1].at if pictures else embed.at
            hint = "Write it first: ![what is to be seen](images/name.jpg)"
            report.error("E432", f"The block look shows one picture, not {len(pictures) or 'none'}.", hint, at=at)
        found = goods(embed)
        check_goods(self.name, embed, found, report)
        for good in found:
            place = _POSITION.fullmatch(good.words)
            at = good.at(embed)
            if good.product and place is None:
                message = f'The place of "{good.product.words}" in the picture is missing or cannot be read.'
                hint = f"Write two numbers before it, from the left and from above: - 34% 52% [{good.product.words}](…)"
                report.error("E433", message, hint, at=at)
            elif place and not all(0 <= _number(one) <= _FARTHEST for one in place.groups()):
                message = f'The place "{good.words}" lies outside the picture.'
                report.error("E434", message, "Each number is from 0% to 100%.", at=line_of(embed, good.words))

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``image``, ``words`` (HTML of the paragraphs), ``spots``; nothing without the picture or a product."""
        picture = next(iter(_pictures(embed)), None)
        spots = tuple(_spots(embed, context))
        if picture is None or not spots:
            return None
        caption = picture.options.get("title", "")
        image = context.image(Image(src=picture.argument, alt=picture.words, caption=caption, at=picture.at))
        return {"image": image, "words": _words(embed, context), "spots": spots} if image else None


def _pictures(embed: Embed) -> tuple[Embed, ...]:
    return tuple(one for one in embed.inner if one.block == "image")


def _words(embed: Embed, context: BlockContext) -> Markup:
    texts = (f"<p>{part.html}</p>" for part in parts(embed.words) if part.tag == "p" and part.text(embed))
    return context.html("\n".join(texts))


def _spots(embed: Embed, context: BlockContext) -> Iterator[Spot]:
    """Those whose product is visible now, numbered in their order."""
    number = 0
    for good in goods(embed):
        place = _POSITION.fullmatch(good.words)
        card = context.card(good.product.argument, embed) if good.product and place else None
        if card and place:
            number += 1
            x, y = (f"{_number(one):g}%" for one in place.groups())
            yield Spot(number=number, x=x, y=y, card=card)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
