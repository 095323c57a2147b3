"""Unread: files below content/ under names that nothing reads, though they were meant to be read.

Rules of the room: told is what can hardly be meant otherwise. Pictures, licences and notes may lie where they like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import one_slip_from

if TYPE_CHECKING:
    import os

#: How the name of a content file ends.
ENDINGS = (".md", ".markdown")
#: The tables of content/: the codes that the till takes, and what each variant has cost.
COUPONS, PRICES = "content/coupons.yml", "content/prices.csv"

_NEARLY = (*ENDINGS, ".mdown", ".mkd")
#: What a program for texts may have made of .md; "" is no ending at all.
_TEXTS = frozenset({"", "txt", "text", "mdx", "yml", "yaml", "toml", "htm", "html"})
_TABLES = {re.split(r"[/.]", path)[1]: path for path in (COUPONS, PRICES)}
_OF_TABLES = frozenset({"yml", "yaml", "json", "toml", "csv", "tsv", "txt", "xls", "xlsx", "ods", "numbers"})
#: So many / has the path of a file that lies in content/ itself or in the folder of a kind.
_TOP = 2
_FRONT_MATTER = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:---|\+\+\+)[ \t\r]*$|^title[ \t]*[:=]", re.MULTILINE)
_BEGINNING = 1000


def why_unread(path: str, entry: os.DirEntry[str]) -> tuple[str, str] | None:
    """Why a file is not read that was meant to be, and the cure; None if it is right that nobody reads it."""
    if path in _TABLES.values():
        return None
    stem, _, ending = entry.name.rpartition(".") if "." in entry.name else (entry.name, "", "")
    meant = one_slip_from(stem.casefold(), _TABLES) if path.count("/") <= _TOP else ""
    if meant and ending.lower() in _OF_TABLES:
        return f"{entry.name} is not read.", f"Did you mean {_TABLES[meant]}?"
    if path.lower().endswith(_NEARLY) or (ending.lower() in _TEXTS and _is_content(entry)):
        message = f"{entry.name} is not read: the name of a content file ends with .md in small letters."
        return message, f"Rename it to {stem.removesuffix('.md')}.md, or move it out of content/."
    return None


def _is_content(entry: os.DirEntry[str]) -> bool:
    """Whether a file begins as content files do."""
    try:
        with open(entry.path, "rb") as file:  # noqa: PTH123 - an entry is no Path, and there may be thousands
            return _FRONT_MATTER.search(file.read(_BEGINNING)) is not None
    except OSError:
        return False
