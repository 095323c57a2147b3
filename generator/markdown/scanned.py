"""A text whose fences were read: what stands in their place, and which of them the HTML lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.diagnostics import Location, Report
    from generator.markdown.source import Lines

OPEN, CLOSE = "\ue000", "\ue001"
"""The private-use characters of a slot, see `generator.model.slot`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fence:
    """A block as its lines say; ``at`` is the argument's place, or the name's where there is none."""

    name: str
    argument: str
    options: dict[str, str]
    places: dict[str, Location]
    at: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanned:
    """A text without fences: comments with the number of a fence in ``fences`` stand for them.

    ``bodies`` are the indices of the first line of each held body and of the line behind it, by the fence's number.
    ``elsewhere`` are fences that do not start their line, by name: an error if the HTML shows them as text.
    """

    text: str
    lines: Lines
    fences: tuple[Fence, ...]
    bodies: Mapping[int, tuple[int, int]]
    elsewhere: tuple[tuple[str, Location], ...]

    def body(self, number: int) -> tuple[Location, ...]:
        """The lines of a fence's body that are not empty; none if it holds none."""
        first, end = self.bodies.get(number, (0, 0))
        texts = ((index, self.lines.lines[index]) for index in range(first, end))
        return tuple(self.lines.at(index, 1, len(text)) for index, text in texts if text.strip())


def mark(number: int, end: str = "") -> str:
    """The comment that stands for the opening line of a fence, or with ``end`` "/" for the closing one."""
    return f"<!--{OPEN}{number}{end}{CLOSE}-->"


def tell_lost(scanned: Scanned, shown: Collection[int], misplaced: list[str], report: Report) -> None:
    """Tell of fences that the HTML swallowed, and of those that it shows as text.

    ``shown`` are the numbers of the fences that got a slot, ``misplaced`` the names in fences that stand in the text.
    """
    for number, fence in enumerate(scanned.fences):
        if number not in shown:
            hint = "Write it outside of the HTML, with an empty line before and after."
            message = f"The block {fence.name} stands inside HTML that cannot hold it."
            report.error("E408", message, hint, at=fence.at)
    left = Counter(misplaced)
    for name, at in scanned.elsewhere:
        if left[name]:
            left[name] -= 1
            hint = "Move it to the start of a line of its own."
            report.error("E404", "A block counts only at the start of a line.", hint, at=at)
