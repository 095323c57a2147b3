"""Making: a magazine out of its files, and out of the one before and what changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from functions.catalog import coupon_id
from generator import content as content_room
from generator.content import no_collections, read_again
from generator.decode import check_claims
from generator.diagnostics import Report
from generator.graph import exchange, outline, tell_coupons
from generator.images import Named
from generator.lenient import told_beside_others
from generator.magazine.look import read_look
from generator.magazine.moment import link_content, read_blocks, read_coupons, read_site
from generator.magazine.surveys import images_of, media_of
from generator.prices import read_history, tell_offers
from generator.render import Renderer
from generator.routes import plan
from generator.source import ASSETS, PRICES
from generator.theme import Templates
from generator.views import view_context
from generator.views.facts import Facets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from markupsafe import Markup

    from generator.assets import Assets
    from generator.blocks import Blocks
    from generator.cache import Memory
    from generator.content import Again, Reading
    from generator.diagnostics import Diagnostic, Location
    from generator.images import Images
    from generator.magazine.look import Look
    from generator.magazine.moment import Moment
    from generator.media import Media
    from generator.model import Coupon, Entity, Key, Prose, Recorded, Site, SiteGraph
    from generator.views import Embeds, ViewContext

#: What lies there is no text, and names nothing.
_PICTURES_LIE_IN = tuple(f"content/{folder}/" for folder in ASSETS if folder != "fonts")
#: Of what lies there the look is made, and nothing else.
_LOOKS_LIE_IN = ("themes/", "content/fonts/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """What a magazine was made of.

    ``told`` is what was said before anything was linked but of things alone, ``look_told`` what was said of the theme.
    ``history`` is what each variant cost, ``coupons`` are the codes that the till takes.
    """

    root: Path
    site: Site
    look: Look | None
    blocks: Blocks
    reading: Reading
    moment: Moment
    memory: Memory | None
    jobs: int
    told: tuple[Diagnostic, ...]
    look_told: tuple[Diagnostic, ...]
    history: Mapping[str, tuple[Recorded, ...]]
    coupons: tuple[Coupon, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Magazine:
    """A site, linked and planned. ``places`` says where each picture is named, by its src.

    ``told`` is all that was said of it.
    """

    site: Site
    graph: SiteGraph
    assets: Assets
    images: Images
    media: Media
    places: Mapping[str, tuple[Location, ...]]
    renderer: Renderer
    origin: Origin
    told: Told

    def with_changes(self, paths: Iterable[str], moment: Moment, report: Report) -> Renewed:
        """The magazine after the files at ``paths``, relative to the site, changed: all that did since it was made.

        What it costs hangs on what changed: a text, a title or a price leaves the shape of the magazine alone, and with
        it all but one thing; a theme of the site's own is read for itself. Another tag links and plans anew what is in
        memory; a new file or another site.yml are a new reading. The result is the same as if all had been read.
        """
        origin, changed = self.origin, frozenset(paths)
        if changed and all(path.startswith(_LOOKS_LIE_IN) for path in changed) and self._is_still(moment):
            return Renewed(magazine=self._in_new_look(moment, report), changed=frozenset(), shape=True)
        worn = self.site.brand.files if self.site.brand else frozenset()
        texts = {path for path in changed if path in worn or not path.startswith(_PICTURES_LIE_IN)}
        again = read_again(origin.reading, texts, report) if moment.base_url == origin.moment.base_url else None
        if again is None:
            made = read_magazine(origin.root, moment, report, origin.memory, origin.jobs)
            return Renewed(magazine=made, changed=_differing(self, made), shape=True)
        origin = replace(origin, reading=again.reading, moment=moment)
        if texts == changed and self._has_shape_of(again, moment):
            return Renewed(magazine=self._exchanged(again, origin, report), changed=again.changed, shape=False)
        with no_collections():
            return Renewed(magazine=_planned(origin, report), changed=again.changed, shape=True)

    def _is_still(self, moment: Moment) -> bool:
        """Whether nothing has appeared, expired or changed its price meanwhile, and the same is shown."""
        now, (since, until) = moment.at(self.site), self.graph.steady
        return (
            _same_but_now(moment, self.origin.moment)
            and (since is None or since <= now)
            and (until is None or now < until)
        )

    def _in_new_look(self, moment: Moment, report: Report) -> Magazine | None:
        """The magazine with its theme read again."""
        told = Report()
        look = read_look(self.origin.root, self.site, told, self.origin.memory)
        origin = replace(self.origin, look=look, look_told=told.diagnostics, moment=moment)
        said = Told(rest=self.told.rest, look=origin.look_told)
        report.add(said.all)
        if report.failed or look is None:
            return None
        graph = replace(self.graph, now=moment.at(self.site))
        context = replace(self.renderer.context, graph=graph, wording=look.wording, share=look.share, logo=look.logo)
        renderer = _renderer(context, origin.blocks, look, origin.memory)
        return replace(self, graph=graph, assets=look.assets, renderer=renderer, origin=origin, told=said)

    def _has_shape_of(self, again: Again, moment: Moment) -> bool:
        """Whether only such things changed as move nothing, and nothing was said of them, which would be elsewhere."""
        before, after = self.origin.reading.content.things, again.reading.content.things
        return (
            self._is_still(moment)
            and all(outline(before[key]) == outline(after[key]) for key in again.changed)
            and not any(before[key].diagnostics or after[key].diagnostics for key in again.changed)
            and not any(self.told.inside(one) for key in again.changed for one in after[key].entities)
        )

    def _exchanged(self, again: Again, origin: Origin, report: Report) -> Magazine:
        """The magazine with other editions of some things, each in its place."""
        report.add(self.told.all)
        graph = exchange(self.graph, again.reading.content, again.changed, origin.moment.at(self.site))
        context = replace(self.renderer.context, graph=graph)
        renderer = replace(self.renderer, context=context, facets=Facets(context))
        return replace(self, graph=graph, places=Named(graph), renderer=renderer, origin=origin)


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewed:
    """What came of changes: the magazine, None if anything in the report is an error; which things ``changed``.

    Unless it has another ``shape``, every other thing, list, address and picture is the one that it was.
    """

    magazine: Magazine | None
    changed: frozenset[Key]
    shape: bool


@dataclass(frozen=True)
class Told:
    """What was said of a magazine: of its ``look``, and of all the ``rest``."""

    rest: tuple[Diagnostic, ...]
    look: tuple[Diagnostic, ...]

    @cached_property
    def all(self) -> tuple[Diagnostic, ...]:
        """All of it, in the order of a report."""
        report = Report()
        report.add(self.rest)
        report.add(self.look)
        return report.diagnostics

    def inside(self, one: Entity) -> bool:
        """Whether anything was said of a place within the file of an edition, other than of the edition as a whole."""
        return one.at is not None and any(at != one.at for at in self._places.get(one.at.file, ()))

    @cached_property
    def _places(self) -> Mapping[str, set[Location]]:
        found: dict[str, set[Location]] = defaultdict(set)
        for one in self.all:
            for at in (one.at, *one.related):
                if at is not None:
                    found[at.file].add(at)
        return found


def read_magazine(
    root: Path, moment: Moment, report: Report, memory: Memory | None = None, jobs: int = 1
) -> Magazine | None:
    """Make the magazine in ``root``; None if anything in the report is an error.

    What did not change since it was read comes from the ``memory``; what did is shared out over ``jobs`` processes.
    """
    first, of_content = Report(), Report()
    site = read_site(root, moment, first)
    if site is None:
        report.add(first.diagnostics)
        return None
    blocks = read_blocks(root, site, first)
    reading = content_room.read_content(root, site, blocks, of_content, memory, jobs)
    report.add(of_content.diagnostics)
    first.add(reading.told)
    history = read_history(root, site, first)
    coupons = read_coupons(root, site, first)
    of_look = Report()
    look = read_look(root, site, of_look, memory)
    origin = Origin(
        root=root,
        site=site,
        look=look,
        blocks=blocks,
        reading=reading,
        moment=moment,
        memory=memory,
        jobs=jobs,
        told=first.diagnostics,
        look_told=of_look.diagnostics,
        history=history,
        coupons=coupons,
    )
    with no_collections():
        return _planned(origin, report)


def _planned(origin: Origin, report: Report) -> Magazine | None:
    """The content linked and planned; all that is to be said of it, of things that are not read again too."""
    site, look, content, whole = origin.site, origin.look, origin.reading.content, Report()
    whole.add(origin.told)
    for thing in content.things.values():
        whole.add(thing.diagnostics)
    check_claims((thing.entities[0] for thing in content.things.values() if thing.entities), whole)
    linked = link_content(content, site, origin.moment, whole, origin.history)
    graph = replace(linked, coupons={coupon_id(one.code): one.rules for one in origin.coupons})
    tell_coupons(origin.coupons, content, graph.now, whole)
    if not any(one.at and one.at.file == PRICES for one in origin.told):  # else what it says of offers is not known
        tell_offers(graph, whole)
    places = Named(graph)
    images = images_of(places, origin.root, site, whole, origin.memory)
    media = media_of(graph, origin.root, site, whole, origin.memory)
    routes = plan(graph, whole)
    rest = told_beside_others(whole.diagnostics, lenient=site.lenient)
    told = Told(rest=rest, look=origin.look_told)
    report.add(told.all)
    if report.failed or look is None:
        return None
    context = view_context(
        graph=graph,
        routes=routes,
        images=images,
        media=media,
        fill=_unfilled,
        blocks=origin.blocks,
        wording=look.wording,
        share=look.share,
        logo=look.logo,
    )
    return Magazine(
        site=site,
        graph=graph,
        assets=look.assets,
        images=images,
        media=media,
        places=places,
        renderer=_renderer(context, origin.blocks, look, origin.memory),
        origin=origin,
        told=told,
    )


def _renderer(context: ViewContext, blocks: Blocks, look: Look, memory: Memory | None) -> Renderer:
    templates = Templates(look.theme, look.assets, memory)
    return Renderer(context=context, blocks=blocks, theme=look.theme, templates=templates, facets=Facets(context))


def _same_but_now(one: Moment, other: Moment) -> bool:
    return replace(one, now=other.now) == other


def _differing(before: Magazine, after: Magazine | None) -> frozenset[Key]:
    """The things that are others now, those that came and those that went among them."""
    digests = after.graph.digests if after else {}
    return frozenset(key for key, _ in digests.items() ^ before.graph.digests.items())


def _unfilled(_prose: Prose, _embeds: Embeds) -> Markup:
    """The context's own answer for blocks: `Renderer` gives each page one that renders them."""
    message = "blocks are rendered on a page"
    raise RuntimeError(message)
