"""The graph: what is visible at a moment, every reference resolved, who speaks of which product.

Rules of the room: a reference to nothing, or to a product that is a draft, is an error, since only an editor can have
made it; what the clock alone hides is a warning with a fallback, so that a Sunday never blocks a build. Drafts are
checked when they are shown. What a block refers to is asked of the function that is passed in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from generator.graph.missing import tell_missing
from generator.graph.references import check_references
from generator.graph.visibility import Visibility
from generator.model import Content, FreePage, Mention, Product, SiteGraph, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from generator.diagnostics import Report
    from generator.graph.references import References
    from generator.model import Prose, Site

__all__ = ["Visibility", "link"]

_Placed = TypeVar("_Placed", Product, FreePage, Term)


def link(
    content: Content,
    site: Site,
    now: datetime,
    *,
    references: References,
    report: Report,
    drafts: bool = False,
    future: bool = False,
    expired: bool = False,
) -> SiteGraph:
    """The magazine as of ``now``. ``references`` says what an embed needs to exist."""
    seen = Visibility(now=now, drafts=drafts, future=future, expired=expired)
    terms = _terms(content, site)
    check_references(content, terms, seen, references, report)
    stories = sorted((one for one in content.stories if not seen.hidden(one)), key=lambda one: one.id)
    stories.sort(key=lambda one: one.date, reverse=True)
    graph = SiteGraph(
        site=site,
        now=now,
        stories={(one.id, one.language): one for one in stories},
        products=_products(content, site, seen),
        pages={(one.id, one.language): one for one in _by_weight(content.pages) if not seen.hidden(one)},
        terms={(one.kind, one.id, one.language): one for one in _by_weight(terms)},
        prose={},
        hidden=_hidden(content, site, seen),
    )
    graph = replace(graph, prose=_prose(content, graph))
    tell_missing(graph, content, report)
    return replace(graph, mentions=tuple(_mentions(graph, references)))


def _by_weight(entities: Iterable[_Placed]) -> list[_Placed]:
    """By weight, those without one last as in Hugo, then by title."""
    return sorted(entities, key=lambda one: (one.weight == 0, one.weight, one.title.casefold(), one.id))


def _products(content: Content, site: Site, seen: Visibility) -> dict[tuple[str, str], Product]:
    """Every visible product in every language; the default's words stand where there is no translation."""
    visible = [one for one in content.products if not seen.hidden(one)]
    editions = {(one.id, one.language): one for one in visible}
    for one in visible:
        for language in site.languages if one.language == site.default_language else ():
            editions.setdefault((one.id, language.code), replace(one, language=language.code))
    return {(one.id, one.language): one for one in _by_weight(editions.values())}


def _terms(content: Content, site: Site) -> list[Term]:
    """Every term in every language; a tag needs no file."""
    editions = {(one.kind, one.id, one.language): one for one in content.terms}
    used: tuple[Story | Product, ...] = (*content.stories, *content.products)
    for tag in (tag for one in used for tag in one.tags):
        bare = Term(kind="tag", id=tag, language=site.default_language, slug=tag, title=tag)
        editions.setdefault(("tag", tag, site.default_language), bare)
    for one in [one for one in editions.values() if one.language == site.default_language]:
        for language in site.languages:
            editions.setdefault((one.kind, one.id, language.code), replace(one, language=language.code))
    return list(editions.values())


def _prose(content: Content, graph: SiteGraph) -> dict[tuple[str, str, str], Prose]:
    """The prose of what is visible."""
    visible = {("story", *key) for key in graph.stories} | {("product", *key) for key in graph.products}
    visible |= {("page", *key) for key in graph.pages} | set(graph.terms)
    return {key: prose for key, prose in content.prose.items() if key in visible}


def _hidden(content: Content, site: Site, seen: Visibility) -> dict[str, int]:
    """How many things are left out, by reason."""
    entities: tuple[Story | Product | FreePage, ...] = (*content.stories, *content.products, *content.pages)
    counted = Counter(seen.hidden(one) for one in entities if one.language == site.default_language)
    return {
        name: counted[reason] for name, reason in (("drafts", "draft"), ("future", "future"), ("expired", "expired"))
    }


def _mentions(graph: SiteGraph, references: References) -> Iterator[Mention]:
    """Every product that a story names, once per story and language, in the order in which they come."""
    by_sku = {variant.sku: one.id for one in graph.products.values() for variant in one.variants}
    for id_, language in graph.stories:
        prose = graph.prose.get(("story", id_, language))
        named: dict[str, None] = {}
        for embed in prose.embeds if prose else ():
            for reference in references(embed):
                product = by_sku.get(reference.id, reference.id)
                if reference.kind == "product" and (product, language) in graph.products:
                    named[product] = None
        yield from (Mention(story=id_, product=one, language=language) for one in named)
