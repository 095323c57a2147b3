"""``podcast.xml``: the stories that are to be heard, for podcast players; where there is none, no file.

Source: RSS 2.0 with the elements that Apple's and the PSP-1 specification ask for
(https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification).
"""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from generator.channels.xml import document, element, text
from generator.model import Artifact
from generator.routes import absolute
from generator.views.listening import episodes

if TYPE_CHECKING:
    from generator.model import Language
    from generator.views.context import ViewContext

_NAMESPACES = {
    "xmlns_atom": "http://www.w3.org/2005/Atom",
    "xmlns_itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns_podcast": "https://podcastindex.org/namespace/1.0",
}


def artifacts(context: ViewContext) -> tuple[Artifact, ...]:
    """The file of each language in which there is something to be heard."""
    found = ((language, episodes(context, language.code)) for language in context.graph.site.languages)
    return tuple(
        Artifact(path=f"{language.prefix}/podcast.xml".lstrip("/"), content=_feed(context, language, heard))
        for language, heard in found
        if heard
    )


def _feed(context: ViewContext, language: Language, heard: tuple[tuple[str, str], ...]) -> bytes:
    site = context.graph.site
    home = f"{site.base_url}{language.prefix}/"
    share = absolute(site, context.share.src) if context.share else ""
    channel = element(
        "channel",
        element("title", text(language.title)),
        element("link", text(home)),
        element("description", text(language.description or language.tagline or language.title)),
        element("language", text(language.code)),
        element("itunes:author", text(site.organization.name)),
        element("itunes:explicit", "false"),
        element("itunes:category", text="Leisure"),
        element("podcast:locked", "no"),
        *([element("itunes:image", href=share)] if share else []),
        element("atom:link", rel="self", type="application/rss+xml", href=f"{home}podcast.xml"),
        *(_item(context, language.code, story, src) for story, src in heard),
    )
    return document(element("rss", channel, version="2.0", **_NAMESPACES))


def _item(context: ViewContext, code: str, id_: str, src: str) -> str:
    site, story, sound = context.graph.site, context.graph.stories[id_, code], context.media.view(src)
    if sound is None:
        return ""
    page = absolute(site, context.routes.url("story", id_, code))
    hero = absolute(site, context.images.view(story.hero).src) if story.hero else ""
    return "\n" + element(
        "item",
        element("title", text(story.title)),
        element("link", text(page)),
        element("guid", text(page), isPermaLink="true"),
        element("pubDate", format_datetime(story.date)),
        element("description", text(story.description)),
        element("enclosure", url=absolute(site, sound.url), length=str(sound.size), type=sound.type),
        *([element("itunes:duration", str(sound.seconds))] if sound.seconds else []),
        *([element("itunes:image", href=hero)] if hero else []),
    )
