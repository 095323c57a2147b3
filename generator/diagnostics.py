"""Diagnostics: what an editor can mend, collected and never thrown.

Rules of the room: a Diagnostic says where, what and how to mend; all of one run are shown together.
This room knows nothing of YAML, Markdown or pages. A code has one meaning; README.md says what its hundreds are about.
"""

from __future__ import annotations

import difflib
import re
import string
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypedDict, Unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


#: How many letters of a source line a diagnostic shows.
_WINDOW = 100
#: A word of fewer letters has many neighbours.
_LONG_ENOUGH = 4


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the build, a warning is only said."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Location:
    """A place in a source file.

    ``file`` is relative to the site, with forward slashes; ``line`` and ``column`` count from 1;
    ``length`` is in characters; ``text`` is the whole source line, so that a caret can be drawn.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """A change to the one line ``at.text``: its ``at.length`` characters from ``at.column`` on give way to ``text``.

    A length of 0 inserts; a line feed in ``text`` begins a line; None takes the whole line away.
    """

    at: Location
    text: str | None


Fix: TypeAlias = tuple[Edit, ...]
"""Edits that together mend a fault for certain: all of them or none; () where only the editor can know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One finding: severity, stable code such as ``E103``, what is wrong, how to mend it, where.

    ``related`` names other places that take part, such as the first of two equal slugs; ``fix`` is what
    ``check --fix`` does.
    """

    severity: Severity
    code: str
    message: str
    hint: str = ""
    at: Location | None = field(default=None, compare=False)
    related: tuple[Location, ...] = field(default=(), compare=False)
    fix: Fix = field(default=(), compare=False)


class _More(TypedDict, total=False):
    """What a finding may have besides its words: see `Diagnostic`."""

    at: Location | None
    related: tuple[Location, ...]
    fix: Fix


class Report:
    """The one mutable thing of a build: it collects diagnostics in the order of their discovery."""

    def __init__(self) -> None:
        """Start empty."""
        self._found: list[Diagnostic] = []

    def error(self, code: str, message: str, hint: str = "", **more: Unpack[_More]) -> None:
        """Add an error: nothing will be written."""
        self._found.append(Diagnostic(severity=Severity.ERROR, code=code, message=message, hint=hint, **more))

    def warning(self, code: str, message: str, hint: str = "", **more: Unpack[_More]) -> None:
        """Add a warning: the build goes on with the fallback that the message states."""
        self._found.append(Diagnostic(severity=Severity.WARNING, code=code, message=message, hint=hint, **more))

    def note(self, code: str, message: str, hint: str = "", **more: Unpack[_More]) -> None:
        """Add a note: nothing is wrong, but the editor may want to know; only ``check`` shows it."""
        self._found.append(Diagnostic(severity=Severity.NOTE, code=code, message=message, hint=hint, **more))

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over diagnostics, for example those of another process."""
        self._found.extend(diagnostics)

    @property
    def failed(self) -> bool:
        """Whether any error was found."""
        return any(found.severity is Severity.ERROR for found in self._found)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, each once, sorted by place; those without a place come first."""
        unique: dict[object, Diagnostic] = {}
        for found in self._found:
            unique.setdefault((found, found.at, found.related), found)
        return tuple(sorted(unique.values(), key=_place))


def _place(found: Diagnostic) -> tuple[bool, Location, str]:
    return found.at is not None, found.at or Location(file=""), found.code


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like ``word``, whatever the case of their letters, or an empty string if none is near."""
    plain = {one.casefold(): one for one in known}
    matches = difflib.get_close_matches(word.casefold(), plain, n=1, cutoff=0.6)
    return plain[matches[0]] if matches else next((one for one in plain.values() if word in re.split("[_-]", one)), "")


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The hint of a misspelt word: the nearest known one, else all known ones while they are few."""
    near = nearest(word, known)
    if near:
        return f'Did you mean "{near}"?'
    few = 12
    return f"Known are: {', '.join(sorted(known))}." if 0 < len(known) <= few else ""


def instead(at: Location, text: str) -> Fix:
    """The fix that puts ``text`` in the place of what stands there."""
    return (Edit(at=at, text=text),)


def exchange(at: Location | None, word: str, text: str) -> Fix:
    """The fix that puts ``text`` in the place of a ``word`` that stands there, if it does so once: quotes stay."""
    begin, end = (at.column - 1, at.column - 1 + at.length) if at else (0, 0)
    if at is None or not (word and text) or at.text.count(word, begin, end) != 1:
        return ()
    return instead(replace(at, column=at.text.index(word, begin, end) + 1, length=len(word)), text)


def right_word(at: Location | None, word: str, known: Iterable[str]) -> Fix:
    """The fix of a misspelt word that stands there: the one known word that a single slip of the fingers parts from it.

    () where the word is so short that it may be another, or where several are as near.
    """
    return exchange(at, word, meant) if (meant := one_slip_from(word, known)) else ()


def one_slip_from(word: str, known: Iterable[str]) -> str:
    """The one known word that another case of letters, or else a single slip, parts from this one; "" if none does."""
    words = tuple(known)
    near = {one for one in words if one.casefold() == word.casefold()}
    near = near or {one for one in words if len(word) >= _LONG_ENOUGH and is_one_slip(word, one)}
    return near.pop() if len(near) == 1 else ""


def is_one_slip(word: str, other: str) -> bool:
    """Whether one letter too much, too little, exchanged or in its neighbour's place is all that differs.

    Numbers are no slips: whoever wrote MUG-2 did not mean MUG-1.
    """
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    one, two = word[start:], other[start:]
    if (one[:1] + two[:1]).strip(string.digits) != one[:1] + two[:1]:
        return False
    swapped = one[1::-1] == two[:2] and one[2:] == two[2:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or swapped


def as_text(found: Diagnostic) -> str:
    """A diagnostic as a person reads it: one line, then the source line with a caret beneath."""
    head = f"{found.at}: " if found.at else ""
    lines = [f"{head}{found.severity} {found.code}: {found.message}" + (f" {found.hint}" if found.hint else "")]
    if found.at and found.at.text:
        lines += [f"    {line}" for line in with_caret(found.at)]
    lines += [f"    see also {place}" for place in found.related]
    return "\n".join(lines)


def as_annotation(found: Diagnostic) -> str:
    """A diagnostic as GitHub's runner shows it beside the line (its workflow commands)."""
    level = "notice" if found.severity is Severity.NOTE else str(found.severity)
    place = {"file": found.at.file, "line": str(found.at.line), "col": str(found.at.column)} if found.at else {}
    properties = {**place, "title": found.code}
    inside = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{level} {inside}::{_escaped(f'{found.message} {found.hint}'.strip())}"


