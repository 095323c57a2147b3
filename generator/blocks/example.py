"""The block ``example``: what stands in it, beside the Markdown that makes it; for the pages that explain blocks.

::::{example}
:::{product} wind-jacket
:::
::::
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from generator.blocks.contract import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed


class ExampleBlock(Block):
    """Its body twice, from one source. The template sees ``title``, ``body`` (HTML) and ``source`` (plain text)."""

    name: ClassVar[str] = "example"
    argument: ClassVar[str] = "a title"
    needs_argument: ClassVar[bool] = False
    example: ClassVar[str] = "::::{example} A product in the margin"
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """There is something to show."""
        if not embed.lines:
            report.error("E428", "The example is empty.", "Write into it what it is to show.", at=embed.at)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``title``, ``body``, ``source``."""
        return {"title": embed.argument, "body": context.html(embed.words), "source": _source(embed)}


def _source(embed: Embed) -> str:
    """The lines of the body, the empty ones between them too."""
    texts = {line.line: line.text for line in embed.lines}
    return "\n".join(texts.get(number, "") for number in range(min(texts, default=0), max(texts, default=0) + 1))
