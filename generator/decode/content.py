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
from generator.decode.together import check_together, tell_empty, tell_gaps
from generator.diagnostics import Location, Report, nearest
from generator.model import Content, Entity, FreePage, Product, Prose, Reference, Site, Story, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

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
    read = {key: _thing(editions, things.keys(), site, report) for key, editions in things.items()}
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
    check_together(content, site, report)
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
    misnamed = tuple(_misnamed(things, site, report))
    return {key: editions for key, editions in things.items() if key not in misnamed}


def _misnamed(
    things: Mapping[tuple[str, str], Mapping[str, _Edition]], site: Site, report: Report
) -> Iterator[tuple[str, str]]:
    """Tell of files such as ``moor-de.md`` beside ``moor.md``, which are no things of their own but translations."""
    default, *others = (language.code for language in site.languages)
    for (kind, id_), editions in things.items():
        for code in others:
            original = id_.removesuffix(f"-{code}")
            beside = things.get((kind, original), {}) if original != id_ else {}
            if beside and code not in beside and default in editions:
                message = f'Before the language stands a point: "{id_}" would be a {kind} of its own.'
                here = Location(file=editions[default].document.file.path)
                report.error("E118", message, f"Rename the file to {original}.{code}.md", at=here)
                yield kind, id_


def _tell_orphan(edition: _Edition, known: Iterable[tuple[str, str]], site: Site, report: Report) -> None:
    """A translation whose original is missing: perhaps one of the two files is misnamed."""
    place = edition.place
    near = nearest(place.id, [id_ for kind, id_ in known if kind == place.kind and id_ != place.id])
    hint = f"Write that file first: in {site.default_language} it carries the facts."
    if near:
        hint = f"Did you mean {near}.{place.language}.md? Otherwise write that file first."
    message = f"This is a translation of {place.home}, which does not exist."
    report.error("E119", message, hint, at=Location(file=edition.document.file.path))


def _thing(editions: Mapping[str, _Edition], known: Iterable[tuple[str, str]], site: Site, report: Report) -> _Thing:
    """Read all editions of one thing."""
    default = editions.get(site.default_language)
    if default is None:
        edition = next(iter(editions.values()))
        _tell_orphan(edition, known, site, report)
        return _Thing(broken=True)
    found, references = _default(default, site, report)
    others = [edition for language, edition in editions.items() if language != site.default_language]
    for edition in others:
        tell_gaps(edition.place, default.document, edition.document, report)
    translations = [one for edition in others if (one := _translation(edition, found, report))]
    if found is None:
        return _Thing(broken=True)
    for one in (found, *translations):
        if isinstance(one, Story):
            tell_empty(one, editions[one.language].document, report)
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
