"""What an editor can write in a story: one file per block, and the registry of all.

Rules of the room: a block is found here by name and nowhere else; `fill` puts rendered blocks into the slots of a
story's HTML. This room knows neither Markdown nor Jinja.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.blocks.contract import Block, BlockContext, Reference, Setting, check_all
from generator.blocks.image import ImageBlock
from generator.blocks.link import LinkBlock
from generator.blocks.product import ProductBlock
from generator.blocks.product_link import ProductLinkBlock
from generator.blocks.products import ProductsBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.diagnostics import Report
    from generator.model import Embed

__all__ = [
    "BLOCKS",
    "DIRECTIVES",
    "Block",
    "BlockContext",
    "ImageBlock",
    "Reference",
    "Setting",
    "check",
    "fill",
    "references",
]

BLOCKS: Mapping[str, Block] = MappingProxyType(
    {block.name: block for block in (ProductBlock(), ProductsBlock(), ProductLinkBlock(), ImageBlock(), LinkBlock())}
)
"""All blocks by name."""

DIRECTIVES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {block.name: tuple(block.settings) for block in (ProductBlock(), ProductsBlock())}
)
"""The names that may stand in ``:::{name}``, with the keys of their options; others come from links and pictures."""

_SLOT = re.compile("\ue000([0-9]+)\ue001")


def references(embed: Embed) -> tuple[Reference, ...]:
    """What an embed needs to exist; nothing for a block that is not known."""
    block = BLOCKS.get(embed.block)
    return block.references(embed) if block else ()


def check(embeds: Iterable[Embed], report: Report) -> None:
    """Tell what is wrong with the arguments and options of these embeds."""
    check_all(BLOCKS, embeds, report)


def fill(html: str, embeds: tuple[Embed, ...], render_embed: Callable[[Embed], str]) -> str:
    """Put what ``render_embed`` makes of each embed into its slot.

    The words of a link may contain the slot of a picture; they are filled before the link is rendered. What
    ``render_embed`` returns is not searched for slots. Raises IndexError for a slot without an embed.
    """

    def rendered(match: re.Match[str]) -> str:
        embed = embeds[int(match[1])]
        return render_embed(replace(embed, words=_SLOT.sub(rendered, embed.words)) if embed.words else embed)

    return _SLOT.sub(rendered, html)
