"""What rules of advice share: how a line with a value looks, and how a value is put in quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

ENTRY = re.compile(r"""^(?P<head>\s*(?:- +)*(?:[\w"']|-(?=\w))[^:#{[]*?\s*:[ \t]+|\s*- +)(?P<value>\S.*?)\s*$""")
INDENT = re.compile(r"^[ \t\u00a0]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """What is wrong in ``line`` (counted from 0, columns too), and ``instead``, the whole line as it should be.

    ``instead`` is None where only the editor can know, and ``certain`` if nothing else can have been meant. It has as
    many lines as are concerned, that one and those below.
    """

    line: int
    column: int
    length: int
    message: str
    instead: str | None = None
    hint: str = ""
    certain: bool = False

    @property
    def cure(self) -> str:
        """The hint for the editor: the corrected line, or what to do."""
        return self.hint or (f"Write: {self.instead.strip()}" if self.instead is not None else "")


def quote(value: str) -> str:
    """A value in quotes, such that YAML reads back exactly the value."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def quoted_line(line: str) -> str:
    """The line with its value in quotes; the line itself if it has no value."""
    entry = ENTRY.match(line)
    return line if entry is None else entry["head"] + quote(entry["value"])


def indent_of(line: str) -> str:
    """The blanks at the beginning of a line."""
    found = INDENT.match(line)
    return found[0] if found else ""
