"""XML as text, for feeds and the sitemap: what is written is well-formed, and equal input gives equal bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Characters that XML 1.0 cannot carry, not even escaped (https://www.w3.org/TR/xml/#charsets).
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, *children: str, **attributes: str) -> str:
    """An element around children that are XML already; an underscore in an attribute's name stands for a colon."""
    pairs = {key.replace("_", ":"): value for key, value in attributes.items()}
    return f"<{name}{_attributes(pairs)}>{''.join(children)}</{name}>" if children else f"<{name}{_attributes(pairs)}/>"


def text(words: str) -> str:
    """Words as the content of an element."""
    return escape(_IMPOSSIBLE.sub("", words))


def document(root: str) -> bytes:
    """A whole file."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}\n'.encode()


def _attributes(pairs: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(_IMPOSSIBLE.sub('', value))}" for name, value in pairs.items())
