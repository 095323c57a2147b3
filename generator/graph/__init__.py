"""The graph: what is visible at a moment, every reference resolved, who speaks of which product.

Rules of the room: a reference to nothing, or to a product that is a draft, is an error, since only an editor can have
made it; what the clock alone hides is a warning with a fallback, so that a Sunday never blocks a build. Drafts are
checked when they are shown. No body is loaded to find out what it names; only where something is wrong, for its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from generator.graph.coupons import tell_coupons
from generator.graph.missing import tell_missing
from generator.graph.outline import outline
from generator.graph.references import check_references
from generator.graph.selling import is_sold_out, standing, tell_unsellable
from generator.graph.visibility import Visibility, steady
from generator.model import FreePage, Layered, Mention, Product, SiteGraph, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.diagnostics import Report
    from generator.model import Content, EditionKey, Entity, Key, Prose, Recorded, Site

__all__ = ["Visibility", "exchange", "is_sold_out", "link", "outline", "standing", "tell_coupons"]

_Placed = TypeVar("_Placed", Product, FreePage, Term)
_Known = TypeVar("_Known")
_Shown = TypeVar("_Shown")


def link(
    content: Content,
    site: Site,
    now: datetime,
    *,
    report: Report,
    drafts: bool = False,
    future: bool = False,
    expired: bool = False,
    history: Mapping[str, tuple[Recorded, ...]] | None = None,
) -> SiteGraph:
    """The magazine as of ``now``; ``history`` is by SKU what each variant cost, the oldest first."""
    seen = Visibility(now=now, drafts=drafts, future=future, expired=expired)
    entities = content.entities
    judged = [(one, seen.hidden(one)) for one in entities]
    shown, hidden = [one for one, why in judged if not why], [(one, why) for one, why in judged if why]
    terms = _by_weight(_terms(entities, site))
    graph = replace(
        _shown(shown, terms, site, now),
        digests=content.digests,
        steady=steady(entities, now, _new_years(site, now)),
        hidden=_counted(hidden, site),
        history=history or {},
    )
    check_references(content, (*shown, *terms), hidden, seen, report)
    tell_missing(graph, content, report)
    visible = _visible(content, graph)
    linked = replace(
        graph,
        prose=Shown(visible, content.prose),
        mentions=tuple(_mentions(graph, content)),
        pictures=visible,
        media=_media(visible, content),
    )
    tell_unsellable(linked, content, report)
    return linked


def _new_years(site: Site, now: datetime) -> tuple[datetime, ...]:
    """When the year began and will end, where the catalogue has its holidays."""
    year = now.astimezone(site.timezone).year
    counts = any(market.ships_from for market in site.markets)
    return tuple(datetime(one, 1, 1, tzinfo=site.timezone) for one in (year, year + 1) if counts)


def exchange(graph: SiteGraph, content: Content, changed: Iterable[Key], now: datetime) -> SiteGraph:
    """The graph with other editions of things that have the outline they had, at the cost of these things alone.

    ``now`` must lie within ``graph.steady``.
    """
    stories: dict[tuple[str, str], Story] = {}
    products: dict[tuple[str, str], Product] = {}
    pages: dict[tuple[str, str], FreePage] = {}
    terms: dict[EditionKey, Term] = {}
    for one in (one for key in changed for one in _everywhere(content.things[key].entities, graph.site)):
        if isinstance(one, Story):
            stories[one.id, one.language] = one
        elif isinstance(one, Product):
            products[one.id, one.language] = one
        elif isinstance(one, FreePage):
            pages[one.id, one.language] = one
        else:
            terms[one.kind, one.id, one.language] = one
    return replace(
        graph,
        now=now,
        stories=_exchanged(graph.stories, stories),
        products=_exchanged(graph.products, products),
        pages=_exchanged(graph.pages, pages),
        terms=_exchanged(graph.terms, terms),
        prose=Shown(graph.pictures, content.prose),
        digests=content.digests,
    )


def _everywhere(editions: tuple[Entity, ...], site: Site) -> tuple[Entity, ...]:
    """The editions of a thing, and what stands for them where there is no translation."""
    written = {one.language for one in editions}
    missing = [language.code for language in site.languages if language.code not in written]
    return (*editions, *(replace(editions[0], language=code) for code in missing))


def _exchanged(table: Mapping[_Known, _Shown], changed: Mapping[_Known, _Shown]) -> Mapping[_Known, _Shown]:
    """The table with what changed of it; what it does not show, it does not show now either."""
    return Layered.of(table, {key: one for key, one in changed.items() if key in table})


class Shown(Mapping["EditionKey", "Prose"]):
    """The prose of what is visible."""

    def __init__(self, visible: Mapping[EditionKey, object], prose: Mapping[EditionKey, Prose]) -> None:
        """Nothing is loaded yet."""
        self._visible = visible
        self._prose = prose

    def __getitem__(self, key: EditionKey) -> Prose:
        self._visible[key]
        return self._prose[key]

    def __contains__(self, key: object) -> bool:
        return key in self._visible

    def __iter__(self) -> Iterator[EditionKey]:
        return iter(self._visible)

    def __len__(self) -> int:
        return len(self._visible)


def _shown(entities: Iterable[Entity], terms: Iterable[Term], site: Site, now: datetime) -> SiteGraph:
    """The tables of what is visible, each in its order; stories from the newest, those of one moment by their ids."""
    shown = tuple(entities)
    stories = sorted((one for one in shown if isinstance(one, Story)), key=lambda one: one.id)
    stories.sort(key=lambda one: one.date, reverse=True)
    pages = _by_weight(one for one in shown if isinstance(one, FreePage))
    return SiteGraph(
        site=site,
        now=now,
        stories={(one.id, one.language): one for one in stories},
        products=_products([one for one in shown if isinstance(one, Product)], site),
        pages={(one.id, one.language): one for one in pages},
        terms={(one.kind, one.id, one.language): one for one in terms},
        prose={},
    )


def _counted(hidden: Iterable[tuple[Entity, str]], site: Site) -> dict[str, int]:
    """How many things are left out, by the name of the reason."""
    counts = Counter(why for one, why in hidden if one.language == site.default_language)
    return {name: counts[why] for name, why in (("drafts", "draft"), ("future", "future"), ("expired", "expired"))}


def _by_weight(entities: Iterable[_Placed]) -> list[_Placed]:
    """By weight, those without one last as in Hugo, then by title."""
    return sorted(entities, key=lambda one: (one.weight == 0, one.weight, one.title.casefold(), one.id))


def _products(visible: list[Product], site: Site) -> dict[tuple[str, str], Product]:
    """Every visible product in every language; the default's words stand where there is no translation."""
    editions = {(one.id, one.language): one for one in visible}
    for one in visible:
        for language in site.languages if one.language == site.default_language else ():
            if (one.id, language.code) not in editions:
                editions[one.id, language.code] = replace(one, language=language.code)
    return {(one.id, one.language): one for one in _by_weight(editions.values())}


