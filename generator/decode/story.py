"""Stories: front matter to entities, the default language's edition and translations.

Rules of the room: the default language's file carries the facts; a translation replaces words and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.decode import values
from generator.decode.fields import Fields
from generator.decode.moments import moment
from generator.decode.readers import boolean, integer
from generator.decode.words import image, image_words, named, params
from generator.model import Story

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from generator.decode.place import Place
    from generator.model import Reference
    from generator.source import Mapping

_FACTS = ("date", "lastmod", "publishDate", "expiryDate", "draft", "section", "authors", "tags", "weight")
_BLANK_DATE = datetime.min.replace(tzinfo=UTC)


def story(data: Mapping, place: Place, zone: ZoneInfo) -> tuple[Story, tuple[Reference, ...]]:
    """The default language's edition, and what it refers to. Raises Misread."""
    fields = Fields(data, "A story")
    words = named(fields, place.id, described=True)
    date = fields.need("date", moment(zone), _BLANK_DATE)
    section = fields.need("section", values.reference("section"), None)
    authors = fields.may("authors", values.references("author"), ())
    tags = fields.may("tags", values.references("tag"), ())
    found = Story(
        id=place.id,
        language=place.language,
        slug=words.slug,
        title=words.title,
        description=words.description,
        aliases=words.aliases,
        section=section.id if section else "",
        authors=tuple(author.id for author in authors),
        tags=tuple(tag.id for tag in tags),
        date=date,
        lastmod=fields.may("lastmod", moment(zone), date),
        publish_date=fields.may("publishDate", moment(zone), None),
        expiry_date=fields.may("expiryDate", moment(zone), None),
        draft=fields.may("draft", boolean, otherwise=False),
        hero=fields.may("hero", image, None),
        weight=fields.may("weight", integer(), 0),
        params=params(fields),
        at=data.at,
    )
    _check_dates(fields, found)
    fields.finish()
    return found, (*((section,) if section else ()), *authors, *tags)


def _check_dates(fields: Fields, story: Story) -> None:
    """A story that would expire before it appears is never seen."""
    start = story.publish_date or story.date
    if not fields.failed and story.expiry_date and story.expiry_date <= start:
        hint = f"It appears on {start:%Y-%m-%d %H:%M}; write a later date."
        fields.wrong("E128", "The story expires before it appears.", hint, at=fields.place("expiryDate"))


def story_words(data: Mapping, place: Place, default: Story | None) -> Story | None:
    """A translation of ``default``; None, its own faults found all the same, if that is broken. Raises Misread."""
    fields = Fields(data, "A translated story", facts=_FACTS, home=place.home)
    words = named(fields, default.slug if default else place.id, described=True)
    hero = default.hero if default else None
    hero = fields.may("hero", image_words(hero, place.home), hero)
    own = params(fields)
    fields.finish()
    if default is None:
        return None
    return replace(words.on(default, place.language, data.at), hero=hero, params={**default.params, **own})
