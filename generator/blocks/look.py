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
from generator.blocks.plates import first_picture, pictures

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
        shown = pictures(embed)
        if len(shown) != 1:
            at = shown[1].at if shown else embed.at
            hint = "Write it first: ![what is to be seen](images/name.jpg)"
            report.error("E432", f"The block look shows one picture, not {len(shown) or 'none'}.", hint, at=at)
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
        image, spots = first_picture(embed, context), tuple(_spots(embed, context))
        return {"image": image, "words": _words(embed, context), "spots": spots} if image and spots else None


def _words(embed: Embed, context: BlockContext) -> Markup:
    texts = (f"<p>{part.html}</p>" for part in parts(embed.words) if part.tag == "p" and part.text(embed))
    return context.html("\n".join(texts))


def _spots(embed: Embed, context: BlockContext) -> Iterator[Spot]:
    """Those whose product is visible now, numbered in their order."""
    placed = ((_POSITION.fullmatch(good.words), good.product) for good in goods(embed))
    found = ((place, context.card(product.argument, embed)) for place, product in placed if place and product)
    for number, (place, card) in enumerate(((place, card) for place, card in found if card), start=1):
        x, y = (f"{_number(one):g}%" for one in place.groups())
        yield Spot(number=number, x=x, y=y, card=card)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
