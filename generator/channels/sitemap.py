"""``sitemap.xml`` and ``robots.txt``: every page that wants readers, its pictures and its other languages.

After https://www.sitemaps.org/protocol.html; pictures and languages in the namespaces that Google documents.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from generator.channels.xml import document, element, text
from generator.model import Artifact, Image
from generator.routes import absolute
from generator.views.facts import facet
from generator.views.head import UNLISTED, alternates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import Page
    from generator.views.context import ViewContext

#: A sitemap holds 50 000 URLs at most; more are shared out under an index.
LIMIT = 50_000

_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns_image": "http://www.google.com/schemas/sitemap-image/1.1",
    "xmlns_xhtml": "http://www.w3.org/1999/xhtml",
}


def artifacts(context: ViewContext) -> tuple[Artifact, ...]:
    """``sitemap.xml``, with parts beside it where there are very many pages, and ``robots.txt``."""
    keys = [key for key in context.routes.by_key if key[0] not in UNLISTED]
    entries = [sitemap_entry(context, kind, subject, code, str(number)) for kind, subject, code, number in keys]
    parts = [entries[start : start + LIMIT] for start in range(0, len(entries), LIMIT)]
    return (*_sitemaps(context, parts), Artifact(path="robots.txt", content=_robots(context)))


def _sitemaps(context: ViewContext, parts: list[list[str]]) -> Iterable[Artifact]:
    if len(parts) == 1:
        return [Artifact(path="sitemap.xml", content=_urlset(parts[0]))]
    files = {f"sitemap-{number}.xml": _urlset(part) for number, part in enumerate(parts, start=1)}
    locations = [element("sitemap", element("loc", text(f"{context.graph.site.base_url}/{path}"))) for path in files]
    index = document(element("sitemapindex", *locations, xmlns=_NAMESPACES["xmlns"]))
    return [
        Artifact(path="sitemap.xml", content=index),
        *(Artifact(path=path, content=content) for path, content in files.items()),
    ]


def _urlset(entries: list[str]) -> bytes:
    return document(element("urlset", "\n", *(f"{entry}\n" for entry in entries), **_NAMESPACES))


@facet
def sitemap_entry(context: ViewContext, kind: str, subject: str, language: str, number: str) -> str:
    """What the sitemap says of a page."""
    page = context.routes.by_key[kind, subject, language, int(number)]
    site, changed = context.graph.site, _changed(context, page)
    sources = dict.fromkeys(context.images.view(image).src for image in _images(context, page))
    return element(
        "url",
        element("loc", text(absolute(site, page.url))),
        *([element("lastmod", changed.isoformat())] if changed else []),
        *(
            element("xhtml:link", rel="alternate", hreflang=language, href=url)
            for language, url in alternates(context, page)
        ),
        *(element("image:image", element("image:loc", text(absolute(site, source)))) for source in sources if source),
    )


def _changed(context: ViewContext, page: Page) -> datetime | None:
    """When the page last changed, where files say so: its own date, for a list the newest of its stories."""
    graph, key = context.graph, (page.subject, page.language)
    if page.kind == "story":
        return graph.stories[key].lastmod
    if page.kind == "free":
        return graph.pages[key].lastmod
    newest = last_change(context, "stories" if page.kind == "home" else page.kind, page.subject, page.language)
    return datetime.fromisoformat(newest) if newest else None


@facet
def last_change(context: ViewContext, kind: str, subject: str, language: str) -> str:
    """When the last changed story of a list changed, in ISO 8601; "" for a list without stories."""
    editions = context.routes.lists.stories(kind, subject, language)
    newest = max((context.graph.stories[edition].lastmod for edition in editions), default=None)
    return newest.isoformat() if newest else ""


def _images(context: ViewContext, page: Page) -> list[Image]:
    """The pictures of a page's own subject, those of its text included."""
    graph, key = context.graph, (page.subject, page.language)
    own: list[Image] = []
    if page.kind == "product":
        own = list(graph.products[key].images)
    elif page.kind == "story":
        hero = graph.stories[key].hero
        own = [hero] if hero else []
    if page.kind not in {"product", "story"} or (page.kind, *key) not in graph.prose:
        return own
    # The body need not be loaded for them.
    return own + [Image(src=src, alt="") for src in graph.pictures[page.kind, *key]]


def _robots(context: ViewContext) -> bytes:
    site = context.graph.site
    if site.preview:
        return b"User-agent: *\nDisallow: /\n"
    closed = "".join(f"Disallow: {site.base_path}/{folder}/\n" for folder in ("till", "buy", "_till"))
    return f"User-agent: *\n{closed}\nSitemap: {site.base_url}/sitemap.xml\n".encode()
