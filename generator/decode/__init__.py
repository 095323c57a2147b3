"""Decode: nodes to entities, with every fault of shape as a diagnostic.

Rules of the room: an entity exists only when it is valid. A bad field drops its entity, and the rest goes on, so that
one run names all faults. Where a thing lies, which language it is in and what it is called comes from its path.
This room knows no Markdown: a body is nobody's business here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.decode.content import Decoded, decode_thing, editions_of, tell_orphans
from generator.decode.coupons import coupons
from generator.decode.misread import Misread
from generator.decode.place import place_of
from generator.decode.site import site
from generator.decode.together import check_claims

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.model import Coupon, Site
    from generator.source import Mapping

__all__ = [
    "Decoded",
    "check_claims",
    "decode_coupons",
    "decode_site",
    "decode_thing",
    "editions_of",
    "place_of",
    "tell_orphans",
]


def decode_site(node: Mapping, report: Report) -> Site | None:
    """site.yml as a Site; None, and diagnostics, if anything is wrong."""
    try:
        return site(node)
    except Misread as misread:
        report.add(misread.found)
        return None


def decode_coupons(node: Mapping, site: Site, report: Report) -> tuple[Coupon, ...]:
    """content/coupons.yml as coupons; none, and diagnostics, if anything is wrong."""
    try:
        return coupons(node, site)
    except Misread as misread:
        report.add(misread.found)
        return ()
