"""Fields: the keys of one mapping, each read once, and everything that is wrong with them collected.

Rules of the room: a key that nobody asked for is wrong, so that no slip of the pen passes in silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from generator.decode.misread import Misread, fault, no_group
from generator.diagnostics import Edit, did_you_mean, instead, nearest, right_word
from generator.source import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.decode.readers import Reader
    from generator.diagnostics import Diagnostic, Fix, Location

T = TypeVar("T")
U = TypeVar("U")

#: What other tools and people call our keys; those that are merely misspelt are found without.
_ELSEWHERE = {
    "autor": "authors",
    "beschreibung": "description",
    "bild": "hero",
    "bilder": "images",
    "category": "section",
    "categories": "section",
    "cover": "hero",
    "datum": "date",
    "ean": "gtin",
    "entwurf": "draft",
    "excerpt": "description",
    "image": "hero",
    "images": "hero",
    "intro": "description",
    "keywords": "tags",
    "modified": "lastmod",
    "name": "title",
    "permalink": "slug",
    "preis": "price",
    "published": "publishDate",
    "ressort": "section",
    "rubrik": "section",
    "subtitle": "description",
    "summary": "description",
    "teaser": "description",
    "updated": "lastmod",
    "url": "slug",
    "vat": "tax",
}

#: By our key the words of other tools for it that a lenient reader takes.
_MEANT = {
    "description": ("excerpt", "intro", "subtitle", "summary", "teaser"),
    "lastmod": ("modified", "updated"),
    "tags": ("keywords",),
}


class Fields:
    """The keys of one mapping: each is read once, and `finish` raises what was wrong, unknown keys included.

    ``facts`` are keys that only the file ``home`` may have, which is the default language's.
    Raises Misread if the node is no mapping; ``example`` then shows one, the value that was written for ``%s``.
    ``lenient`` lets pass what is wrong with a key that may be absent, and what was meant stands for what was written.
    """

    def __init__(
        self,
        node: Node,
        what: str,
        *,
        facts: Collection[str] = (),
        home: str = "",
        example: str = "",
        lenient: bool = False,
    ) -> None:
        if not isinstance(node, Mapping):
            no_group(node, what, example)
        self.at = node.at
        self._what = what
        self._nodes = {key.text: (key, value) for key, value in node.entries}
        self._facts = facts
        self._home = home
        self._asked: list[str] = []
        self._found: list[Diagnostic] = []
        self._lenient = lenient
        self._hinders: list[Diagnostic] = []
        self._perhaps: list[str] = []  # needed keys that a key which was not asked for yet may be, misspelt

    def need(self, key: str, read: Reader[T], blank: U) -> T | U:
        """The value of a required key; ``blank`` stands for it until `finish` raises."""
        if self.says(key):
            return self.must(key, read, blank)
        self._asked.append(key)
        told = len(self._found)
        if key in self._nodes:
            self.wrong("E107", f"{key} is empty.", f"Write: {key}: …", at=self._nodes[key][0].at)
        elif self._lenient or not self.nearly(key):
            self._miss(key)
        else:
            self._perhaps.append(key)
        self._hinders += self._found[told:]
        return blank

    def may(self, key: str, read: Reader[T], otherwise: U) -> T | U:
        """The value of a key that may be absent or empty."""
        told = len(self._found)
        value, _ = self._read(key, read, otherwise)
        self._found[told:] = [_taken_away(key, one) for one in self._found[told:]]
        return value

    def must(self, key: str, read: Reader[T], otherwise: U) -> T | U:
        """The value of a key that may be absent or empty; if it is there, not even a lenient reader goes without it."""
        told = len(self._found)
        value, is_read = self._read(key, read, otherwise)
        self._hinders += () if is_read else self._found[told:]
        return value

    def _read(self, key: str, read: Reader[T], otherwise: U) -> tuple[T | U, bool]:
        """The value of a key, and whether it is what was written or meant."""
        self._asked.append(key)
        written = key if key in self._nodes or not self._lenient else self._by_another_name(key)
        if written not in self._nodes or self._empty(written):
            return otherwise, True
        try:
            return read(self._nodes[written][1], key), True
        except Misread as misread:
            self._found += misread.found
            meant = misread.instead is not None and self._lenient
            return (cast("T", misread.instead) if meant else otherwise), meant

    def _miss(self, key: str) -> None:
        self.wrong("E107", f"{self._what} needs the key {key}.", f"Add a line: {key}: …", at=self.at)

    def _by_another_name(self, key: str) -> str:
        """The first key that is this one in another tool's words; it stays unknown, and is told as such."""
        return next((name for name in self._nodes if name.casefold() in _MEANT.get(key, ())), key)

    def written(self, key: str) -> str:
        """What stands behind a key, unread; "" where it is absent or no single value. The key stays unknown."""
        node = self._nodes[key][1] if key in self._nodes else None
        return node.text if isinstance(node, Scalar) else ""

    def place(self, key: str) -> Location:
        """Where the value of a key stands, or the mapping's own place if the key is absent."""
        return self._nodes[key][1].at if key in self._nodes else self.at

    def has(self, key: str) -> bool:
        """Whether the key is written at all."""
        return key in self._nodes

    def says(self, key: str) -> bool:
        """Whether the key is written, and a value behind it."""
        return key in self._nodes and not self._empty(key)

    def nearly(self, key: str) -> bool:
        """Whether an unknown key probably is this one misspelt: it is reported as unknown, once is enough."""
        unknown = [name for name in self._nodes if name not in self._asked]
        return any(
            nearest(name, [key]) or name.startswith(f"{key}:") or _ELSEWHERE.get(name.casefold()) == key
            for name in unknown
        )

    def wrong(
        self,
        code: str,
        message: str,
        hint: str = "",
        *,
        at: Location,
        related: tuple[Location, ...] = (),
        fix: Fix = (),
    ) -> None:
        """Add an error about several keys together."""
        self._found.append(fault(code, message, hint, at=at, related=related, fix=fix))

    @property
    def failed(self) -> bool:
        """Whether anything was wrong so far."""
        return bool(self._found)

    def finish(self) -> tuple[Diagnostic, ...]:
        """Raise Misread with everything that was wrong; nobody having asked for a key is wrong, too.

        Leniently read, only what hinders is raised, and what is let pass is returned.
        """
        for needed in self._perhaps:
            if not self.nearly(needed):
                self._miss(needed)
        for name, (key, _) in self._nodes.items():
            if name in self._asked:
                continue
            if rest := self._cut_by_comma(name):
                self._found = [one for one in self._found if one.at != rest.at]  # said once is enough
            if name in self._facts:
                message = f"{name} is a fact, the same in every language; a translation has words only."
                self.wrong("E120", message, f"Delete it here; it belongs into {self._home}.", at=key.at)
            else:
                hint, fix = self._unknown(name), self._mended(name, key)
                self.wrong("E106", f"{self._what} has no key {name}.", hint, at=key.at, fix=fix)
        found = self._hinders if self._lenient else self._found
        if found:
            raise Misread(*found)
        return tuple(self._found)

    def _unknown(self, name: str) -> str:
        if before := self._cut_by_comma(name):
            thousands = re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", before.text)
            number = before.text.replace(".", "") if thousands else before.text
            if not name[0].isdecimal():
                return f"A comma ends the value before it. Write the amount alone: {number}"
            return f"A comma ends the value before it. Write that with a point: {number}.{name}"
        if ":" in name:
            head, tail = name.split(":", 1)
            return f"After the colon a space is missing. Write: {head}: {tail.strip()}"
        meant = _ELSEWHERE.get(name.casefold(), "")
        if meant in self._asked:
            return f'Did you mean "{meant}"?'
        return did_you_mean(name, self._asked) or f"Known are: {', '.join(sorted(set(self._asked)))}."

    def _mended(self, name: str, key: Scalar) -> Fix:
        """The point that a comma stands for, or the one key that was meant and is not there yet."""
        if before := self._cut_by_comma(name):
            is_certain = key.at.text[: key.at.column - 1].endswith(f" {before.text},") and before.text.isdecimal()
            return instead(replace(key.at, column=key.at.column - 1, length=1), ".") if is_certain else ()
        return right_word(key.at, name, [one for one in self._asked if one not in self._nodes])

    def _cut_by_comma(self, name: str) -> Scalar | None:
        """The number before a key that is the rest of it: ``price: 12,50`` on one line with others."""
        names = list(self._nodes)
        index = names.index(name)
        node = self._nodes[names[index - 1]][1] if index else None
        whole = isinstance(node, Scalar) and re.fullmatch(r"[0-9]+(\.[0-9]{3})*", node.text)
        return node if isinstance(node, Scalar) and whole and re.match(r"[0-9]+( |$)|[-–—]+( |$)", name) else None

    def _empty(self, key: str) -> bool:
        node = self._nodes[key][1]
        return isinstance(node, Scalar) and not node.text and not node.quoted


def _taken_away(key: str, found: Diagnostic) -> Diagnostic:
    """With the fix of a key that may be absent and has empty quotes on a line of its own: the line goes."""
    at = found.at
    if at is None or not re.fullmatch(rf"\s*{re.escape(key)}\s*:\s*(\"\"|'')\s*", at.text):
        return found
    return replace(found, fix=(Edit(at=replace(at, column=1, length=len(at.text)), text=None),))
