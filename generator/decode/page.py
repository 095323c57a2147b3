"""Free pages and terms (sections, tags, authors): front matter to entities, default edition and translations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from generator.decode.fields import Fields
from generator.decode.moments import moment
from generator.decode.readers import boolean, choice, integer
from generator.decode.words import image, image_words, named, params
from generator.model import FreePage, Term

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from generator.decode.place import Place
    from generator.model import TermKind
    from generator.source import Mapping

#: What a free page may be to the law, each at most once per language.
ROLES = ("imprint", "privacy", "shipping", "terms", "withdrawal", "accessibility")
_PAGE_FACTS = ("menu", "role", "lastmod", "draft", "weight")


def page(data: Mapping, place: Place, zone: ZoneInfo) -> FreePage:
    """A free page in the default language. Raises Misread."""
    fields = Fields(data, "A page")
    words = named(fields, place.id, described=False)
    found = FreePage(
        id=place.id,
        language=place.language,
        slug=words.slug,
        title=words.title,
        description=words.description,
        aliases=words.aliases,
        menu=fields.may("menu", choice("main", "footer"), ""),
        role=fields.may("role", choice(*ROLES), ""),
        lastmod=fields.may("lastmod", moment(zone), None),
        draft=fields.may("draft", boolean, otherwise=False),
        weight=fields.may("weight", integer(), 0),
        params=params(fields),
        at=data.at,
    )
    fields.finish()
    return found


def page_words(data: Mapping, place: Place, default: FreePage | None) -> FreePage | None:
    """A translation of a free page; None if the default is broken. Raises Misread."""
    fields = Fields(data, "A translated page", facts=_PAGE_FACTS, home=place.home)
    words = named(fields, default.slug if default else place.id, described=False)
    own = params(fields)
    fields.finish()
    if default is None:
        return None
    return replace(words.on(default, place.language, data.at), params={**default.params, **own})


def term(data: Mapping, place: Place) -> Term:
    """A section, tag or author in the default language. Raises Misread."""
    fields = Fields(data, f"A{'n' if place.kind == 'author' else ''} {place.kind}")
    words = named(fields, place.id, described=False)
    found = Term(
        kind=cast("TermKind", place.kind),
        id=place.id,
        language=place.language,
        slug=words.slug,
        title=words.title,
        description=words.description,
        aliases=words.aliases,
        image=fields.may("image", image, None),
        weight=fields.may("weight", integer(), 0),
        apart=fields.may("apart", boolean, otherwise=False) if place.kind == "section" else False,
        at=data.at,
    )
    fields.finish()
    return found


def term_words(data: Mapping, place: Place, default: Term | None) -> Term | None:
    """A translation of a term; None if the default is broken. Raises Misread."""
    facts = ("weight", "apart") if place.kind == "section" else ("weight",)
    fields = Fields(data, f"A translated {place.kind}", facts=facts, home=place.home)
    words = named(fields, default.slug if default else place.id, described=False)
    picture = default.image if default else None
    picture = fields.may("image", image_words(picture, place.home), picture)
    fields.finish()
    if default is None:
        return None
    return replace(words.on(default, place.language, data.at), image=picture)
