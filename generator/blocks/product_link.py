"""The block ``product_link``: ``[words](product:wind-jacket)`` inside a sentence, with a small card on hover."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup, escape

from generator.blocks.contract import Reference, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.model import Embed


@dataclass(frozen=True, slots=True)
class ProductLinkBlock:
    """A link to a product. The template sees ``words`` (HTML; the title where there are none), ``url`` and ``card``.

    Where the product is not visible now, ``url`` is "" and ``card`` None: the sentence keeps its words.
    """

    name: ClassVar[str] = "product_link"
    template: ClassVar[str] = "blocks/product_link.html"
    argument: ClassVar[str] = "a product's id"
    example: ClassVar[str] = "[the jacket](product:wind-jacket)"
    wanted: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({})

    def references(self, embed: Embed) -> tuple[Reference, ...]:
        """The one product."""
        return (Reference(kind="product", id=embed.argument, at=embed.at),) if embed.argument else ()

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``words``, ``url``, ``card``; nothing where there are neither words nor a product."""
        card = context.card(embed.argument, embed)
        if card is None:
            # The room `markdown` made the words, and they are safe.
            return {"words": Markup(embed.words), "url": "", "card": None} if embed.words else None  # noqa: S704 - safe HTML of `markdown`
        words = Markup(embed.words) if embed.words else escape(card.title)  # noqa: S704 - safe HTML of `markdown`
        return {"words": words, "url": card.url, "card": card}
