"""Targets: what a link or a picture may lead to, as far as its address alone tells.

Rules of the room: addresses in, faults out as (code, message, hint). Whether a page
or a file exists is the concern of others.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Fault: TypeAlias = tuple[str, str, str]

_ELSEWHERE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
_MAIL = re.compile(r"[^\s@/:?#]+@[\w-]+(?:\.[\w-]+)+")
_FILE = re.compile(r"(?:.*?(?P<folder>[a-z]+)/)?(?P<id>[a-z0-9-]+)(?:\.[a-z]{2,3})?\.md(?:#.*)?", re.IGNORECASE)
_KINDS = {"products": "product", "pages": "page"}
_PICTURE = re.compile(r"\.(?:avif|gif|heic|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE)


def leads_away(address: str) -> bool:
    """Whether an address is that of another site."""
    return _ELSEWHERE.match(address) is not None


def link_fault(address: str) -> Fault | None:
    """What is wrong with the address of a link."""
    if not address:
        return "E419", "This link has no address.", "Write it in parentheses: [words](story:an-id)"
    if better := meant(address):
        return "E407", f'The link "{address}" lacks its beginning.', f"Write: {better}"
    if (file := _FILE.fullmatch(address)) and not leads_away(address):
        kind = _KINDS.get(file["folder"] or "", "story")
        return "E419", "This link leads to a file, which is no page.", f"Write: {kind}:{file['id']}"
    if _PICTURE.search(address) and not leads_away(address):
        hint = f"Show the picture where it belongs: ![what one sees]({address})"
        return "E419", "This link leads to a picture, which is no page.", hint
    return None


def meant(address: str) -> str:
    """The address with the beginning that it lacks; "" if it lacks none."""
    if address.casefold().startswith("www."):
        return f"https://{address}"
    return f"mailto:{address}" if _MAIL.fullmatch(address) else ""


def picture_fault(address: str) -> Fault | None:
    """What is wrong with the address of a picture."""
    if leads_away(address):
        hint = "Put the file below content/images and write images/name.jpg"
        return "E409", "A picture must lie in the magazine, not on another site.", hint
    return None
