"""The block ``video``: a film of our own, or one of YouTube or Vimeo of which nothing is loaded before a click.

:::{video} media/rannoch.mp4
:title: Rain on the moor
![The moor](images/moor.jpg)

- 0:42 Into the rain
- 1:10 [The jacket](product:wind-jacket)
:::
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from generator.blocks.plates import first_picture, pictures
from generator.blocks.timeline import TimelineBlock, tell_other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed


class Elsewhere(NamedTuple):
    """A film on another's site: who shows it, its page there, and the address of the player."""

    name: str
    page: str
    player: str


_PLAYERS: Mapping[str, tuple[re.Pattern[str], str, str]] = MappingProxyType(
    {
        "YouTube": (
            re.compile(
                r"(?:https?://)?(?:(?:www|m)\.)?"
                r"(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|shorts/|live/|embed/)|youtu\.be/)([\w-]{11}).*"
            ),
            "https://www.youtube.com/watch?v={}",
            "https://www.youtube-nocookie.com/embed/{}?autoplay=1&enablejsapi=1",
        ),
        "Vimeo": (
            re.compile(r"(?:https?://)?(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d+).*"),
            "https://vimeo.com/{}",
            "https://player.vimeo.com/video/{}?autoplay=1&dnt=1",
        ),
    }
)

ORIGINS = tuple("/".join(player.split("/")[:3]) for _, _, player in _PLAYERS.values())
"""Where films of others' sites are played, once a reader has chosen to see one."""


class VideoBlock(TimelineBlock):
    """A film. Beside what `TimelineBlock` says the template sees ``elsewhere``, None for a film of our own."""

    name: ClassVar[str] = "video"
    argument: ClassVar[str] = "a film's file or its address at YouTube or Vimeo"
    example: ClassVar[str] = ":::{video} media/film.mp4"

    def media(self, embed: Embed) -> tuple[str, ...]:
        """Its file; none where the film is one of another's, with or without https:// before it."""
        return () if _elsewhere(embed.argument) else super().media(embed)

    def check(self, embed: Embed, report: Report) -> None:
        """The address is one that can be shown, and there is a picture to show before."""
        super().check(embed, report)
        if "://" in embed.argument and _elsewhere(embed.argument) is None:
            message = "A film can be shown from YouTube, from Vimeo, or from content/."
            report.error("E442", message, "Write the address of its page there, or media/film.mp4", at=embed.at)
        if tell_other(embed, (".mp3", ".m4a", ".oga", ".opus", ".wav", ".flac"), "a sound", "audio", report):
            return
        if embed.argument and not pictures(embed):
            hint = "Put one into the block: ![what one sees](images/film.jpg)"
            report.warning("W443", "The film has no picture to be seen before it plays.", hint, at=embed.at)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """See the class."""
        seen = super().view(embed, context)
        return {**seen, "elsewhere": _elsewhere(embed.argument)} if seen else None

    def structured(self, embed: Embed, context: BlockContext) -> Mapping[str, object]:
        """A VideoObject; nothing without a title and a picture, which search engines want."""
        said, elsewhere = dict(super().structured(embed, context)), _elsewhere(embed.argument)
        if elsewhere:
            said["embedUrl"] = elsewhere.player.partition("?")[0]
        return said if said.get("name") and first_picture(embed, context) else {}


def _elsewhere(address: str) -> Elsewhere | None:
    for name, (pattern, page, player) in _PLAYERS.items():
        if found := pattern.fullmatch(address):
            return Elsewhere(name=name, page=page.format(found[1]), player=player.format(found[1]))
    return None
