"""The magazine as a whole: all content as decoded, the same as linked, and what is made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from generator.model.prose import Prose, Reference
    from generator.model.site import Site
    from generator.model.things import Entity, FreePage, Product, Story, Term


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """All that `decode` made of ``content/``, every language's editions, in the order of their files.

    ``prose`` is by (kind, id, language), kind being "story", "product", "page", "section", "tag" or "author".
    ``references`` are those of the front matter, by the (kind, id, language) that names them. ``broken`` are the
    (kind, id) whose file has errors, so that nobody calls them unknown.
    """

    stories: tuple[Story, ...] = ()
    products: tuple[Product, ...] = ()
    pages: tuple[FreePage, ...] = ()
    terms: tuple[Term, ...] = ()
    prose: Mapping[tuple[str, str, str], Prose] = field(default_factory=dict)
    references: Mapping[tuple[str, str, str], tuple[Reference, ...]] = field(default_factory=dict)
    broken: frozenset[tuple[str, str]] = frozenset()

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Everything, stories first."""
        return (*self.stories, *self.products, *self.pages, *self.terms)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A story (id) mentions a product (id) in a language."""

    story: str
    product: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteGraph:
    """The linked magazine as of ``now``: only what is visible then, references resolved, back-links known.

    Mappings are by (id, language). ``stories`` are ordered by date, newest first; ``products``, ``pages`` and
    ``terms`` by weight (0 last), then title. ``mentions`` are ordered as stories are. A term is by (kind, id, language)
    and exists in every language (words of the default's edition where there is no translation).
    ``hidden`` counts what is left out, by reason: drafts, future, expired.
    """

    site: Site
    now: datetime
    stories: Mapping[tuple[str, str], Story]
    products: Mapping[tuple[str, str], Product]
    pages: Mapping[tuple[str, str], FreePage]
    terms: Mapping[tuple[str, str, str], Term]
    prose: Mapping[tuple[str, str, str], Prose]
    mentions: tuple[Mention, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page to be made. ``url`` is its path with base path and trailing slash; ``template`` a file of the theme.

    ``kind`` is one of: home, story, stories, product, products, section, sections, tag, tags, author, authors, free,
    cart, not_found. ``subject`` is the entity's id ("" for lists); ``number`` counts the pages of a list from 1.
    """

    kind: str
    url: str
    template: str
    language: str
    subject: str = ""
    number: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """A file of the output: ``path`` relative to it, with forward slashes."""

    path: str
    content: bytes
