"""Stories: front matter to entities, the default language's edition and translations.

Rules of the room: the default language's file carries the facts; a translation replaces words and nothing else.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from datetime import date as calendar_day
from typing import TYPE_CHECKING

from generator.decode.fields import Fields
from generator.decode.moments import first_of, moment
from generator.decode.readers import boolean, integer
from generator.decode.references import reference, references
from generator.decode.words import image, image_words, named, params
from generator.lenient import let_pass
from generator.model import Story

if TYPE_CHECKING:
    from generator.decode.place import Place
    from generator.diagnostics import Report
    from generator.model import Reference, Site
    from generator.source import Mapping

_FACTS = ("date", "lastmod", "publishDate", "expiryDate", "draft", "section", "authors", "tags", "weight")
#: Where another tool writes an address, and what a date looks like in one.
_ADDRESSES = ("path", "url", "permalink")
_IN_ADDRESS = re.compile(r"(?:^|/)([1-9][0-9]{3})/([0-9]{1,2})/([0-9]{1,2})(?:/|$)")
_BLANK_DATE = datetime.min.replace(tzinfo=UTC)


def story(data: Mapping, place: Place, site: Site, report: Report) -> tuple[Story, tuple[Reference, ...]]:
    """The default language's edition, and what it refers to; what is let pass is reported. Raises Misread."""
    fields = Fields(data, "A story", lenient=site.lenient)
    words = named(fields, place.id, described=not site.lenient)
    date = _date(fields, place, site)
    section = (fields.may if site.lenient else fields.need)("section", reference("section"), None)
    authors = fields.may("authors", references("author"), ())
    tags = fields.may("tags", references("tag"), ())
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
        lastmod=fields.may("lastmod", moment(site.timezone), date),
        publish_date=fields.must("publishDate", moment(site.timezone), None),
        expiry_date=fields.must("expiryDate", moment(site.timezone), None),
        draft=_is_draft(fields, site),
        hero=fields.may("hero", image, None),
        weight=fields.may("weight", integer(), 0),
        params=params(fields),
        at=data.at,
    )
    _check_dates(fields, found)
    report.add(let_pass(fields.finish()))
    return found, tuple(one for one in (section, *authors, *tags) if one)


def _date(fields: Fields, place: Place, site: Site) -> datetime:
    """The date that is written, else that of the file's name; leniently also that of an address of another tool."""
    named = place.date
    if not named and site.lenient:
        named = next((day for key in _ADDRESSES if (day := _day_in(fields.written(key)))), "")
    if named:
        return fields.may("date", moment(site.timezone), first_of(calendar_day.fromisoformat(named), site.timezone))
    return fields.need("date", moment(site.timezone), _BLANK_DATE)


def _day_in(address: str) -> str:
    """The date in an address such as ``2024/02/19/a-title``; "" if there is none, or none of the calendar."""
    found = _IN_ADDRESS.search(address)
    with suppress(ValueError):
        return calendar_day(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else ""
    return ""


def _is_draft(fields: Fields, site: Site) -> bool:
    """Whether it says so; leniently also by ``published: false``, so that nothing is shown that was hidden."""
    draft = fields.must("draft", boolean, otherwise=False)
    return draft or (site.lenient and not fields.may("published", boolean, otherwise=True))


def _check_dates(fields: Fields, story: Story) -> None:
    """A story that would expire before it appears is never seen."""
    start = story.publish_date or story.date
    if not fields.failed and story.expiry_date and story.expiry_date <= start:
        hint = f"It appears on {start:%Y-%m-%d %H:%M}; write a later date."
        fields.wrong("E128", "The story expires before it appears.", hint, at=fields.place("expiryDate"))


def story_words(data: Mapping, place: Place, default: Story | None, site: Site, report: Report) -> Story | None:
    """A translation of ``default``; None, its own faults found all the same, if that is broken. Raises Misread."""
    fields = Fields(data, "A translated story", facts=_FACTS, home=place.home, lenient=site.lenient)
    words = named(fields, default.slug if default else place.id, described=not site.lenient)
    hero = default.hero if default else None
    hero = fields.may("hero", image_words(hero, place.home), hero)
    own = params(fields)
    report.add(let_pass(fields.finish()))
    if default is None:
        return None
    return replace(words.on(default, place.language, data.at), hero=hero, params={**default.params, **own})
