"""Content: all documents to all entities, editions paired by id, nothing claimed twice.

Rules of the room: the default language's edition is read first, since translations stand on it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from generator.decode.misread import Misread
from generator.decode.page import page, page_words, term, term_words
from generator.decode.place import Place, place_of
from generator.decode.product import product
from generator.decode.product_words import product_words, with_reasons
from generator.decode.story import story, story_words
from generator.diagnostics import Location, Report
from generator.model import Content, Entity, FreePage, Product, Prose, Reference, Site, Story, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.source import Document

ParseBody: TypeAlias = "Callable[[Document, str], Prose]"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Edition:
    """A document and what its path says."""

    place: Place
    document: Document


@dataclass(frozen=True, kw_only=True, slots=True)
class _Thing:
    """All editions of one thing, the default language's first, and what it refers to."""

    entities: tuple[Entity, ...] = ()
    references: tuple[Reference, ...] = ()
    broken: bool = False


def decode_content(documents: Iterable[Document], site: Site, parse_body: ParseBody, report: Report) -> Content:
    """Every entity of the documents; ``parse_body(document, language)`` makes a document's Prose."""
    things = _by_thing(documents, site, report)
    prose = {
        (kind, id_, language): parse_body(edition.document, language)
        for (kind, id_), editions in things.items()
        for language, edition in editions.items()
    }
    read = {key: _thing(editions, site, report) for key, editions in things.items()}
    entities = [entity for thing in read.values() for entity in thing.entities]
    content = Content(
        stories=tuple(one for one in entities if isinstance(one, Story)),
        products=tuple(one for one in entities if isinstance(one, Product)),
        pages=tuple(one for one in entities if isinstance(one, FreePage)),
        terms=tuple(one for one in entities if isinstance(one, Term)),
        prose=prose,
        references={(*key, site.default_language): thing.references for key, thing in read.items()},
        broken=frozenset(key for key, thing in read.items() if thing.broken),
    )
    _claimed_once(content, site, report)
    _tell_list_prices(content, site, report)
    return content


def _by_thing(documents: Iterable[Document], site: Site, report: Report) -> dict[tuple[str, str], dict[str, _Edition]]:
    """Documents by (kind, id), then by language; two files for one edition are an error."""
    things: dict[tuple[str, str], dict[str, _Edition]] = defaultdict(dict)
    for document in documents:
        place = place_of(document.file.path, site, report)
        if place is None:
            continue
        editions = things[place.kind, place.id]
        first = editions.setdefault(place.language, _Edition(place=place, document=document))
        if first.document is not document:
            message = f"Two files are the {place.kind} {place.id} in the language {place.language}."
            here, there = Location(file=document.file.path), Location(file=first.document.file.path)
            report.error("E121", message, "Rename one, or delete it.", at=here, related=(there,))
    return things


def _thing(editions: Mapping[str, _Edition], site: Site, report: Report) -> _Thing:
    """Read all editions of one thing."""
    default = editions.get(site.default_language)
    if default is None:
        edition = next(iter(editions.values()))
        message = f"This is a translation of {edition.place.home}, which does not exist."
        hint = f"Write that file first: in {site.default_language} it carries the facts."
        report.error("E119", message, hint, at=Location(file=edition.document.file.path))
        return _Thing(broken=True)
    found, references = _default(default, site, report)
    others = [edition for language, edition in editions.items() if language != site.default_language]
    translations = [one for edition in others if (one := _translation(edition, found, report))]
    if found is None:
        return _Thing(broken=True)
    return _Thing(entities=_together(found, translations), references=references)


def _together(default: Entity, translations: list[Entity]) -> tuple[Entity, ...]:
    if isinstance(default, Product):
        return with_reasons(default, tuple(one for one in translations if isinstance(one, Product)))
    return (default, *translations)


def _default(edition: _Edition, site: Site, report: Report) -> tuple[Entity | None, tuple[Reference, ...]]:
    """The default language's entity, and what it refers to."""
    data, place = edition.document.data, edition.place
    if not edition.document.readable:
        return None, ()
    try:
        if place.kind == "story":
            return story(data, place, site.timezone)
        if place.kind == "product":
            return product(data, place, site)
        if place.kind == "page":
            return page(data, place, site.timezone), ()
        return term(data, place), ()
    except Misread as misread:
        report.add(misread.found)
        return None, ()


def _translation(edition: _Edition, default: Entity | None, report: Report) -> Entity | None:
    """A translation of the default's entity, or None if either cannot be read."""
    data, place = edition.document.data, edition.place
    if not edition.document.readable:
        return None
    try:
        if place.kind == "story":
            return story_words(data, place, default if isinstance(default, Story) else None)
        if place.kind == "product":
            return product_words(data, place, default if isinstance(default, Product) else None)
        if place.kind == "page":
            return page_words(data, place, default if isinstance(default, FreePage) else None)
        return term_words(data, place, default if isinstance(default, Term) else None)
    except Misread as misread:
        report.add(misread.found)
        return None


def _claimed_once(content: Content, site: Site, report: Report) -> None:
    """No SKU, no GTIN and no role of a page belongs to two."""
    claims: dict[tuple[str, str], Location | None] = {}
    variants = [
        one for product in content.products if product.language == site.default_language for one in product.variants
    ]
    claimed = [("SKU", one.sku, one.at) for one in variants]
    claimed += [("GTIN", one.gtin, one.at) for one in variants if one.gtin]
    claimed += [
        ("role", one.role, one.at) for one in content.pages if one.role and one.language == site.default_language
    ]
    for what, word, at in claimed:
        if (what, word) not in claims:
            claims[what, word] = at
            continue
        first = claims[what, word]
        report.error(
            "E121",
            f"The {what} {word} is claimed twice.",
            "Each belongs to one thing alone.",
            at=at,
            related=(first,) if first else (),
        )


def _tell_list_prices(content: Content, site: Site, report: Report) -> None:
    """A list price that is not above the price is no reduction; pages leave it out."""
    products = (one for one in content.products if one.language == site.default_language)
    for variant in (variant for one in products for variant in one.variants):
        for price in variant.prices:
            if price.list_price and price.list_price.minor <= price.price.minor:
                message = f"The list price {price.list_price.amount} of {variant.sku} is not above its price"
                report.warning("W129", f"{message} {price.price.amount}, and is not shown.", at=variant.at)
