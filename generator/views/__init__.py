"""What templates see: `view` makes the variables of a page from the graph, purely.

Rules of the room: `shapes` is the contract with themes; no entity of the model passes through. Views call pictures
and blocks through the protocols of `context`, and read no file and no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Page
from generator.routes import absolute
from generator.views.body import body_of
from generator.views.context import WORDS, Fill, ImagesProtocol, ViewContext, view_context
from generator.views.embeds import Embeds
from generator.views.head import Head, page_view
from generator.views.listing import listing_view
from generator.views.product import product_view
from generator.views.shapes import FreePageView, PageView
from generator.views.site import site_view
from generator.views.story import heading_views, story_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.views.shapes import SiteView

__all__ = [
    "TILL_TITLE",
    "WORDS",
    "Embeds",
    "Fill",
    "ImagesProtocol",
    "ViewContext",
    "absolute",
    "page_view",
    "site_view",
    "till_view",
    "view",
    "view_context",
]

#: What stands in the title of the till's frame until the till puts its own there.
TILL_TITLE = "till:title"


def view(page: Page, context: ViewContext) -> Mapping[str, object]:
    """The variables of the page's template: ``site``, ``page`` and one of ``story product listing free_page``.

    The cart has none of the four; the page for what is not found has ``listing``, so that it can offer something to
    read.
    """
    site = site_view(context, page)
    if page.kind == "story":
        return _story(page, context, site)
    if page.kind == "product":
        return _product(page, context, site)
    if page.kind == "free":
        return _free(page, context, site)
    if page.kind == "cart":
        head = Head(title=context.t(page.language, "cart.title"), description=site.description)
        return {"site": site, "page": page_view(context, page, head)}
    return _listing(page, context, site)


def till_view(context: ViewContext, language: str) -> Mapping[str, object]:
    """``site`` and ``page`` of the frame that the till fills: kind "till", title `TILL_TITLE`, noindex."""
    url = f"{context.graph.site.base_path}/till/"
    page = Page(kind="till", url=url, template="", language=language)
    head = PageView(
        kind="till",
        url=url,
        title=TILL_TITLE,
        description="",
        language=language,
        canonical=absolute(context.graph.site, url),
        noindex=True,
    )
    return {"site": site_view(context, page), "page": head}


def _story(page: Page, context: ViewContext, site: SiteView) -> Mapping[str, object]:
    story = context.graph.stories[page.subject, page.language]
    shown = story_view(context, page, site)
    body = body_of(context, page, site)
    head = Head(title=shown.title, description=shown.description, image=shown.hero, bodies=(body,))
    return {"site": site, "page": page_view(context, page, head, story), "story": shown}


def _product(page: Page, context: ViewContext, site: SiteView) -> Mapping[str, object]:
    product = context.graph.products[page.subject, page.language]
    shown = product_view(context, page, site)
    image, body = shown.images[0] if shown.images else None, body_of(context, page, site)
    head = Head(title=shown.title, description=shown.description, image=image, bodies=(body,))
    return {"site": site, "page": page_view(context, page, head, product), "product": shown}


def _free(page: Page, context: ViewContext, site: SiteView) -> Mapping[str, object]:
    free = context.graph.pages[page.subject, page.language]
    prose, embeds = body_of(context, page, site)
    shown = FreePageView(
        title=free.title,
        description=free.description,
        url=page.url,
        language=free.language,
        body=context.fill(prose, embeds),
        role=free.role,
        lastmod=free.lastmod,
        headings=heading_views(prose),
    )
    head = Head(title=free.title, description=free.description or site.description, bodies=((prose, embeds),))
    return {"site": site, "page": page_view(context, page, head), "free_page": shown}


def _listing(page: Page, context: ViewContext, site: SiteView) -> Mapping[str, object]:
    if page.kind == "not_found":
        home = Page(kind="home", url=site.home_url, template=page.template, language=page.language)
        shown = listing_view(context, home, site)
        head = Head(title=context.t(page.language, "not_found.title"), description=site.description)
    else:
        shown = listing_view(context, page, site)
        words, body = shown.description or site.description, body_of(context, page, site)
        head = Head(title=shown.title, description=words, image=shown.image, bodies=(body,))
    return {"site": site, "page": page_view(context, page, head), "listing": shown}
