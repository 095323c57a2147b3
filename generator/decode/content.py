"""Content: which files are which things, their editions paired by id, and one thing's documents to its entities.

Rules of the room: the default language's edition is read first, since translations stand on it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.decode.misread import Misread
from generator.decode.page import page, page_words, term, term_words
from generator.decode.place import FOLDERS, Place, place_of
from generator.decode.product import product
from generator.decode.product_words import product_words, with_reasons
from generator.decode.story import story, story_words
from generator.decode.together import check_offer, tell_empty, tell_gaps
from generator.diagnostics import Location, Report, nearest
from generator.lenient import told_of_files, told_of_translation
from generator.model import Entity, FreePage, Product, Reference, Site, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.model import Key
    from generator.source import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """All editions of one thing, the default language's first, and what its front matter refers to.

    Without entities it is broken; why is in the report.
    """

    entities: tuple[Entity, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Edition:
    """A document and what its path says."""

    place: Place
    document: Document


def editions_of(paths: Iterable[str], site: Site, report: Report) -> dict[Key, dict[str, str]]:
    """The files of each thing by language; two files for one edition are an error."""
    things: dict[Key, dict[str, str]] = defaultdict(dict)
    told = Report()
    for path in paths:
        place = place_of(path, site, told)
        if place is None:
            continue
        first = things[place.kind, place.id].setdefault(place.language, path)
        if first != path:
            message = f"Two files are the {place.kind} {place.id} in the language {place.language}."
            here, there = Location(file=path), Location(file=first)
            told.error("E121", message, "Rename one, or delete it.", at=here, related=(there,))
    misnamed = set(_misnamed(things, site, told))
    report.add(told_of_files(told.diagnostics, lenient=site.lenient))
    return {key: editions for key, editions in things.items() if key not in misnamed}


def _misnamed(things: Mapping[Key, Mapping[str, str]], site: Site, report: Report) -> Iterator[Key]:
    """Tell of files such as ``moor-de.md`` beside ``moor.md``, which are no things of their own but translations."""
    default, *others = (language.code for language in site.languages)
    for code in others:
        for (kind, id_), editions in things.items():
            original = id_.removesuffix(f"-{code}")
            beside = things.get((kind, original), {}) if original != id_ else {}
            if beside and code not in beside and default in editions:
                message = f'Before the language stands a point: "{id_}" would be a {kind} of its own.'
                here = Location(file=editions[default])
                report.error("E118", message, f"Rename the file to {original}.{code}.md", at=here)
                yield kind, id_


def tell_orphans(
    things: Mapping[Key, Mapping[str, str]], found: Mapping[Key, Mapping[str, str]], site: Site, report: Report
) -> None:
    """Translations whose original is missing: perhaps one of the two files is misnamed.

    Of an original that was ``found`` but is no text, and so no edition, that is said already.
    """
    told = Report()
    for (kind, id_), editions in things.items():
        if site.default_language in editions:
            continue
        if original := found[kind, id_].get(site.default_language):
            out = editions.values() if site.lenient and kind == "story" else ()
            report.add(told_of_translation(path, original) for path in out)
            continue
        language, path = next(iter(editions.items()))
        home = f"{path.removesuffix('.md').removesuffix(f'.{language}')}.md"
        near = nearest(id_, [other for one, other in things if one == kind and other != id_])
        hint = f"Write that file first: in {site.default_language} it carries the facts."
        if near:
            hint = f"Did you mean {near}.{language}.md? Otherwise write that file first."
        message = f"This is a translation of {home}, which does not exist."
        told.error("E119", message, hint, at=Location(file=path))
    report.add(told_of_files(told.diagnostics, lenient=site.lenient))


def decode_thing(documents: Iterable[Document], site: Site, report: Report) -> Decoded:
    """One thing, out of the documents of all its editions. Where the original is missing, nothing is decoded."""
    editions = {
        place.language: _Edition(place=place, document=document)
        for document in documents
        if (place := place_of(document.file.path, site, report))
    }
    default = editions.pop(site.default_language, None)
    if default is None or (not site.lenient and _is_misplaced(default, report)):
        return Decoded()
    found, references = _default(default, site, report)
    for edition in editions.values():
        tell_gaps(edition.place, default.document, edition.document, report)
    translations = [one for edition in editions.values() if (one := _translation(edition, found, site, report))]
    if found is None:
        return Decoded()
    for one in (found, *translations):
        if isinstance(one, Story):
            tell_empty(one, (editions.get(one.language) or default).document, report)
    if isinstance(found, Product):
        check_offer(found, site, report)
    return Decoded(entities=_together(found, translations), references=references)


def _is_misplaced(edition: _Edition, report: Report) -> bool:
    """Whether a product lies among other things, or a story among products: told once, not key by key."""
    keys = {key.text: key for key, _ in edition.document.data.entries}
    if edition.place.kind != "product":
        key, meant = keys.get("variants"), "product"
    else:
        key, meant = None if keys.keys() & {"variants", "tax"} else keys.get("date"), "story"
    if key is None:
        return False
    folder = next(folder for folder, kind in FOLDERS.items() if kind == meant)
    message = f"This is the file of a {meant}: no {edition.place.kind} has the key {key.text}."
    report.error("E118", message, f"Move it to content/{folder}/", at=key.at)
    return True


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
            return story(data, place, site, report)
        if place.kind == "product":
            return product(data, place, site)
        if place.kind == "page":
            return page(data, place, site.timezone), ()
        return term(data, place), ()
    except Misread as misread:
        report.add(misread.found)
        return None, ()


def _translation(edition: _Edition, default: Entity | None, site: Site, report: Report) -> Entity | None:
    """A translation of the default's entity, or None if either cannot be read."""
    data, place = edition.document.data, edition.place
    if not edition.document.readable:
        return None
    try:
        if place.kind == "story":
            return story_words(data, place, default if isinstance(default, Story) else None, site, report)
        if place.kind == "product":
            return product_words(data, place, default if isinstance(default, Product) else None)
        if place.kind == "page":
            return page_words(data, place, default if isinstance(default, FreePage) else None)
        return term_words(data, place, default if isinstance(default, Term) else None)
    except Misread as misread:
        report.add(misread.found)
        return None
