"""Feeds: Atom (RFC 4287) and JSON Feed (https://jsonfeed.org/version/1.1), one pair per language, with the full text.

Rules of the room: a feed holds the stories written in its language, the newest first; a story's id is its address.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from generator.channels.feed_html import feed_html
from generator.channels.xml import document, element, text
from generator.model import Artifact
from generator.routes import absolute
from generator.views.embeds import Embeds
from generator.views.site import site_view

if TYPE_CHECKING:
    from generator.model import Language, Story
    from generator.views.context import ViewContext

#: How many stories a feed holds.
LENGTH = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A story in a feed: all URLs absolute, ``html`` safe for readers. ``image`` is "" or its hero's URL."""

    story: Story
    url: str
    html: str
    image: str
    authors: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]


def artifacts(context: ViewContext) -> tuple[Artifact, ...]:
    """``feed.xml`` and ``feed.json`` of each language; those of others than the first lie in its folder."""
    found = []
    for language in context.graph.site.languages:
        folder, entries = language.prefix.strip("/"), _entries(context, language.code)
        path = f"{folder}/" if folder else ""
        found.append(Artifact(path=f"{path}feed.xml", content=_atom(context, language, entries)))
        found.append(Artifact(path=f"{path}feed.json", content=_json(context, language, entries)))
    return tuple(found)


def _entries(context: ViewContext, language: str) -> tuple[Entry, ...]:
    shown = context.routes.lists.stories("stories", "", language)
    newest = islice((edition for edition in shown if edition[1] == language), LENGTH)
    return tuple(_entry(context, context.graph.stories[edition]) for edition in newest)


def _entry(context: ViewContext, story: Story) -> Entry:
    site, code = context.graph.site, story.language
    page = context.routes.by_key["story", story.id, code, 1]
    embeds = Embeds(context=context, language=code, site=site_view(context, page), story=story.id)
    hero = context.images.view(story.hero).src if story.hero else ""
    return Entry(
        story=story,
        url=absolute(site, page.url),
        html=feed_html(context, story, embeds),
        image=absolute(site, hero) if hero else "",
        authors=_authors(context, story),
        tags=tuple(context.graph.terms["tag", tag, code].title for tag in story.tags if _is_term(context, tag, code)),
    )


def _authors(context: ViewContext, story: Story) -> tuple[tuple[str, str], ...]:
    """Names and URLs of a story's authors; the brand's where it names none."""
    site, routes, code = context.graph.site, context.routes, story.language
    found = tuple(
        (context.graph.terms["author", author, code].title, absolute(site, routes.url("author", author, code)))
        for author in story.authors
        if routes.page("author", author, code)
    )
    return found or ((site.organization.name, f"{site.base_url}/"),)


def _is_term(context: ViewContext, tag: str, language: str) -> bool:
    return ("tag", tag, language) in context.graph.terms


def _address(context: ViewContext, language: Language, name: str = "") -> str:
    return f"{context.graph.site.base_url}{language.prefix}/{name}"


def _updated(entries: tuple[Entry, ...]) -> datetime:
    """When the last changed story changed; a feed of nothing has not changed since computers count the time."""
    return max((entry.story.lastmod for entry in entries), default=datetime.fromtimestamp(0, UTC))


def _atom(context: ViewContext, language: Language, entries: tuple[Entry, ...]) -> bytes:
    site = context.graph.site
    home, own = _address(context, language), _address(context, language, "feed.xml")
    feed = element(
        "feed",
        element("id", text(home)),
        element("title", text(language.title)),
        *([element("subtitle", text(language.tagline))] if language.tagline else []),
        element("updated", _updated(entries).isoformat(timespec="seconds")),
        element("author", element("name", text(site.organization.name)), element("uri", text(f"{site.base_url}/"))),
        element("link", rel="self", type="application/atom+xml", href=own),
        element("link", rel="alternate", type="text/html", hreflang=language.code, href=home),
        *(_atom_entry(entry) for entry in entries),
        xmlns="http://www.w3.org/2005/Atom",
        xml_lang=language.code,
    )
    return document(feed)


def _atom_entry(entry: Entry) -> str:
    story = entry.story
    return "\n" + element(
        "entry",
        element("id", text(entry.url)),
        element("title", text(story.title)),
        element("published", story.date.isoformat(timespec="seconds")),
        element("updated", story.lastmod.isoformat(timespec="seconds")),
        *(element("author", element("name", text(name)), element("uri", text(url))) for name, url in entry.authors),
        *(element("category", term=tag) for tag in entry.tags),
        element("link", rel="alternate", type="text/html", hreflang=story.language, href=entry.url),
        element("summary", text(story.description)),
        element("content", text(entry.html), type="html"),
    )


def _json(context: ViewContext, language: Language, entries: tuple[Entry, ...]) -> bytes:
    site = context.graph.site
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": language.title,
        "description": language.description,
        "home_page_url": _address(context, language),
        "feed_url": _address(context, language, "feed.json"),
        "language": language.code,
        "authors": [{"name": site.organization.name, "url": f"{site.base_url}/"}],
        "items": [_json_item(entry) for entry in entries],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(entry: Entry) -> dict[str, object]:
    story = entry.story
    item: dict[str, object] = {
        "id": entry.url,
        "url": entry.url,
        "title": story.title,
        "summary": story.description,
        "content_html": entry.html,
        "date_published": story.date.isoformat(timespec="seconds"),
        "date_modified": story.lastmod.isoformat(timespec="seconds"),
        "authors": [{"name": name, "url": url} for name, url in entry.authors],
        "tags": list(entry.tags),
        "language": story.language,
    }
    return {**item, "image": entry.image} if entry.image else item
