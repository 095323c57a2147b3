"""Writing: the HTML of a text so far, with the slots of its embeds; the bodies of blocks are written aside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from generator.markdown.plain import PlainText
from generator.markdown.tokens import HOLDERS
from generator.model import Embed, slot

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.markdown.scanned import Scanned


class _Holding(NamedTuple):
    """A block whose body is being read: its fence, its embed, and how many elements are open around it."""

    number: int
    embed: int
    depth: int


@dataclass(kw_only=True, slots=True)
class Writing:
    """What is written. ``out`` is a stack: the words of a reference and the body of a block are written aside.

    ``open`` are the elements that are open, "" the text itself; ``shown`` the fences that have a slot.
    """

    scanned: Scanned
    report: Report
    out: list[list[str]] = field(default_factory=lambda: [[]])
    open: list[str] = field(default_factory=lambda: [""])
    plain: PlainText = field(default_factory=PlainText)
    embeds: list[Embed] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    _holding: list[_Holding] = field(default_factory=list)
    _ends: dict[int, int] = field(default_factory=dict)

    def write(self, html: str) -> None:
        """Go on."""
        self.out[-1].append(html)

    def embed(self, embed: Embed) -> None:
        """Write the slot of an embed."""
        self.embeds.append(embed)
        self.plain.embed(embed.index, inline=embed.inline)
        self.write(slot(embed.index))

    def fence(self, number: int) -> None:
        """A block takes its slot, unless raw HTML leaves no room for one; that is told at the end."""
        if self.open[-1] not in HOLDERS:
            return
        fence, index = self.scanned.fences[number], len(self.embeds)
        self.shown.add(number)
        self.plain.end()
        self.embed(
            Embed(
                index=index,
                block=fence.name,
                argument=fence.argument,
                options=fence.options,
                at=fence.at,
                places=fence.places,
                lines=self.scanned.body(number),
            )
        )
        if number in self.scanned.bodies:
            self._holding.append(_Holding(number, index, len(self.open)))
            self.out.append([])
            self.plain.held += 1

    def close_fence(self, number: int) -> None:
        """The body of a block ends; where HTML begins in it and ends elsewhere, that is told."""
        if all(one.number != number for one in self._holding):
            return
        last = self._holding[-1]
        if (last.number, last.depth) == (number, len(self.open)):
            self.plain.end()
            self._let_go()
        else:
            fence = self.scanned.fences[number]
            hint = "Close the HTML before the block's last line, or take it away."
            self.report.error("E411", f"HTML begins in the block {fence.name} and ends behind it.", hint, at=fence.at)

    def close_bodies(self) -> None:
        """The text ends, and with it what was never closed, which is told already."""
        while self._holding:
            self._let_go()

    def finished(self) -> tuple[Embed, ...]:
        """All embeds, each with those within it."""
        found: list[Embed] = []  # from the last to the first
        for embed in reversed(self.embeds):
            within = self._ends.get(embed.index, embed.index + 1) - embed.index - 1
            inner = tuple(reversed(found[len(found) - within :])) if within else ()
            found.append(replace(embed, near=self.plain.near[embed.index], inner=inner))
        return tuple(reversed(found))

    def _let_go(self) -> None:
        """What was written since the block began is its body."""
        index = self._holding.pop().embed
        self.embeds[index] = replace(self.embeds[index], words="".join(self.out.pop()).strip())
        self._ends[index] = len(self.embeds)
        self.plain.held -= 1
