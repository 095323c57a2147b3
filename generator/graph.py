"""The graph: what is visible at a moment, every reference resolved, who speaks of which product.

Rules of the room: a reference to nothing, or to a product that is a draft, is an error, since only an editor can have
made it; what the clock alone hides is a warning with a fallback, so that a Sunday never blocks a build. Drafts are
checked when they are shown. What a block refers to is asked of the function that is passed in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from generator.diagnostics import did_you_mean
from generator.model import Content, FreePage, Mention, Product, SiteGraph, Story, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from generator.diagnostics import Report
    from generator.model import Embed, Prose, Reference, Site

    References: TypeAlias = Callable[[Embed], tuple[Reference, ...]]

_Placed: TypeAlias = Product | FreePage | Term
_P = TypeVar("_P", Product, FreePage, Term)
_GONE = {"draft": "is a draft", "future": "is not published yet", "expired": "has expired"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Visibility:
    """What is shown: things of the moment ``now``, and, if so wished, drafts, future and expired ones."""

    now: datetime
    drafts: bool = False
    future: bool = False
    expired: bool = False

    def hidden(self, entity: Story | Product | FreePage) -> str:
        """Why an entity is not shown: "draft", "future" or "expired"; "" if it is shown."""
        if entity.draft and not self.drafts:
            return "draft"
        if isinstance(entity, Story):
            if _start(entity) > self.now and not self.future:
                return "future"
            if entity.expiry_date and entity.expiry_date <= self.now and not self.expired:
                return "expired"
        return ""


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
    _Resolver(content, terms, seen, references, report).check()
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
    _tell_missing(graph, content, report)
    return replace(graph, mentions=tuple(_mentions(graph, references)))


def _start(story: Story) -> datetime:
    """When a story appears."""
    return story.publish_date or story.date


def _by_weight(entities: Iterable[_P]) -> list[_P]:
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
    """Every product that a story names, once per story and language, with the paragraph where it comes first."""
    by_sku = {variant.sku: one.id for one in graph.products.values() for variant in one.variants}
    for id_, language in graph.stories:
        prose = graph.prose.get(("story", id_, language))
        quotes: dict[str, str] = {}
        for embed in prose.embeds if prose else ():
            for reference in references(embed):
                product = by_sku.get(reference.id, reference.id)
                if reference.kind == "product" and (product, language) in graph.products:
                    quotes[product] = quotes.get(product) or embed.near
        yield from (Mention(story=id_, product=one, language=language, quote=quote) for one, quote in quotes.items())


def _tell_missing(graph: SiteGraph, content: Content, report: Report) -> None:
    """Notes of what has no translation; a warning where a page that the law wants is missing in a language."""
    written = {(_kind(one), one.id, one.language) for one in _entities(content)}
    default = graph.site.default_language
    shown: list[Story | _Placed] = [
        *graph.stories.values(),
        *graph.products.values(),
        *graph.pages.values(),
        *graph.terms.values(),
    ]
    for one in shown:
        kind = _kind(one)
        if one.language != default or (kind, one.id, default) not in written or one.at is None:
            continue
        for language in graph.site.languages:
            if (kind, one.id, language.code) in written or (kind, one.id) in content.broken:
                continue
            file = one.at.file.removesuffix(".md").removesuffix(f".{default}") + f".{language.code}.md"
            if isinstance(one, FreePage) and one.role:
                message = f"The page {one.id} ({one.role}) is not there in {language.name}, where the law wants it too."
                report.warning("W204", message, f"Write {file}", at=one.at)
            else:
                message = f"The {kind} {one.id} has no translation in {language.name}."
                report.note("N205", message, f"It would be {file}", at=one.at)


def _entities(content: Content) -> tuple[Story | _Placed, ...]:
    return (*content.stories, *content.products, *content.pages, *content.terms)


def _kind(entity: Story | _Placed) -> str:
    if isinstance(entity, Term):
        return entity.kind
    return {Story: "story", Product: "product", FreePage: "page"}[type(entity)]


class _Resolver:
    """Every reference held against what exists."""

    def __init__(
        self, content: Content, terms: list[Term], seen: Visibility, references: References, report: Report
    ) -> None:
        self._content = content
        self._seen = seen
        self._references = references
        self._report = report
        self._known: dict[str, dict[str, Story | _Placed]] = {
            kind: {} for kind in ("story", "product", "page", "section", "tag", "author")
        }
        for one in (*_entities(content), *terms):
            self._known[_kind(one)].setdefault(one.id, one)
        for product in content.products:
            self._known["product"].update({variant.sku: product for variant in product.variants})

    def check(self) -> None:
        """Tell every reference that leads nowhere. Drafts that are not shown, and what is over, may be unfinished."""
        for one in _entities(self._content):
            why = "" if isinstance(one, Term) else self._seen.hidden(one)
            if why in {"", "future"}:
                then = max(self._seen.now, _start(one)) if isinstance(one, Story) else self._seen.now
                self._check_all(self._of((_kind(one), one.id, one.language)), replace(self._seen, now=then))
        for kind, id_, language in self._content.prose:
            if (kind, id_) in self._content.broken:
                self._check_all(self._of((kind, id_, language)), self._seen)

    def _of(self, key: tuple[str, str, str]) -> Iterator[Reference]:
        """What an edition refers to, front matter first; of a broken one only the body is known."""
        yield from self._content.references.get(key, ())
        prose = self._content.prose.get(key)
        for embed in prose.embeds if prose else ():
            yield from self._references(embed)

    def _check_all(self, references: Iterable[Reference], seen: Visibility) -> None:
        for reference in references:
            found = self._known[reference.kind].get(reference.id)
            if found is None:
                self._unknown(reference)
            elif not isinstance(found, Term):
                self._hidden(reference, found, seen.hidden(found))

    def _unknown(self, reference: Reference) -> None:
        kind, id_ = reference.kind, reference.id
        # Whose file is broken is not unknown; its SKUs cannot be known either.
        is_sku = kind == "product" and id_ != id_.lower()
        if (kind, id_) in self._content.broken or (is_sku and any(one == kind for one, _ in self._content.broken)):
            return
        known = [*self._known[kind], *(other for one, other in self._content.broken if one == kind)]
        hint = did_you_mean(id_, known)
        self._report.error("E201", f'There is no {kind} "{id_}".', hint, at=reference.at)

    def _hidden(self, reference: Reference, found: Story | Product | FreePage, why: str) -> None:
        if not why:
            return
        message = f'The {reference.kind} "{reference.id}" {_GONE[why]}'
        related = (found.at,) if found.at else ()
        if isinstance(found, Product):
            hint = "Take its line draft: true away, or name another product here."
            self._report.error("E202", f"{message}, so it cannot be sold.", hint, at=reference.at, related=related)
        else:
            message = f"{message}; the words stand here without a link."
            self._report.warning("W203", message, _until(found, why), at=reference.at, related=related)


def _until(found: Story | FreePage, why: str) -> str:
    """What would make a hidden story or page visible."""
    if isinstance(found, Story) and why == "future":
        return f"It appears on {_start(found):%Y-%m-%d at %H:%M}."
    if isinstance(found, Story) and why == "expired" and found.expiry_date:
        return f"Its expiryDate is {found.expiry_date:%Y-%m-%d %H:%M}."
    return "Take its line draft: true away when it is ready."
