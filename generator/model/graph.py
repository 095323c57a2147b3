"""The magazine as a whole: all content linked, and what is made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from functions.catalog import Coupon
    from generator.model.prose import Prose
    from generator.model.site import Site
    from generator.model.things import FreePage, Product, Recorded, Story, Term


class Mention(NamedTuple):
    """A story (id) mentions a product (id) in a language. There are as many as cards: a tuple is made in no time."""

    story: str
    product: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteGraph:
    """The linked magazine as of ``now``: only what is visible then, references resolved, back-links known.

    Mappings are by (id, language). ``stories`` are ordered by date, newest first; ``products``, ``pages`` and
    ``terms`` by weight (0 last), then title. ``mentions`` are ordered as stories are. A term is by (kind, id, language)
    and exists in every language (words of the default's edition where there is no translation).
    ``prose`` is loaded when it is asked for, its keys are there at once; ``pictures`` has the same keys, and the
    pictures in each body; ``media`` has the films and sounds of those that have any. ``digests`` is by (kind, id): two
    things of one digest are the same in all their editions, bodies included; a tag without a file has none.
    ``steady`` is from when, and until just before when, it is the same (None: ever). ``hidden`` counts what is left
    out, by reason: drafts, future, expired. ``history`` is by SKU what each variant cost, the oldest first; ``coupons``
    are by what stands for their codes in the catalogue.
    """

    site: Site
    now: datetime
    stories: Mapping[tuple[str, str], Story]
    products: Mapping[tuple[str, str], Product]
    pages: Mapping[tuple[str, str], FreePage]
    terms: Mapping[tuple[str, str, str], Term]
    prose: Mapping[tuple[str, str, str], Prose]
    mentions: tuple[Mention, ...] = ()
    pictures: Mapping[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
    media: Mapping[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    steady: tuple[datetime | None, datetime | None] = (None, None)
    hidden: Mapping[str, int] = field(default_factory=dict)
    history: Mapping[str, tuple[Recorded, ...]] = field(default_factory=dict)
    coupons: Mapping[str, Coupon] = field(default_factory=dict)


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
