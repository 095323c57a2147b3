"""What films and sounds have in common: a picture, chapters, products at their second, and what is said.

Rules of the room: the body of such a block is ordinary Markdown. Its first picture is shown before it plays, the list
whose items begin with a time are chapters and products, and all the rest is the transcript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from generator.blocks.body import parts
from generator.blocks.contract import ANYTHING, Block, Setting, line_of
from generator.blocks.durations import iso
from generator.blocks.plates import first_picture, pictures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from generator.blocks.body import Part
    from generator.blocks.contract import BlockContext
    from generator.diagnostics import Report
    from generator.model import Embed
    from generator.views.shapes import CardView, MediumView

_TIME = r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)"
_AT = re.compile(rf"\s*(?:<p>)?\s*(?P<clock>{_TIME})\s+(?:[-–—]\s+)?")
LENGTH = Setting(pattern=re.compile(_TIME), expected="a length in minutes and seconds, such as 2:30")
DATE = Setting(pattern=re.compile(r"\d{4}-\d{2}-\d{2}"), expected="a day, such as 2026-11-22")


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A moment of a film: its second, that in words such as "1:10", and either a ``title`` or a product's ``card``."""

    second: int
    clock: str
    title: Markup
    card: CardView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """An item of the timeline: its time as written, the second, what follows."""

    clock: str
    second: int
    item: Part


def tell_other(embed: Embed, endings: tuple[str, ...], what: str, block: str, report: Report) -> bool:
    """Tell of a file of the other kind, by its ending; whether it is one."""
    if is_other := "://" not in embed.argument and embed.argument.lower().endswith(endings):
        report.error("E445", f'"{embed.argument}" is {what}.', f"Make it a :::{{{block}}}", at=embed.at)
    return is_other


def seconds_of(length: str) -> int:
    """The seconds of a length such as 1:02:30; 0 for none."""
    found = re.fullmatch(_TIME, length)
    return _seconds(found) if found else 0


class TimelineBlock(Block):
    """A film or a sound.

    The template sees ``key`` (unique on the page), ``title``, ``medium`` (None where the film lies elsewhere),
    ``length`` in words, ``poster``, ``chapters`` and ``products`` (rows of `Moment`), and ``transcript`` (HTML).
    """

    holds: ClassVar[bool] = True
    settings: ClassVar[Mapping[str, Setting]] = {"title": ANYTHING, "length": LENGTH, "date": DATE}

    def media(self, embed: Embed) -> tuple[str, ...]:
        """Its file, unless it lies elsewhere."""
        return (embed.argument,) if embed.argument and "://" not in embed.argument else ()

    def check(self, embed: Embed, report: Report) -> None:
        """The times of the list: each item has one, in order, within the film."""
        length, last = seconds_of(embed.options.get("length", "")), -1
        for part in _lists(embed):
            for item in part.items:
                entry = _entry(item)
                if entry is None:
                    words = item.text(embed)
                    hint = "Write it at the beginning of the line, such as - 1:10 Into the rain"
                    report.error("E440", f'"{words}" has no time.', hint, at=line_of(embed, words[:20]))
                    continue
                if entry.second <= last or (length and entry.second > length):
                    what = "the end" if entry.second > last else "the line above"
                    message = f"{entry.clock} comes {'after' if entry.second > last else 'before'} {what}."
                    hint = "Put the lines into the order of the film."
                    report.error("E441", message, hint, at=line_of(embed, entry.clock))
                last = max(last, entry.second)

    def view(self, embed: Embed, context: BlockContext) -> Mapping[str, object] | None:
        """See the class; nothing if the file cannot be used."""
        medium, length = self._played(embed, context)
        if medium is None and self.media(embed):
            return None
        moments = tuple(_moments(embed, context))
        return {
            "key": str(embed.index + 1),
            "title": embed.options.get("title", ""),
            "medium": medium,
            "length": _clock(length) if length else "",
            "poster": first_picture(embed, context),
            "chapters": tuple(one for one in moments if one.card is None),
            "products": tuple(one for one in moments if one.card is not None),
            "transcript": context.html(_transcript(embed)),
        }

    def structured(self, embed: Embed, context: BlockContext) -> Mapping[str, object]:
        """A VideoObject or an AudioObject with its chapters; nothing without a title."""
        medium, length = self._played(embed, context)
        picture, title = first_picture(embed, context), embed.options.get("title", "")
        said: dict[str, object] = {"@type": "VideoObject" if self.name == "video" else "AudioObject", "name": title}
        if medium:
            said |= {"contentUrl": context.absolute(medium.url), "encodingFormat": medium.type}
        if picture:
            said |= {"thumbnailUrl": context.absolute(picture.src)}
        if length:
            said["duration"] = iso(*divmod(length, 60))
        if embed.options.get("date"):
            said["uploadDate"] = embed.options["date"]
        return said if title and (medium or self.name == "video") else {}

    def _played(self, embed: Embed, context: BlockContext) -> tuple[MediumView | None, int]:
        """The file, if it is ours and can be used; and the length in seconds, as it is written, else the file's own."""
        medium = next((context.medium(src) for src in self.media(embed)), None)
        return medium, seconds_of(embed.options.get("length", "")) or (medium.seconds if medium else 0)


def _lists(embed: Embed) -> Iterator[Part]:
    """The lists of the body that have a time."""
    for part in parts(embed.words):
        if part.tag == "ul" and any(_AT.match(item.html) for item in part.items):
            yield part


def _entry(item: Part) -> _Entry | None:
    found = _AT.match(item.html)
    return _Entry(clock=found["clock"], second=_seconds(found), item=item) if found else None


def _moments(embed: Embed, context: BlockContext) -> Iterator[Moment]:
    for part in _lists(embed):
        for entry in (entry for item in part.items if (entry := _entry(item))):
            named = (one for one in entry.item.embeds(embed) if one.block == "product_link")
            card = next((card for one in named if (card := context.card(one.argument, one))), None)
            words = _AT.sub("", entry.item.html, count=1).removesuffix("</p>")
            title = context.html(words if card is None else "")
            yield Moment(second=entry.second, clock=entry.clock, title=title, card=card)


def _transcript(embed: Embed) -> str:
    """What is said: all but the poster and the timeline."""
    lists = {part.whole for part in _lists(embed)}
    picture = next((one.index for one in pictures(embed)), None)
    rest = (part for part in parts(embed.words) if part.whole not in lists or not part.whole)
    return "".join(
        part.whole or part.html for part in rest if part.tag or [one.index for one in part.embeds(embed)] != [picture]
    ).strip()


def _seconds(found: re.Match[str]) -> int:
    hours, minutes, seconds = (int(group or 0) for group in found.groups()[-3:])
    return hours * 3600 + minutes * 60 + seconds


def _clock(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
