"""The block ``story``: a card that leads to another story.

:::{story} rannoch
:::
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from generator.blocks.contract import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.model import Embed


class StoryBlock(Block):
    """Another story as a card. The template sees ``teaser``."""

    name: ClassVar[str] = "story"
    argument: ClassVar[str] = "a story's id"
    names: ClassVar[str] = "story"
    example: ClassVar[str] = ":::{story} rannoch"

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``teaser``; nothing if the story is not visible now."""
        teaser = context.teaser(embed.argument)
        return {"teaser": teaser} if teaser else None
