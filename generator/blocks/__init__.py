"""What an editor can write in a story: one file per block, and the registry of all.

Rules of the room: a block is one file, named in `BLOCKS` and nowhere else; a site adds its own by an extension. `fill`
puts rendered blocks into the slots of a story's HTML. This room knows neither Markdown nor Jinja.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.blocks.audio import AudioBlock
from generator.blocks.availability import AvailabilityBlock
from generator.blocks.buy import BuyBlock
from generator.blocks.compare import CompareBlock
from generator.blocks.contract import Block, BlockContext, Reference, Setting
from generator.blocks.example import ExampleBlock
from generator.blocks.facts import FactsBlock
from generator.blocks.faq import FaqBlock
from generator.blocks.figure import FigureBlock
from generator.blocks.gallery import GalleryBlock
from generator.blocks.image import ImageBlock
from generator.blocks.link import LinkBlock
from generator.blocks.look import LookBlock
from generator.blocks.note import NoteBlock
from generator.blocks.outfit import OutfitBlock
from generator.blocks.price import PriceBlock
from generator.blocks.product import ProductBlock
from generator.blocks.product_link import ProductLinkBlock
from generator.blocks.products import ProductsBlock
from generator.blocks.quote import QuoteBlock
from generator.blocks.recipe import RecipeBlock
from generator.blocks.registry import Blocks, Extension, ExtensionError, extended
from generator.blocks.steps import StepsBlock
from generator.blocks.story import StoryBlock
from generator.blocks.video import VideoBlock
from generator.model import SLOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import Embed

__all__ = [
    "BLOCKS",
    "Block",
    "BlockContext",
    "Blocks",
    "Extension",
    "ExtensionError",
    "ImageBlock",
    "Reference",
    "Setting",
    "extended",
    "fill",
]

BLOCKS = Blocks(
    (
        ProductBlock(),
        ProductsBlock(),
        LookBlock(),
        OutfitBlock(),
        CompareBlock(),
        ProductLinkBlock(),
        VideoBlock(),
        AudioBlock(),
        PriceBlock(),
        AvailabilityBlock(),
        BuyBlock(),
        StoryBlock(),
        ExampleBlock(),
        QuoteBlock(),
        NoteBlock(),
        GalleryBlock(),
        FigureBlock(),
        FactsBlock(),
        FaqBlock(),
        StepsBlock(),
        RecipeBlock(),
        ImageBlock(),
        LinkBlock(),
    )
)
"""All blocks that every magazine has."""


def fill(html: str, embeds: tuple[Embed, ...], render_embed: Callable[[Embed], str]) -> str:
    """Put what ``render_embed`` makes of each embed into its slot.

    ``html`` may be a part of the text, such as the words of an embed. What ``render_embed`` returns is not searched for
    slots. Raises IndexError for a slot without an embed.
    """
    return SLOT.sub(lambda slot: render_embed(embeds[int(slot[1])]), html)
