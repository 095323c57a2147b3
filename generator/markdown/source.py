"""The text of a story as lines with places, so that whatever its HTML shows can be found where it was written.

Rules of the room: the engine tells no positions, so this room looks for what it wrote: the nth use of an address is
the nth place where it stands in the text. Code is masked, for nothing in it is a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from generator.diagnostics import Location

_INLINE = r"""
      \]\(\s* (?: <([^<>\n]*)> | ((?:[^\s()<>]|\([^\s()]*\))*) )    # [words](address) and ![alt](address)
    | <((?:[A-Za-z][\w+.-]+:|[\w.+-]+@)[^\s<>]*)>                    # <address>
    """
_ELSEWHERE = r"""
    | ^\s{0,3}\[[^\]]+\]:\s* (?: <([^<>\n]*)> | (\S+) )              # [name]: address
    | \b(?:href|src)\s*=\s* (?: "([^"]*)" | '([^']*)' | ([^\s"'>]+) ) # raw HTML
    """
_ADDRESS = re.compile(_INLINE + _ELSEWHERE, re.VERBOSE | re.IGNORECASE)
_INLINE_ADDRESS = re.compile(_INLINE, re.VERBOSE | re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_H1 = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*#(?:[ \t]|$)|.*<h1\b", re.IGNORECASE)
_H1_RULE = re.compile(r" {0,3}=+[ \t]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """The lines of a text. ``first_line`` is the number of the first in its file; ``code`` holds indices of code."""

    file: str
    first_line: int
    lines: tuple[str, ...]
    code: frozenset[int] = frozenset()

    def at(self, index: int, column: int = 1, length: int = 1) -> Location:
        """A place in the line of that index (from 0); ``column`` counts from 1."""
        text = self.lines[index]
        return Location(file=self.file, line=self.first_line + index, column=column, length=max(1, length), text=text)

    def masked(self, index: int) -> str:
        """A line with its code as spaces."""
        if index in self.code:
            return ""
        line = self.lines[index]
        return _CODE_SPAN.sub(lambda match: " " * len(match[0]), line) if "`" in line else line

    def find(self, pattern: re.Pattern[str]) -> list[Location]:
        """Every place of a pattern outside code; its first group if it has one that matched, else the whole."""
        found = []
        for index in range(len(self.lines)):
            found += self.find_in(index, pattern)
        return found

    def find_in(self, index: int, pattern: re.Pattern[str]) -> list[Location]:
        """The same in one line."""
        found = []
        for match in pattern.finditer(self.masked(index)):
            group = match.lastindex or 0
            found.append(self.at(index, match.start(group) + 1, match.end(group) - match.start(group)))
        return found

    def first_headings(self) -> list[Location]:
        """Every place of a heading of level 1."""
        found = []
        for index in range(len(self.lines)):
            line = self.masked(index)
            under = self.lines[index + 1] if index + 1 < len(self.lines) else ""
            if _H1.match(line) or (line.strip() and _H1_RULE.fullmatch(under)):
                found.append(self.at(index, 1, len(line)))
        return found


@dataclass(slots=True)
class Places:
    """Where patterns stand in a text, outside code; each place is given out once, the last one again and again."""

    lines: Lines
    _left: dict[str, list[Location]] = field(default_factory=dict)

    def next(self, pattern: str) -> Location | None:
        """The next place of a pattern, letters of either case; None if it is nowhere."""
        if pattern not in self._left:
            self._left[pattern] = self.lines.find(re.compile(pattern, re.IGNORECASE))
        left = self._left[pattern]
        return left.pop(0) if len(left) > 1 else next(iter(left), None)


@dataclass(slots=True)
class Addresses:
    """Where addresses stand in a text; each place is given out once, the last one again and again."""

    lines: Lines
    _left: dict[str, list[Location]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect the places by address, in the order of the text."""
        for index, line in enumerate(self.lines.lines):
            pattern = _pattern(line)
            for at in self.lines.find_in(index, pattern) if pattern else ():
                address = at.text[at.column - 1 : at.column - 1 + at.length]
                address = "" if address == ")" else address  # ]() has none, and a place has one letter at least
                self._left.setdefault(_key(address), []).append(at)

    def take(self, address: str) -> Location:
        """The next place of an address as the HTML has it; the text's first line if it is nowhere to be found."""
        places = self._left.get(_key(address)) or self._left.get(_key(address.removeprefix("mailto:")))
        if not places:
            return self.lines.at(0, 1, len(self.lines.lines[0]))
        return places.pop(0) if len(places) > 1 else places[0]


def _pattern(line: str) -> re.Pattern[str] | None:
    """The pattern of the addresses in a line: most lines have none, most others a simple one, which is found faster."""
    if "=" in line or "]:" in line:
        return _ADDRESS
    return _INLINE_ADDRESS if "](" in line or "<" in line else None


def _key(address: str) -> str:
    """Engines write an address escaped and percent-encoded; both spellings have one key."""
    return unquote(_ESCAPED.sub(r"\1", unescape(address)))
