"""Decode: nodes to entities, with every fault of shape as a diagnostic.

Rules of the room: an entity exists only when it is valid. A bad field drops its entity, and the rest goes on, so that
one run names all faults. Where a thing lies, which language it is in and what it is called comes from its path.
Prose is parsed by a function that is passed in; this room knows no Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.decode.content import ParseBody, decode_content
from generator.decode.misread import Misread
from generator.decode.site import site

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.model import Site
    from generator.source import Mapping

__all__ = ["ParseBody", "decode_content", "decode_site"]


def decode_site(node: Mapping, report: Report) -> Site | None:
    """site.yml as a Site; None, and diagnostics, if anything is wrong."""
    try:
        return site(node)
    except Misread as misread:
        report.add(misread.found)
        return None
