"""XML as text, for feeds and the sitemap: what is written is well-formed, and equal input gives equal bytes."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Characters that XML 1.0 cannot carry, not even escaped (https://www.w3.org/TR/xml/#charsets).
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: What has a meaning in an attribute; white space would become spaces.
_MEANINGS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_ATTRIBUTE = str.maketrans(_MEANINGS)


def element(name: str, *children: str, **attributes: str) -> str:
    """An element around children that are XML already; an underscore in an attribute's name stands for a colon."""
    pairs = {key.replace("_", ":"): value for key, value in attributes.items()}
    return f"<{name}{_attributes(pairs)}>{''.join(children)}</{name}>" if children else f"<{name}{_attributes(pairs)}/>"


def text(words: str) -> str:
    """Words as the content of an element."""
    return escape(_IMPOSSIBLE.sub("", words), quote=False)


def document(root: str) -> bytes:
    """A whole file."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}\n'.encode()


def _attributes(pairs: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_IMPOSSIBLE.sub("", value).translate(_ATTRIBUTE)}"' for name, value in pairs.items())
