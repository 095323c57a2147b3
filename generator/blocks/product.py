"""The block ``product``: a product beside the paragraph that speaks of it.

:::{product} wind-jacket
:layout: card
:::
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.contract import Block, Setting, choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.model import Embed


class ProductBlock(Block):
    """A product by its id, or by a variant's SKU, which is then chosen.

    The template sees ``card`` and ``layout``: "note" (in the margin), "card" (in the column),
    "wide" (hung out to the left), "compact" (one quiet line) or "hero" (across the page).
    """

    name: ClassVar[str] = "product"
    argument: ClassVar[str] = "a product's id"
    names: ClassVar[str] = "product"
    example: ClassVar[str] = ":::{product} wind-jacket"
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType(
        {"layout": choice("note", "card", "wide", "compact", "hero")}
    )

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``card``, ``layout``; nothing if the product is not visible now."""
        card = context.card(embed.argument, embed)
        return {"card": card, "layout": embed.options.get("layout", "note")} if card else None
