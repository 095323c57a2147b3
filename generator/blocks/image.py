"""The block ``image``: ``![what one sees](images/moor.jpg "caption | credit"){.wide}``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.contract import ANYTHING, Block
from generator.model import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext, Setting
    from generator.model import Embed

LAYOUTS = ("wide", "full", "margin", "small")


def picture(embed: Embed) -> Image:
    """The picture of an embed. In its title the caption stands before a bar, and behind it who made the picture."""
    caption, _, credit = embed.options.get("title", "").partition("|")
    return Image(src=embed.argument, alt=embed.words, caption=caption.strip(), credit=credit.strip(), at=embed.at)


class ImageBlock(Block):
    """A picture. The template sees ``image``, ``inline`` (inside a line of text) and ``layout``, a class or ""."""

    name: ClassVar[str] = "image"
    argument: ClassVar[str] = "a picture's path"
    example: ClassVar[str] = "![the moor](images/moor.jpg)"
    directive: ClassVar[bool] = False
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({"title": ANYTHING, "class": ANYTHING})

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``image``, ``inline``, ``layout``; nothing if there is no such picture."""
        image = context.image(picture(embed))
        layout = next((name for name in embed.options.get("class", "").split() if name in LAYOUTS), "")
        return {"image": image, "inline": embed.inline, "layout": layout} if image else None
