"""What the blocks ``price``, ``availability`` and ``buy`` have in common: a fact of a product inside a sentence.

Rules of the room: it comes from the catalogue, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from generator.blocks.contract import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.model import Embed


class FactBlock(Block):
    """A fact of a product, or of one variant where a SKU is named.

    The template sees ``words`` (HTML, may be empty), ``card`` and ``variants``: the one that is named, or all.
    Where the product is not visible now, ``card`` is None and the words stand alone.
    """

    argument: ClassVar[str] = "a product's id"
    names: ClassVar[str] = "product"
    directive: ClassVar[bool] = False

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``words``, ``card``, ``variants``; nothing where there are neither words nor a product."""
        card, words = context.card(embed.argument, embed), context.html(embed.words)
        if card is None:
            return {"words": words, "card": None, "variants": ()} if embed.words else None
        named = tuple(variant for variant in card.variants if variant.sku == embed.argument)
        return {"words": words, "card": card, "variants": named or card.variants}
