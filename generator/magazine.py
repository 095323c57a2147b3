"""The magazine of one moment: read, decoded, linked and planned; all that pages are made from.

Rules of the room: it is made whole or not at all, and never changes; what is wrong is in the report. Pixels are not
touched, no template is run, nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import __version__
from generator import content as content_room
from generator.assets import Assets, read_assets
from generator.blocks import references
from generator.content import no_collections, packed, unpacked
from generator.decode import decode_site
from generator.diagnostics import Location, did_you_mean
from generator.graph import link
from generator.images import Images, Named, UnusableError, read_header, survey
from generator.render import Renderer
from generator.routes import plan
from generator.source import quiet_since, read_file, read_yaml, settled
from generator.theme import Templates, Theme, load_theme
from generator.views import WORDS, view_context
from generator.views.facts import Facets
from generator.views.shapes import ImageView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from markupsafe import Markup

    from functions.wording import Wording
    from generator.cache import Memory
    from generator.diagnostics import Report
    from generator.model import Content, Prose, Site, SiteGraph
    from generator.views import Embeds


#: What site.yml names under ``litfass:``; a patch release changes no magazine.
_VERSION = ".".join(__version__.split(".")[:2])

#: Assets of a theme that have a meaning of their own: the picture of pages without one, and the brand's mark.
_SHARE, _LOGO = "icons/share.png", "icons/mark.svg"
#: The table of the memory, of one row: pictures by src, with the stamps of their files.
_PICTURES = "pictures"


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What a magazine is made as of: ``now`` (without a zone: in the site's), and what else is shown.

    ``base_url`` is "" for the site's own, else where a preview lies.
    """

    now: datetime
    drafts: bool = False
    future: bool = False
    expired: bool = False
    base_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Magazine:
    """A site, linked and planned. ``places`` says where each picture is named, by its src."""

    site: Site
    graph: SiteGraph
    assets: Assets
    images: Images
    places: Mapping[str, tuple[Location, ...]]
    renderer: Renderer


def read_magazine(
    root: Path, moment: Moment, report: Report, memory: Memory | None = None, jobs: int = 1
) -> Magazine | None:
    """Make the magazine in ``root``; None if anything in the report is an error.

    What did not change since it was read comes from the ``memory``; what did is shared out over ``jobs`` processes.
    """
    site = read_site(root, moment, report)
    if site is None:
        return None
    content = content_room.read_content(root, site, report, memory, jobs).content
    with no_collections():
        return _planned(root, site, content, moment, report, memory)


def _planned(
    root: Path, site: Site, content: Content, moment: Moment, report: Report, memory: Memory | None
) -> Magazine | None:
    """The content linked and planned."""
    theme = load_theme(root, site.theme, [language.code for language in site.languages], report)
    graph = link_content(content, site, moment, report)
    places = Named(graph)
    images = _images(places, root, site, report, memory)
    routes = plan(graph, report)
    assets = read_assets(theme, site.base_path, report) if theme else None
    wording = _wording(theme, report) if theme else {}
    share = _share(theme, assets, report) if theme and assets else None
    if report.failed or theme is None or assets is None:
        return None
    context = view_context(
        graph=graph,
        routes=routes,
        images=images,
        fill=_unfilled,
        references=references,
        wording=wording,
        share=share,
        logo=assets.url(_LOGO) if _LOGO in assets.files else "",
    )
    templates = Templates(theme, assets, memory)
    renderer = Renderer(context=context, theme=theme, templates=templates, facets=Facets(context))
    return Magazine(site=site, graph=graph, assets=assets, images=images, places=places, renderer=renderer)


def read_site(root: Path, moment: Moment, report: Report) -> Site | None:
    """site.yml, decoded."""
    file = read_file(root, "site.yml", report)
    node = read_yaml(file.path, file.text, report) if file else None
    site = decode_site(node, report) if node else None
    if site and site.version and site.version != _VERSION:
        message = f"this magazine was made for litfass {site.version}; this is {_VERSION}."
        hint = f'Read CHANGELOG.md, then write litfass: "{_VERSION}" in site.yml.'
        report.warning("W611", message, hint, at=Location(file="site.yml"))
    return replace(site, base_url=moment.base_url) if site and moment.base_url else site


def read_content(root: Path, site: Site, report: Report) -> Content:
    """All files below ``content/``, decoded."""
    return content_room.read_content(root, site, report).content


def link_content(content: Content, site: Site, moment: Moment, report: Report) -> SiteGraph:
    """The graph as of the moment."""
    now = moment.now if moment.now.tzinfo else moment.now.replace(tzinfo=site.timezone)
    return link(
        content,
        site,
        now,
        report=report,
        drafts=moment.drafts,
        future=moment.future,
        expired=moment.expired,
    )


def _unfilled(_prose: Prose, _embeds: Embeds) -> Markup:
    """The context's own answer for blocks: `Renderer` gives each page one that renders them."""
    message = "blocks are rendered on a page"
    raise RuntimeError(message)


def _wording(theme: Theme, report: Report) -> dict[str, Wording]:
    """The words of each language, those that views need among them."""
    for key in WORDS:
        if any(key not in words for words in theme.words.values()):
            hint = did_you_mean(key, tuple(next(iter(theme.words.values()))))
            report.error("E608", f'the theme {theme.name} has no word "{key}", which every page needs.', hint)
    return {language: theme.wording(language) for language in theme.words}


def _share(theme: Theme, assets: Assets, report: Report) -> ImageView | None:
    file = theme.find(f"assets/{_SHARE}")
    if file is None:
        return None
    try:
        size = read_header(_SHARE, file)
    except UnusableError as fault:
        report.error(fault.code, fault.message, fault.hint, at=Location(file=theme.shown(file)))
        return None
    return ImageView(src=assets.url(_SHARE), width=size.width, height=size.height, alt="")


def _images(places: Named, root: Path, site: Site, report: Report, memory: Memory | None) -> Images:
    """The pictures that are named; headers of files that are what they were come from the memory."""
    since = quiet_since()
    kept = memory.find(_PICTURES, "") if memory else None
    found = survey(places, root / "content", report, unpacked(kept) if kept else None)
    if memory:
        seen = packed({src: (stamp, found.pictures[src]) for src, stamp in settled(found.stamps, since).items()})
        if seen != kept:
            with memory.writing() as changes:
                changes.put(_PICTURES, {"": seen})
    return Images(base_path=site.base_path, pictures=found.pictures, broken=found.broken)
