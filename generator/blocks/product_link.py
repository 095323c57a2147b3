"""The block ``product_link``: ``[words](product:wind-jacket)`` inside a sentence, with a small card on hover."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from markupsafe import escape

from generator.blocks.contract import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.model import Embed


class ProductLinkBlock(Block):
    """A link to a product. The template sees ``words`` (HTML; the title where there are none), ``url`` and ``card``.

    Where the product is not visible now, ``url`` is "" and ``card`` None: the sentence keeps its words.
    """

    name: ClassVar[str] = "product_link"
    argument: ClassVar[str] = "a product's id"
    names: ClassVar[str] = "product"
    example: ClassVar[str] = "[the jacket](product:wind-jacket)"
    directive: ClassVar[bool] = False

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``words``, ``url``, ``card``; nothing where there are neither words nor a product."""
        card = context.card(embed.argument, embed)
        if card is None:
            return {"words": context.html(embed.words), "url": "", "card": None} if embed.words else None
        named = card.replaces or card  # what is no longer made keeps its page, which names what follows it
        words = context.html(embed.words) if embed.words else escape(named.title)
        return {"words": words, "url": named.url, "card": card}
