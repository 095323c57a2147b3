"""The block ``quote``: words that hang out into the margin, and who said them.

:::{quote} the heating engineer
Cold is slow.
:::
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import parts, tell_missing
from generator.blocks.contract import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed


class QuoteBlock(Block):
    """Somebody's words. The template sees ``words`` (HTML) and ``who``, which may be ""."""

    name: ClassVar[str] = "quote"
    argument: ClassVar[str] = "who said it"
    needs_argument: ClassVar[bool] = False
    example: ClassVar[str] = ":::{quote} the heating engineer"
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """Something was said."""
        if not embed.lines:
            tell_missing(embed, "words", "Write below it what was said.", report)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``words``, ``who``. The words may be written as a quote themselves, as feed readers then show them."""
        body = parts(embed.words)
        html = "".join(part.html if part.tag == "blockquote" else part.whole for part in body)
        return {"words": context.html(html), "who": embed.argument}
