"""Readers: small functions from a node to a value.

Rules of the room: a reader is called with a node and the name it goes by; it returns a value or raises Misread with all
that is wrong. Readers know no entity and no file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast
from unicodedata import category, normalize

from generator import advice
from generator.decode.misread import Misread, no_group, no_list, no_value, refuse
from generator.diagnostics import Location, did_you_mean, exchange, right_word
from generator.source import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.diagnostics import Diagnostic

T = TypeVar("T")
Reader: TypeAlias = "Callable[[Node, str], T]"

#: What is markup in a text and nothing elsewhere: elements, links, emphasis, entities.
_MARKUP = re.compile(
    r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|\[[^\]]*\]\([^)]*\)|\*\*|(?<![\w*])\*\w(?:[^*]*\w)?\*(?![\w*])|&[a-zA-Z]+;"
)
#: Accents beside their letters, and signs of no width, which somebody has pasted.
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "à": "a", "ç": "c"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


def token(node: Node, name: str) -> str:
    """One value that is no prose: an id, a number, a date. Straight or no quotes."""
    if not isinstance(node, Scalar):
        no_value(node, name, prose=False)
    if not node.text.strip():
        refuse("E107", f"{name} is empty.", at=node.at)
    bare = node.text.strip("„“”‚‘’»«")
    if bare != node.text:
        cure = f'Write straight ones: "{bare}"'
        fix = exchange(node.at, node.text, f'"{bare}"') if bare.isprintable() and '"' not in node.at.text else ()
        refuse("E109", f"{name} stands in typographic quotes.", cure, at=node.at, instead=bare.strip() or None, fix=fix)
    return node.text.strip()


def text(node: Node, name: str) -> str:
    """Words for readers: not empty; cut off at `` #`` is an error, since YAML drops what follows."""
    if not isinstance(node, Scalar):
        no_value(node, name, prose=True)
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
            instead=node.text.strip(),
        )
    if markup := _MARKUP.search(node.text):
        message = f'{name} is plain text: readers would see "{markup[0]}" as it stands.'
        hint = "Write the words alone; their looks belong to the theme."
        refuse("E132", message, hint, at=node.at, instead=node.text.strip())
    return node.text.strip()


def maybe_text(node: Node, name: str) -> str:
    """Words that may be written as empty quotes, such as the alternative text of a decoration."""
    return "" if isinstance(node, Scalar) and not node.text.strip() else text(node, name)


def boolean(node: Node, name: str) -> bool:
    """``true`` or ``false``, and nothing else that other tools take for one."""
    word = token(node, name)
    if word not in {"true", "false"}:
        yes = word.lower() in {"yes", "on", "y", "1", "true", "ja", "wahr"}
        no = word.lower() in {"no", "off", "n", "0", "false", "nein", "falsch"}
        cure = f"Write: {name}: {'true' if yes else 'false'}" if yes or no else "Write true or false."
        message = f'{name} "{word}" is neither true nor false.'
        fix = exchange(node.at, word, "true" if yes else "false") if yes or no else ()
        refuse("E110", message, cure, at=node.at, instead=yes if yes or no else None, fix=fix)
    return word == "true"


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
            refuse("E110", f'{name} "{word}" is not known.', hint, at=node.at, fix=right_word(node.at, word, known))
        return word

    return read


def each(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list; the faults of all its entries are collected."""

    def read_all(node: Node, name: str) -> tuple[T, ...]:
        if not isinstance(node, Sequence):
            no_list(node, name)
        values: list[T] = []
        found: list[Diagnostic] = []
        for item in node.items:
            try:
                values.append(read(item, name))
            except Misread as misread:
                found += misread.found
                values += [cast("T", misread.instead)] if misread.instead is not None else []
        if found:
            raise Misread(*found, instead=tuple(values))
        return tuple(values)

    return read_all


def pairs(read: Reader[T], key: Reader[str] = token) -> Reader[tuple[tuple[str, T], ...]]:
    """Free keys, each with a value, in the order of the file."""

    def read_all(node: Node, name: str) -> tuple[tuple[str, T], ...]:
        if not isinstance(node, Mapping):
            no_group(node, name)
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
        several = [plain(part) for part in re.split("[,;]", word) if plain(part)]
        hint = f"Write: {several[0]}" if several else ""
        hint = f"Write: [{', '.join(several)}]" if len(several) > 1 else hint
        fix = exchange(node.at, word, plain(word)) if plain(word) == word.lower() else ()
        refuse("E115", message, hint, at=node.at, instead=plain(word) or None, fix=fix)
    return word


def plain(word: str) -> str:
    """The id that a word would have: "Grüner Tee" is "gruener-tee", "Škoda" is "skoda"."""
    written = normalize("NFC", word).lower().translate(UMLAUTS)  # a Mac writes an umlaut as two letters
    bare = "".join(one for one in normalize("NFKD", written) if category(one) not in _UNSEEN)
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
