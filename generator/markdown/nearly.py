"""Lines that were meant as a block's, and are not: what they should have been.

Rules of the room: it sees one line, the names of the blocks and their options, and answers with the line as it should
be written, or with an empty string. A line that may as well be prose is prose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

_SIGNS = re.compile(r"(?P<signs>:{1,}|：{2,}|`{3,})(?P<rest>.*)")
_WORD = re.compile(r"[^\s{}\"'“”„‘’=]+")
_KEY = re.compile(r"(?<=\s)[\w-]+=")  # {quote author="…"}, as other tools have it
_OPTION = re.compile(r"\s*(?P<colon>:?)\s*(?P<key>[A-Za-z][\w-]*)(?P<sign>\s*[:=]|[ \t])\s*(?P<value>.*?)\s*")
_ENOUGH = 3


def opening(line: str, names: Collection[str]) -> str:
    """``::: product jacket`` is ``:::{product} jacket``.

    Three colons are meant as a block whatever follows. Fewer, or other signs, are so only before the name of one, and
    a single colon, which begins a definition, only before one in braces.
    """
    found = _SIGNS.fullmatch(line)
    if found is None:
        return ""
    name, *words = [*_WORD.findall(_KEY.sub("", found["rest"].replace("：", ""))), ""]
    braced = found["rest"].lstrip().startswith("{")
    if not re.fullmatch(r"[\w-]+", name) or not (
        found["signs"].startswith(":" * _ENOUGH) or _names_one(found["signs"], name, names, braced)
    ):
        return ""
    if name.casefold() in names:
        name = name.casefold()
    argument = [word for word in words if word not in {"id", "sku", ""}]
    colons = max(_ENOUGH, len(found["signs"])) if found["signs"].startswith(":") else _ENOUGH
    return " ".join((f"{':' * colons}{{{name}}}", *argument))


def _names_one(signs: str, name: str, names: Collection[str], braced: bool) -> bool:  # noqa: FBT001 - private
    return name.casefold() in names and (braced or signs.startswith(("::", "：")))


def option(line: str, keys: Collection[str]) -> str:
    """``layout: card`` is ``:layout: card`` where ``layout`` is one of ``keys``."""
    found = _OPTION.fullmatch(line)
    if found is None or not (found["colon"] or found["sign"].strip()):
        return ""
    key = found["key"]
    if key not in keys:
        key = nearest(key, keys) if found["colon"] and found["sign"].strip() else ""
    return f":{key}: {found['value']}".rstrip() if key else ""
