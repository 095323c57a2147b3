"""The block ``products``: several products, by ids or by what they are listed under.

:::{products}
:tag: wandern
:limit: 3
:layout: row
:::
"""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.contract import A_NUMBER, AN_ID, IDS, Block, Reference, Setting, choice, each, entries, place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.model import Embed

ROW = 4
"""How many products of a tag or section are shown where no limit is given."""


class ProductsBlock(Block):
    """Products: those of ``ids`` in their order, then those of ``tag`` and ``section``; each once.

    The template sees ``cards`` and ``layout``: "grid", or "row", which is one line and scrolls.
    """

    name: ClassVar[str] = "products"
    example: ClassVar[str] = ":ids: wind-jacket, walking-stick"
    wanted: ClassVar[tuple[str, ...]] = ("ids", "tag", "section")
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType(
        {"ids": IDS, "tag": AN_ID, "section": AN_ID, "limit": A_NUMBER, "layout": choice("grid", "row")}
    )

    def references(self, embed: Embed) -> tuple[Reference, ...]:
        """Every product by id, then the tag and the section."""
        return (
            *(Reference(kind="product", id=name, at=at) for name, at in each(embed, "ids")),
            *(
                Reference(kind=kind, id=embed.options[kind], at=place(embed, kind))
                for kind in ("tag", "section")
                if embed.options.get(kind)
            ),
        )

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``cards``, one at least, ``layout``; nothing if none is visible now."""
        named = entries(embed.options.get("ids", ""))
        shown = (context.card(name, embed) for name in dict.fromkeys((*named, *self._listed(embed, context))))
        limit = int(embed.options.get("limit", len(named) or ROW))
        cards = tuple(islice((card for card in shown if card is not None), limit))
        return {"cards": cards, "layout": embed.options.get("layout", "grid")} if cards else None

    def _listed(self, embed: Embed, context: BlockContext) -> tuple[str, ...]:
        tag, section = embed.options.get("tag", ""), embed.options.get("section", "")
        return context.products(tag=tag, section=section) if tag or section else ()
