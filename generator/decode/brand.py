"""``brand:`` of site.yml: eight colours, a logo, two fonts.

Rules of the room: a colour is six hexadecimal digits here; whether it can be read on another, and what lies in a file,
is known where the theme is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.decode.fields import Fields
from generator.decode.misread import refuse
from generator.decode.readers import each, token
from generator.diagnostics import Location
from generator.model import Brand, Stated
from generator.source import Sequence

if TYPE_CHECKING:
    from generator.source import Node

#: Five colours by day, and those three by night that do not follow from them.
COLOURS = ("paper", "ink", "act", "second", "sale")
DARK = ("paper", "ink", "act")

_HEX = re.compile(r"#?(?:([0-9a-f]{6})|([0-9a-f]{3}))")
#: A colour that YAML takes for a comment, since no quotes stand around it.
_LOST = re.compile(r":\s+(#[0-9a-fA-F]{3,8})\b")


def brand(node: Node, name: str) -> Brand:
    """The block as it is written."""
    fields = Fields(node, name, example='{act: "#3f5fa8"}')
    found = Brand(
        colours=_colours(fields, COLOURS),
        dark=fields.may("dark", _dark, {}),
        logo=fields.may("logo", _file, None),
        read=fields.may("read", _files, ()),
        use=fields.may("use", _files, ()),
    )
    fields.finish()
    return found


def _dark(node: Node, name: str) -> dict[str, Stated]:
    fields = Fields(node, name, example='{paper: "#12150f"}')
    found = _colours(fields, DARK)
    fields.finish()
    return found


def _colours(fields: Fields, names: tuple[str, ...]) -> dict[str, Stated]:
    stated = {name: fields.may(name, _colour, None) for name in names}
    for name in names:
        lost = _LOST.search(fields.place(name).text) if fields.has(name) and stated[name] is None else None
        if lost:
            message = f'{name} ends before "{lost[1]}": a hash sign after a space begins a comment.'
            fields.wrong("E105", message, f'Write: {name}: "{lost[1]}"', at=_at(fields.place(name), lost))
    return {name: one for name, one in stated.items() if one is not None}


def _at(line: Location, found: re.Match[str]) -> Location:
    column, length = found.start(1) + 1, len(found[1])
    return Location(file=line.file, line=line.line, column=column, length=length, text=line.text)


def _colour(node: Node, name: str) -> Stated:
    word = token(node, name)
    if not (found := _HEX.fullmatch(word.lower())):
        hint = f'Write it as six hexadecimal digits, such as: {name}: "#3f5fa8"'
        refuse("E138", f'{name} "{word}" is no colour.', hint, at=node.at)
    digits = found[1] or "".join(digit * 2 for digit in found[2])
    return Stated(value=f"#{digits}", at=node.at)


def _files(node: Node, name: str) -> tuple[Stated, ...]:
    """One file, or several of one family."""
    return each(_file)(node, name) if isinstance(node, Sequence) else (_file(node, name),)


def _file(node: Node, name: str) -> Stated:
    """A file of the site, by its path from content/, or from the site's folder."""
    word = token(node, name)
    better = re.sub(r"^(?:[A-Za-z]:)?(?:\.{0,2}/)+", "", word.replace("\\", "/"))
    if "://" in word:
        hint = f"Save the file in content/ and write: {name}: content/…/{word.rpartition('/')[2]}"
        refuse("E139", f'{name} "{word}" is an address elsewhere; a brand has its own files.', hint, at=node.at)
    if better != word or ".." in word.split("/"):
        refuse("E139", f'{name} "{word}" is no path within the site.', f"Write: {better}", at=node.at)
    return Stated(value=word, at=node.at)
