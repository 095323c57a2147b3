"""The block ``figure``: one picture or two, and words under them that may be more than a caption.

:::{figure}
:layout: wide
![A moor](images/moor.jpg "| The garden desk")

The third day, and the [kettle](product:kettle) is on.
:::
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import tell_missing
from generator.blocks.contract import Block, Setting, choice, line_of, place
from generator.blocks.plates import pairs, pictures, plates, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed

_MOST = 2


class FigureBlock(Block):
    """One picture or two. The template sees ``layout``, ``words`` (HTML or "") and ``rows`` of plates.

    Two stand side by side as a "pair", which is what they are where nothing else is said, else one above the other.
    """

    name: ClassVar[str] = "figure"
    example: ClassVar[str] = ":::{figure}"
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({"layout": choice("text", "wide", "full", "pair")})
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """There are pictures, as many as the layout has places."""
        found = pictures(embed)
        if not found:
            tell_missing(embed, "picture", "Write it below, such as ![what one sees](images/moor.jpg)", report)
        elif len(found) > _MOST:
            message = f"A figure has one picture or two, and this one {len(found)}."
            report.error("E451", message, "Make it a :::{gallery}", at=line_of(embed, found[_MOST].argument))
        elif len(found) < _MOST and embed.options.get("layout") == "pair":
            message = "A pair is of two pictures, and here is one."
            report.error("E451", message, "Write another below it, or :layout: wide", at=place(embed, "layout"))

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``layout``, ``rows``, ``words``; nothing if there is no picture."""
        found = plates(pictures(embed), context)
        if not found:
            return None
        layout = embed.options.get("layout", "pair" if len(found) == _MOST else "text")
        rows = pairs(found) if layout == "pair" else tuple((one,) for one in found)
        return {"layout": layout, "rows": rows, "words": context.html(words(embed))}
