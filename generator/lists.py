"""What each list of the magazine holds, in its order: found once, asked often.

Rules of the room: a list of a language shows every story, in that language where it is translated and in its
original where not; products exist in every language. A term without anything visible is no list. The stories of a
section that stands apart are in its own list alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.model import SiteGraph

    Edition = tuple[str, str]
    ListKey = tuple[str, str, str]

Member = TypeVar("Member")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lists:
    """The members of every list, by (kind, subject, language); kind "stories" or "products" has the subject "".

    What is no longer made stands in no list of products but that of the kind "known", which is no page.

    ``story_editions`` are pairs of id and the language of the edition that is shown; ``product_ids`` and ``term_ids``
    are ids, the latter by (kind in the singular, language). ``positions`` is by language where each story stands in
    the archive, the newest first.
    """

    languages: tuple[str, ...]
    page_size: int
    story_editions: Mapping[ListKey, tuple[Edition, ...]]
    product_ids: Mapping[ListKey, tuple[str, ...]]
    term_ids: Mapping[tuple[str, str], tuple[str, ...]]
    positions: Mapping[str, Mapping[Edition, int]]

    @classmethod
    def of(cls, graph: SiteGraph) -> Lists:
        """The lists of a graph."""
        languages = tuple(language.code for language in graph.site.languages)
        stories = _stories(graph, languages)
        products = _products(graph)
        return cls(
            languages=languages,
            page_size=graph.site.page_size,
            story_editions=stories,
            product_ids=products,
            term_ids=_terms(graph, {*stories, *products}),
            positions={
                code: {edition: place for place, edition in enumerate(stories.get(("stories", "", code), ()))}
                for code in languages
            },
        )

    def stories(self, kind: str, subject: str, language: str) -> tuple[Edition, ...]:
        """The stories of a list, newest first, as (id, language of the edition)."""
        return self.story_editions.get((kind, subject, language), ())

    def products(self, kind: str, subject: str, language: str) -> tuple[str, ...]:
        """The ids of a list's products in the shop's order."""
        return self.product_ids.get((kind, subject, language), ())

    def terms(self, kind: str, language: str) -> tuple[str, ...]:
        """The ids of the sections, tags or authors under which something is listed."""
        return self.term_ids.get((kind, language), ())

    def number_of_pages(self, kind: str, subject: str, language: str) -> int:
        """How many pages a list fills, one at least."""
        key = (kind, subject, language)
        longest = max(len(self.story_editions.get(key, ())), len(self.product_ids.get(key, ())))
        return max(1, -(-longest // self.page_size))

    def slice(self, number: int) -> slice:
        """The part of a list that its page ``number`` shows."""
        return slice((number - 1) * self.page_size, number * self.page_size)


def _stories(graph: SiteGraph, languages: tuple[str, ...]) -> dict[ListKey, tuple[Edition, ...]]:
    found: dict[ListKey, list[Edition]] = defaultdict(list)
    editions: dict[str, dict[str, Edition]] = defaultdict(dict)
    for edition in graph.stories:
        editions[edition[0]][edition[1]] = edition
    apart = {id_ for (kind, id_, _), term in graph.terms.items() if kind == "section" and term.apart}
    for written in editions.values():
        original = next(written[code] for code in languages if code in written)
        for code in languages:
            edition = written.get(code, original)
            story = graph.stories[edition]
            found["section", story.section, code].append(edition)
            if story.section in apart:
                continue
            found["stories", "", code].append(edition)
            for tag in dict.fromkeys(story.tags):
                found["tag", tag, code].append(edition)
            for author in dict.fromkeys(story.authors):
                found["author", author, code].append(edition)
    return _frozen(found)


def _products(graph: SiteGraph) -> dict[ListKey, tuple[str, ...]]:
    found: dict[ListKey, list[str]] = defaultdict(list)
    for (entity, code), product in graph.products.items():
        found["known", "", code].append(entity)
        if product.discontinued:
            continue
        found["products", "", code].append(entity)
        found["section", product.section, code].append(entity)
        for tag in dict.fromkeys(product.tags):
            found["tag", tag, code].append(entity)
    return _frozen(found)


def _frozen(found: Mapping[ListKey, list[Member]]) -> dict[ListKey, tuple[Member, ...]]:
    return {key: tuple(members) for key, members in found.items()}


def _terms(graph: SiteGraph, used: Iterable[ListKey]) -> dict[tuple[str, str], tuple[str, ...]]:
    lists = set(used)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, entity, code in graph.terms:
        if (kind, entity, code) in lists:
            found[kind, code].append(entity)
    return {key: tuple(ids) for key, ids in found.items()}
