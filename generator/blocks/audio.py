"""The block ``audio``: a sound with chapters, products and what is said; the stories that have one make the podcast.

:::{audio} media/rain.mp3
:title: Rain on the tent
- 0:42 The second night

What is said.
:::
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from generator.blocks.timeline import TimelineBlock, tell_other

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.model import Embed


class AudioBlock(TimelineBlock):
    """A sound."""

    name: ClassVar[str] = "audio"
    argument: ClassVar[str] = "a sound's file"
    example: ClassVar[str] = ":::{audio} media/rain.mp3"

    def check(self, embed: Embed, report: Report) -> None:
        """The file is our own, so that the podcast can have it."""
        super().check(embed, report)
        if "://" in embed.argument:
            hint = "Put its file below content/media and write media/name.mp3"
            report.error("E444", "A sound must lie in the magazine, not on another site.", hint, at=embed.at)
        tell_other(embed, (".mp4",), "a film", "video", report)
