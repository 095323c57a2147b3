"""Documents: a Markdown file taken apart into front matter and body.

The front matter is YAML between two lines of three hyphens, or TOML between two of three plus signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.diagnostics import Location, instead
from generator.source.nodes import Mapping
from generator.source.reading import Reading
from generator.source.toml import read_toml

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.source.files import SourceFile

#: The lines that begin and end a front matter: of YAML, of TOML.
_YAML, _TOML = "---", "+++"
_NEARLY_FENCE = re.compile(r"^\s*(?:-{2,}|[—–]+-*|-[—–]+|\+{3}|\.{3})\s*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A Markdown file, taken apart. ``body_line`` is the number of the body's first line.

    ``readable`` is False where no front matter could be read at all; ``data`` is empty then.
    """

    file: SourceFile
    data: Mapping
    body: str
    body_line: int
    readable: bool = True


def read_document(file: SourceFile, report: Report) -> Document:
    """Take a Markdown file apart into front matter and body; what cannot be read is reported."""
    lines = file.text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    last = _closing_fence(lines, first, file.path, report)
    nothing = Mapping(entries=(), at=_place(file.path, lines, first, 0, 3))
    if last is None:
        return Document(file=file, data=nothing, body="", body_line=1, readable=False)
    front = lines[first + 1 : last]
    if lines[first].rstrip() == _TOML:
        data = read_toml(file.path, front, first + 1, report, nothing.at)
    else:
        data = Reading(file.path, front, first + 1, report).mapping(nothing.at)
    body = "\n".join(lines[last + 1 :])
    return Document(file=file, data=data or nothing, body=body, body_line=last + 2, readable=data is not None)


def _closing_fence(lines: list[str], first: int, path: str, report: Report) -> int | None:
    """The index of the line that ends the front matter, which begins at ``first``."""
    opening = lines[first].rstrip()
    if opening not in {_YAML, _TOML}:
        report.error("E101", *_no_opening(opening), at=_place(path, lines, first, 0, max(1, len(opening))))
        return None
    for index in range(first + 1, len(lines)):
        if lines[index].rstrip() == opening:
            return index
    nearly = next((i for i in range(first + 1, len(lines)) if _NEARLY_FENCE.match(lines[i])), None)
    if nearly is not None:
        message = f'"{lines[nearly].strip()}" does not end the front matter.'
        signs = "three hyphens" if opening == _YAML else "three plus signs"
        place = _place(path, lines, nearly, 0, len(lines[nearly]))
        hint = f"Write {signs} at the beginning of the line: {opening}"
        report.error("E101", message, hint, at=place, fix=instead(place, opening))
        return None
    blank = next((i for i in range(first + 1, len(lines)) if not lines[i].strip()), len(lines))
    report.error(
        "E101",
        "The front matter begins here and never ends.",
        f"Put a line {opening} below its last key, probably at line {blank + 1}.",
        at=_place(path, lines, first, 0, 3),
    )
    return None


def _no_opening(opening: str) -> tuple[str, str]:
    """Why the first line is no beginning of a front matter, and the cure."""
    if _NEARLY_FENCE.match(opening):
        return f'"{opening.strip()}" does not begin a front matter.', "Write three hyphens and nothing else: ---"
    what = "The file is empty." if not opening else "The file does not begin with a front matter."
    return what, 'Begin with a line ---, then lines such as "title: A title", then a line --- again.'


def _place(path: str, lines: list[str], line: int, column: int, length: int) -> Location:
    text = lines[line] if line < len(lines) else ""
    return Location(file=path, line=line + 1, column=column + 1, length=max(1, length), text=text)
