"""Readers: small functions from a node to a value, and `Fields`, which reads the keys of a mapping.

Rules of the room: a reader is called with a node and the name it goes by; it returns a value or raises Misread with all
that is wrong. `Fields` collects, so that one run names every fault. Readers know no entity and no file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn, TypeAlias, TypeVar

from generator import advice
from generator.diagnostics import Diagnostic, Location, Severity, did_you_mean, nearest
from generator.source import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

T = TypeVar("T")
U = TypeVar("U")
Reader: TypeAlias = "Callable[[Node, str], T]"

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "à": "a", "ç": "c"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_VALUE = "one value"
_KIND = {Scalar: _VALUE, Sequence: "a list", Mapping: "a group of keys"}


class Misread(Exception):  # noqa: N818 - what was read wrongly is the editor's fault, no error of ours
    """A node that cannot be read; it carries one diagnostic or more."""

    def __init__(self, *found: Diagnostic) -> None:
        super().__init__(*(diagnostic.message for diagnostic in found))
        self.found = found


def fault(
    code: str, message: str, hint: str = "", *, at: Location | None, related: tuple[Location, ...] = ()
) -> Diagnostic:
    """An error as data."""
    return Diagnostic(severity=Severity.ERROR, code=code, message=message, hint=hint, at=at, related=related)


def refuse(
    code: str, message: str, hint: str = "", *, at: Location | None, related: tuple[Location, ...] = ()
) -> NoReturn:
    """Raise Misread with one error."""
    raise Misread(fault(code, message, hint, at=at, related=related))


class Fields:
    """The keys of one mapping: each is read once, and `finish` raises what was wrong, unknown keys included.

    ``facts`` are keys that only the file ``home`` may have, which is the default language's.
    Raises Misread if the node is no mapping.
    """

    def __init__(self, node: Node, what: str, *, facts: Collection[str] = (), home: str = "") -> None:
        if not isinstance(node, Mapping):
            _refuse_kind(node, what, "a group of keys")
        self.at = node.at
        self._what = what
        self._nodes = {key.text: (key, value) for key, value in node.entries}
        self._facts = facts
        self._home = home
        self._asked: list[str] = []
        self._found: list[Diagnostic] = []

    def need(self, key: str, read: Reader[T], blank: U) -> T | U:
        """The value of a required key; ``blank`` stands for it until `finish` raises."""
        if key in self._nodes and not self._empty(key):
            return self.may(key, read, blank)
        self._asked.append(key)
        if key in self._nodes:
            self.wrong("E107", f"{key} is empty.", f"Write: {key}: …", at=self._nodes[key][0].at)
        elif not self.nearly(key):
            self.wrong("E107", f"{self._what} needs the key {key}.", f"Add a line: {key}: …", at=self.at)
        return blank

    def may(self, key: str, read: Reader[T], otherwise: U) -> T | U:
        """The value of a key that may be absent or empty."""
        self._asked.append(key)
        if key not in self._nodes or self._empty(key):
            return otherwise
        try:
            return read(self._nodes[key][1], key)
        except Misread as misread:
            self._found += misread.found
            return otherwise

    def place(self, key: str) -> Location:
        """Where the value of a key stands, or the mapping's own place if the key is absent."""
        return self._nodes[key][1].at if key in self._nodes else self.at

    def has(self, key: str) -> bool:
        """Whether the key is written at all."""
        return key in self._nodes

    def nearly(self, key: str) -> bool:
        """Whether an unknown key probably is this one misspelt: it is reported as unknown, once is enough."""
        unknown = [name for name in self._nodes if name not in self._asked]
        return any(nearest(name, [key]) or name.startswith(f"{key}:") for name in unknown)

    def wrong(
        self, code: str, message: str, hint: str = "", *, at: Location, related: tuple[Location, ...] = ()
    ) -> None:
        """Add an error about several keys together."""
        self._found.append(fault(code, message, hint, at=at, related=related))

    @property
    def failed(self) -> bool:
        """Whether anything was wrong so far."""
        return bool(self._found)

    def finish(self) -> None:
        """Raise Misread with everything that was wrong; nobody having asked for a key is wrong, too."""
        for name, (key, _) in self._nodes.items():
            if name in self._asked:
                continue
            if name in self._facts:
                message = f"{name} is a fact, the same in every language; a translation has words only."
                self.wrong("E120", message, f"Delete it here; it belongs into {self._home}.", at=key.at)
            else:
                self.wrong("E106", f"{self._what} has no key {name}.", self._unknown(name), at=key.at)
        if self._found:
            raise Misread(*self._found)

    def _unknown(self, name: str) -> str:
        number = self._before(name)
        if name.isdigit() and number.isdigit():
            return f"A comma ends the value before it. Write that with a point: {number}.{name}"
        if ":" in name:
            head, tail = name.split(":", 1)
            return f"After the colon a space is missing. Write: {head}: {tail.strip()}"
        return did_you_mean(name, self._asked) or f"Known are: {', '.join(sorted(self._asked))}."

    def _before(self, name: str) -> str:
        """The text of the value that stands before a key."""
        names = list(self._nodes)
        index = names.index(name)
        node = self._nodes[names[index - 1]][1] if index else None
        return node.text if isinstance(node, Scalar) else ""

    def _empty(self, key: str) -> bool:
        node = self._nodes[key][1]
        return isinstance(node, Scalar) and not node.text and not node.quoted


