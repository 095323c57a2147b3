"""The block ``gallery``: pictures in a row, in pairs, or one after the other across the page.

:::{gallery}
:layout: pairs
![A moor](images/moor.jpg "The third day | The garden desk")
![A lake](images/lake.jpg)

Both were taken before breakfast.
:::
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import tell_missing
from generator.blocks.contract import Block, Setting, choice
from generator.blocks.plates import pairs, pictures, plates, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed


class GalleryBlock(Block):
    """Pictures, which can be seen large, and words under all of them.

    The template sees ``layout``, ``words`` (HTML or "") and ``rows`` of plates: in a gallery of pairs two each, else
    all of a "row", or one each.
    """

    name: ClassVar[str] = "gallery"
    example: ClassVar[str] = ":::{gallery}"
    settings: ClassVar[Mapping[str, Setting]] = MappingProxyType({"layout": choice("row", "pairs", "full")})
    holds: ClassVar[bool] = True

    def check(self, embed: Embed, report: Report) -> None:
        """There are pictures."""
        if not pictures(embed):
            tell_missing(embed, "pictures", "Write one below it, such as ![what one sees](images/moor.jpg)", report)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """``layout``, ``rows``, ``words``; nothing if there is no picture."""
        layout = embed.options.get("layout", "row")
        found = plates(pictures(embed), context)
        if not found:
            return None
        rows = pairs(found) if layout == "pairs" else (found,) if layout == "row" else tuple((one,) for one in found)
        return {"layout": layout, "rows": rows, "words": context.html(words(embed))}
