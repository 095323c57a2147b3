"""The block ``note``: a remark beside the text; a tip or a warning stands within it, so that nobody misses it.

:::{note} In place of stairs
:kind: tip
A fridge will do.
:::
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import tell_missing
from generator.blocks.contract import Block, Setting, choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed


class NoteBlock(Block):
    """A remark. The template sees ``title`` (or ""), ``body`` (HTML), ``kind`` ("", "tip", "warning") and ``key``."""

    name: ClassVar[str] = "note"
    argument: ClassVar[str] = "a title"
    needs_argument: ClassVar[bool] = False
    example: ClassVar[str] = ":::{note} In place of stairs"
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({"kind": choice("tip", "warning")})
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """Something is noted."""
        if not embed.lines:
            tell_missing(embed, "words", "Write below it what is to be noted.", report)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``title``, ``body``, ``kind``, ``key``."""
        kind = embed.options.get("kind", "")
        return {"title": embed.argument, "body": context.html(embed.words), "kind": kind, "key": embed.index + 1}
