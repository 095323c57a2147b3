"""The block ``steps``: how something is done, one step after the other.

:::{steps} Lighting the stove
:time: 20 min
1. Open the flue.
2. Lay two logs, and the kindling across them.
:::
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import Part, parts, tell_missing
from generator.blocks.contract import Block, Setting
from generator.blocks.durations import DURATION, duration, iso, minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed


class StepsBlock(Block):
    """A way to do something: ordered lists, and what stands between them.

    The template sees ``title`` (or ""), ``time`` (`Duration` or none) and ``body`` (HTML).
    """

    name: ClassVar[str] = "steps"
    argument: ClassVar[str] = "a title"
    needs_argument: ClassVar[bool] = False
    example: ClassVar[str] = ":::{steps} Lighting the stove"
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({"time": DURATION})
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """There are steps."""
        if not any(part.tag == "ol" for part in parts(embed.words)):
            tell_missing(embed, "ordered list", "Number the steps: 1. for the first, 2. for the second.", report)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``title``, ``time``, ``body``."""
        time = duration(minutes(embed.options.get("time", "")), context)
        return {"title": embed.argument, "time": time, "body": context.html(embed.words)}

    def structured(self, embed: Embed, context: BlockContext) -> Mapping[str, object]:
        """The steps in plain text, under the block's title or the story's."""
        teaser = context.teaser(context.story) if context.story and not embed.argument else None
        name = teaser.title if teaser else embed.argument
        found = how_to_steps(parts(embed.words), embed)
        if not name or not found:
            return {}
        time = iso(minutes(embed.options.get("time", "")))
        return {"@type": "HowTo", "name": name, **({"totalTime": time} if time else {}), "step": found}


def how_to_steps(body: Iterable[Part], embed: Embed) -> list[Mapping[str, object]]:
    """The steps of all ordered lists, in the words of https://schema.org."""
    items = (item.text(embed) for part in body if part.tag == "ol" for item in part.items)
    return [
        {"@type": "HowToStep", "position": number, "text": text} for number, text in enumerate(filter(None, items), 1)
    ]
