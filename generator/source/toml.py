"""Reading TOML: the front matter between lines +++ to nodes, each key with its place.

The standard library reads the values and tells no places, so this room looks for what begins each line outside a value:
a key or the name of a table. A value is text here as everywhere in `source`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date, datetime, time
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from generator.diagnostics import Location
from generator.source.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from generator.diagnostics import Report

_Path: TypeAlias = "tuple[str | int, ...]"

_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*""")
_TABLE = re.compile(r"""\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_CURE = 'Write lines such as title = "A title", all words in straight quotes.'


def read_toml(path: str, lines: list[str], offset: int, report: Report, at: Location) -> Mapping | None:
    """Read ``lines``, which follow ``offset`` others, as a mapping ``at`` a place; None if they are no TOML."""
    try:
        data = tomllib.loads("\n".join(lines))
        found = _node(data, (), at, _places(path, lines, offset))
    except tomllib.TOMLDecodeError as error:
        place = _AT.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (len(lines), 1)
        report.error(
            "E102",
            f"This is no TOML: {_AT.sub('', str(error))}.",
            _CURE,
            at=_spot(path, lines, offset, line, column, 1),
        )
        return None
    except RecursionError:
        report.error("E102", "Too many levels stand inside each other here.", "Write it flatter.", at=at)
        return None
    return found if isinstance(found, Mapping) else None


def _places(path: str, lines: list[str], offset: int) -> dict[_Path, tuple[Location, Location]]:
    """Where each key stands, and its value."""
    found: dict[_Path, tuple[Location, Location]] = {}
    table: _Path = ()
    numbers: dict[_Path, count[int]] = {}
    index = 0
    while index < len(lines):
        line = lines[index]
        if key := _KEY.match(line):
            last = _end(lines, index, key.end())
            length = len(line.rstrip()) - key.end()
            spots = (
                _spot(path, lines, offset, index + 1, key.start(1) + 1, len(key[1])),
                _spot(path, lines, offset, index + 1, key.end() + 1, length),
            )
            names = _names(key[1])
            for depth in range(1, len(names) + 1):
                found.setdefault((*table, *names[:depth]), spots)
            index = last
        elif name := _TABLE.fullmatch(line):
            table = _names(name[2])
            spot = _spot(path, lines, offset, index + 1, name.start(2) + 1, len(name[2]))
            found.setdefault(table, (spot, spot))
            if name[1] == "[[":
                table = (*table, next(numbers.setdefault(table, count())))
                found[table] = spot, spot
        index += 1
    return found


def _end(lines: list[str], first: int, column: int) -> int:
    """The index of the line on which a value ends."""
    text = lines[first][column:]
    for index in range(first, len(lines)):
        try:
            tomllib.loads(f"_ = {text}")
        except tomllib.TOMLDecodeError:
            text += "\n" + lines[index + 1] if index + 1 < len(lines) else ""
        else:
            return index
    return first


def _names(written: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(written))


def _node(value: object, key: _Path, at: Location, places: dict[_Path, tuple[Location, Location]]) -> Node:
    """A value that stands ``at`` a place as nodes."""
    if isinstance(value, dict):
        entries = []
        for name, inside in value.items():
            here, there = places.get((*key, name), (at, at))
            entries.append((Scalar(text=name, at=here), _node(inside, (*key, name), there, places)))
        return Mapping(entries=tuple(entries), at=at)
    if isinstance(value, list):
        items, column = [], at.column
        for number, inside in enumerate(value):
            text = _text(inside)
            column = at.text.find(text, column) if text and column >= 0 else -1
            here = replace(at, column=column + 1, length=len(text)) if column >= 0 else at
            here = places.get((*key, number), (here, here))[0]
            items.append(_node(inside, (*key, number), here, places))
            column += len(text) if column >= 0 else 0
        return Sequence(items=tuple(items), at=at)
    return Scalar(text=_text(value), at=at, quoted=isinstance(value, str))


def _text(value: object) -> str:
    """A value as it would stand in YAML; "" for one that consists of others."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if isinstance(value, dict | list) else str(value)


def _spot(path: str, lines: list[str], offset: int, line: int, column: int, length: int) -> Location:
    text = lines[line - 1] if line <= len(lines) else ""
    return Location(file=path, line=line + offset, column=column, length=max(1, length), text=text)