def _refuse_kind(node: Node, name: str, kind: str) -> NoReturn:
    """The node is of another kind than ``kind``; where it may be a text that YAML took apart, show it in quotes."""
    hint = ""
    entry = re.match(r"^(\s*- +)(\S.*?)\s*$", node.at.text)
    if isinstance(node, Mapping) and kind == _VALUE and entry and node.at.column == entry.start(2) + 1:
        hint = f"If it is one text with a colon in it, write: - {advice.quote(entry[2])}"
    elif isinstance(node, Sequence) and kind == _VALUE and node.at.text[node.at.column - 1 :].startswith("["):
        hint = f"If the brackets belong to it, write: {advice.quoted_line(node.at.text).strip()}"
    elif isinstance(node, Scalar) and kind == "a list":
        hint = f"Write: {name}: [{node.text}]"
    refuse("E108", f"{name} must be {kind}, not {_KIND[type(node)]}.", hint, at=node.at)


def token(node: Node, name: str) -> str:
    """One value that is no prose: an id, a number, a date. Straight or no quotes."""
    if not isinstance(node, Scalar):
        _refuse_kind(node, name, _VALUE)
    if not node.text.strip():
        refuse("E107", f"{name} is empty.", at=node.at)
    bare = node.text.strip("„“”‚‘’»«")
    if bare != node.text:
        refuse("E109", f"{name} stands in typographic quotes.", f'Write straight ones: "{bare}"', at=node.at)
    return node.text.strip()


def text(node: Node, name: str) -> str:
    """Words for readers: not empty; cut off at `` #`` is an error, since YAML drops what follows."""
    if not isinstance(node, Scalar):
        _refuse_kind(node, name, _VALUE)
    if not node.text.strip():
        refuse("E107", f"{name} is empty.", at=node.at)
    if node.comment:
        whole = f"{node.text} {node.comment}"
        refuse(
            "E105",
            f'{name} ends before "{node.comment}": a hash sign after a space begins a comment.',
            f"Write: {name}: {advice.quote(whole)} (or put the comment on a line of its own).",
            at=Location(
                file=node.at.file,
                line=node.at.line,
                column=node.at.text.index(node.comment, node.at.column) + 1,
                length=len(node.comment),
                text=node.at.text,
            ),
        )
    return node.text.strip()


def maybe_text(node: Node, name: str) -> str:
    """Words that may be written as empty quotes, such as the alternative text of a decoration."""
    return "" if isinstance(node, Scalar) and not node.text.strip() else text(node, name)


def boolean(node: Node, name: str) -> bool:
    """``true`` or ``false``, and nothing else that other tools take for one."""
    word = token(node, name)
    if word in {"true", "false"}:
        return word == "true"
    yes = word.lower() in {"yes", "on", "y", "1", "true", "ja", "wahr"}
    no = word.lower() in {"no", "off", "n", "0", "false", "nein", "falsch"}
    cure = f"Write: {name}: {'true' if yes else 'false'}" if yes or no else "Write true or false."
    refuse("E110", f'{name} "{word}" is neither true nor false.', cure, at=node.at)


def integer(minimum: int = -(10**9), maximum: int = 10**9) -> Reader[int]:
    """A whole number within bounds."""

    def read(node: Node, name: str) -> int:
        word = token(node, name)
        if not re.fullmatch(r"-?[0-9]{1,12}", word):
            refuse("E113", f'{name} "{word}" is not a whole number.', f"Write: {name}: 12", at=node.at)
        if not minimum <= int(word) <= maximum:
            bounds = f"at least {minimum}" if maximum == 10**9 else f"from {minimum} to {maximum}"
            refuse("E113", f"{name} {word} is out of range.", f"It must be {bounds}.", at=node.at)
        return int(word)

    return read


def choice(*known: str) -> Reader[str]:
    """One of a few words."""

    def read(node: Node, name: str) -> str:
        word = token(node, name)
        if word not in known:
            hint = did_you_mean(word, known) or f"Known are: {', '.join(known)}."
            refuse("E110", f'{name} "{word}" is not known.', hint, at=node.at)
        return word

    return read


def each(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list; the faults of all its entries are collected."""

    def read_all(node: Node, name: str) -> tuple[T, ...]:
        if not isinstance(node, Sequence):
            _refuse_kind(node, name, "a list")
        values: list[T] = []
        found: list[Diagnostic] = []
        for item in node.items:
            try:
                values.append(read(item, name))
            except Misread as misread:
                found += misread.found
        if found:
            raise Misread(*found)
        return tuple(values)

    return read_all


def pairs(read: Reader[T], key: Reader[str] = token) -> Reader[tuple[tuple[str, T], ...]]:
    """Free keys, each with a value, in the order of the file."""

    def read_all(node: Node, name: str) -> tuple[tuple[str, T], ...]:
        if not isinstance(node, Mapping):
            _refuse_kind(node, name, "a group of keys")
        values: list[tuple[str, T]] = []
        found: list[Diagnostic] = []
        for entry, value in node.entries:
            try:
                values.append((key(entry, name), read(value, entry.text)))
            except Misread as misread:
                found += misread.found
        if found:
            raise Misread(*found)
        return tuple(values)

    return read_all


def identifier(node: Node, name: str) -> str:
    """An id or slug: small letters, digits and single hyphens."""
    word = token(node, name)
    if not _ID.fullmatch(word):
        message = f'{name} "{word}" may have only small letters a-z, digits and hyphens.'
        better = plain(word)
        refuse("E115", message, f"Write: {better}" if better else "", at=node.at)
    return word


def plain(word: str) -> str:
    """The id that a word would have: "Grüner Tee" is "gruener-tee"."""
    return re.sub(r"[^a-z0-9]+", "-", word.lower().translate(UMLAUTS)).strip("-")