def _terms(entities: Iterable[Entity], site: Site) -> list[Term]:
    """Every term in every language; a tag needs no file."""
    default = site.default_language
    editions = {(one.kind, one.id, one.language): one for one in entities if isinstance(one, Term)}
    for tag in dict.fromkeys(tag for one in entities if isinstance(one, Story | Product) for tag in one.tags):
        if ("tag", tag, default) not in editions:
            editions["tag", tag, default] = Term(kind="tag", id=tag, language=default, slug=tag, title=tag)
    for one in [one for one in editions.values() if one.language == default]:
        for language in site.languages:
            if (one.kind, one.id, language.code) not in editions:
                editions[one.kind, one.id, language.code] = replace(one, language=language.code)
    return list(editions.values())


def _visible(content: Content, graph: SiteGraph) -> dict[EditionKey, tuple[str, ...]]:
    """The pictures in the body of every visible edition that has a file."""
    shown: Mapping[str, Mapping[tuple[str, str], object]] = {
        "story": graph.stories,
        "product": graph.products,
        "page": graph.pages,
    }
    return {
        (kind, id_, code): thing.pictures.get(code, ())
        for (kind, id_), thing in content.things.items()
        for code in thing.names
        if ((id_, code) in shown[kind] if kind in shown else (kind, id_, code) in graph.terms)
    }


def _media(visible: Iterable[EditionKey], content: Content) -> dict[EditionKey, tuple[str, ...]]:
    """The films and sounds in the bodies of visible editions, where there are any."""
    playing = {key: thing.media for key, thing in content.things.items() if thing.media}
    return {
        (kind, id_, code): playing[kind, id_][code]
        for kind, id_, code in (visible if playing else ())
        if code in playing.get((kind, id_), ())
    }


def _mentions(graph: SiteGraph, content: Content) -> Iterator[Mention]:
    """Every product that a story names, once per story and language, in the order in which they come."""
    by_sku = {variant.sku: one.id for one in graph.products.values() for variant in one.variants}
    for id_, language in graph.stories:
        named = content.things["story", id_].names.get(language, ())
        products = [by_sku.get(name, name) for kind, name in named if kind == "product"]
        for product in dict.fromkeys(products):
            if (product, language) in graph.products:
                yield Mention(id_, product, language)
