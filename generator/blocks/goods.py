"""The goods in a block's body: an ordinary list, each item of which links to a product.

Rules of the room: an item is what stands before its link, and the link; what an item of a look or an outfit means by
its first words, that block says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.blocks.body import parts
from generator.blocks.contract import line_of

if TYPE_CHECKING:
    from generator.diagnostics import Location, Report
    from generator.model import Embed

_LISTS = frozenset({"ol", "ul"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Good:
    """An item: its ``words`` before the link, and the link to its product, None if it has none."""

    words: str
    text: str
    product: Embed | None

    def at(self, embed: Embed) -> Location | None:
        """Where it stands in the body."""
        return self.product.at if self.product and not self.words else line_of(embed, self.words or self.text)


def goods(embed: Embed) -> tuple[Good, ...]:
    """The items of all lists of a body, in order."""
    items = (item for part in parts(embed.words) if part.tag in _LISTS for item in part.items)
    found = []
    for item in items:
        product = next((one for one in item.embeds(embed) if one.block == "product_link"), None)
        text = item.text(embed)
        words = text.removesuffix(product.words).strip() if product else text
        found.append(Good(words=words, text=text, product=product))
    return tuple(found)


def check_goods(block: str, embed: Embed, found: tuple[Good, ...], report: Report) -> None:
    """Tell of a body without items, and of each item without a product."""
    example = "- [Wind jacket](product:wind-jacket)"
    if not found:
        message = f"The block {block} has no list of products in its body."
        report.error("E430", message, f"Write one line for each, such as {example}", at=embed.at)
    for good in found:
        if good.product is None:
            message = f'This item of the block {block} names no product: "{good.text}".'
            report.error("E431", message, f"Link its words to one, such as {example}", at=good.at(embed))
