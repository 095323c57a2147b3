"""Moments: what a magazine is made as of; site.yml, content and the graph as of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import __version__
from generator import content as content_room
from generator.blocks import BLOCKS, Extension, extended
from generator.decode import decode_coupons, decode_site
from generator.diagnostics import Location
from generator.graph import link
from generator.source import COUPONS, read_file, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from generator.blocks import Blocks
    from generator.diagnostics import Report
    from generator.model import Content, Coupon, Recorded, Site, SiteGraph

#: What site.yml names under ``litfass:``; a patch release changes no magazine.
_VERSION = ".".join(__version__.split(".")[:2])


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What a magazine is made as of: ``now`` (without a zone: in the site's), and what else is shown.

    ``base_url`` is "" for the site's own, else where a preview lies; ``preview`` whether pages say that it is one.
    """

    now: datetime
    drafts: bool = False
    future: bool = False
    expired: bool = False
    base_url: str = ""
    preview: bool = False

    def at(self, site: Site) -> datetime:
        """The moment, in the zone of the site if it has none of its own."""
        return self.now if self.now.tzinfo else self.now.replace(tzinfo=site.timezone)


def read_site(root: Path, moment: Moment, report: Report) -> Site | None:
    """site.yml, decoded."""
    file = read_file(root, "site.yml", report)
    node = read_yaml(file.path, file.text, report) if file else None
    site = decode_site(node, report) if node else None
    if site and site.version and site.version != _VERSION:
        message = f"this magazine was made for litfass {site.version}; this is {_VERSION}."
        hint = f'Read CHANGELOG.md, then write litfass: "{_VERSION}" in site.yml.'
        report.warning("W611", message, hint, at=Location(file="site.yml"))
    if site and moment.base_url:
        return replace(site, base_url=moment.base_url, till_url="", preview=moment.preview)
    return site


def read_coupons(root: Path, site: Site, report: Report) -> tuple[Coupon, ...]:
    """content/coupons.yml, decoded; nothing where there is no such file."""
    file = read_file(root, COUPONS, report) if (root / COUPONS).exists() else None
    node = read_yaml(file.path, file.text, report) if file else None
    return decode_coupons(node, site, report) if node else ()


def read_content(root: Path, site: Site, report: Report) -> Content:
    """All files below ``content/``, decoded."""
    return content_room.read_content(root, site, read_blocks(root, site, report), report).content


def read_blocks(root: Path, site: Site, report: Report) -> Blocks:
    """All blocks that the magazine has, those of its extensions among them."""
    for path in site.extensions:
        if not (root / path).is_file():
            hint = "Write it, or take it out of extensions: in site.yml."
            report.error("E612", f"the extension {path} is missing.", hint, at=Location(file="site.yml"))
    there = (path for path in site.extensions if (root / path).is_file())
    files = (read_file(root, path, report) for path in there)
    return extended(BLOCKS, (Extension(path=file.path, text=file.text) for file in files if file), report)


def link_content(
    content: Content,
    site: Site,
    moment: Moment,
    report: Report,
    history: Mapping[str, tuple[Recorded, ...]] | None = None,
) -> SiteGraph:
    """The graph as of the moment."""
    return link(
        content,
        site,
        moment.at(site),
        report=report,
        drafts=moment.drafts,
        future=moment.future,
        expired=moment.expired,
        history=history,
    )