def as_json(found: Diagnostic) -> dict[str, object]:
    """A diagnostic for machines; without a place it has no file, line and column."""
    place = {"file": found.at.file, "line": found.at.line, "column": found.at.column} if found.at else {}
    return {
        "severity": str(found.severity),
        "code": found.code,
        "message": found.message,
        "hint": found.hint,
        **place,
        "related": [str(at) for at in found.related],
        "fixable": bool(found.fix),
    }


def _escaped(text: str, also: str = "") -> str:
    """As GitHub's toolkit escapes: percent, line ends and, in properties, colon and comma."""
    for letter in f"%\r\n{also}":
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def with_caret(at: Location) -> tuple[str, str]:
    """The source line and the caret's; of a long line the part about the caret, so that a terminal need not wrap it."""
    first = max(0, min(at.column - 1 - _WINDOW // 2, len(at.text) - _WINDOW))
    text = at.text[first : first + _WINDOW]
    before, after = "…" if first else "", "…" if first + _WINDOW < len(at.text) else ""
    indent = "".join("\t" if letter == "\t" else " " for letter in before + text[: at.column - 1 - first])
    carets = "^" * max(1, min(at.length, len(text) - (at.column - 1 - first)))
    return f"{before}{text}{after}", f"{indent}{carets}"
