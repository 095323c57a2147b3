"""Lists: the cover, the archive, the shop, a section, tag or author, and the overviews of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.views.body import body_of
from generator.views.card import card, picture, teaser, term_links
from generator.views.shapes import ListingView

if TYPE_CHECKING:
    from generator.model import Page
    from generator.views.context import ViewContext
    from generator.views.shapes import CardView, SiteView

#: How many products the cover shows among its stories.
_ON_THE_COVER = 6

#: The kind of term in an overview.
_OVERVIEWS = {"sections": "section", "tags": "tag", "authors": "author"}

TERMS = tuple(_OVERVIEWS.values())


def listing_view(context: ViewContext, page: Page, site: SiteView) -> ListingView:
    """The list of ``page``, that part of it which the page's number shows."""
    if page.kind == "home":
        return _cover(context, page)
    if page.kind in TERMS:
        return _term(context, page, site)
    if page.kind in _OVERVIEWS:
        kind, code = _OVERVIEWS[page.kind], page.language
        terms = term_links(context, kind, context.routes.lists.terms(kind, code), code)
        return ListingView(title=_title(context, page), description="", body=Markup(), terms=terms)
    return _members(context, page)


def _cover(context: ViewContext, page: Page) -> ListingView:
    """The newest story as the lead, the others of the first page of stories after it, some products among them."""
    lists, code = context.routes.lists, page.language
    language = context.graph.site.language(code)
    stories = [teaser(context, edition, code) for edition in lists.stories("stories", "", code)[lists.slice(1)]]
    return ListingView(
        title=language.title,
        description=language.description,
        body=Markup(),
        stories=tuple(stories[1:]),
        products=_cards(context, lists.products("products", "", code)[:_ON_THE_COVER], code),
        lead=stories[0] if stories else None,
        image=stories[0].image if stories else None,
    )


def _term(context: ViewContext, page: Page, site: SiteView) -> ListingView:
    term = context.graph.terms[page.kind, page.subject, page.language]
    listed = _members(context, page)
    return ListingView(
        title=term.title,
        description=term.description,
        body=context.fill(*body_of(context, page, site)),
        stories=listed.stories,
        products=listed.products,
        image=picture(context, term.image),
    )


def _members(context: ViewContext, page: Page) -> ListingView:
    lists, part = context.routes.lists, context.routes.lists.slice(page.number)
    key = (page.kind, page.subject, page.language)
    return ListingView(
        title="" if page.subject else _title(context, page),
        description="",
        body=Markup(),
        stories=tuple(teaser(context, edition, page.language) for edition in lists.stories(*key)[part]),
        products=_cards(context, lists.products(*key)[part], page.language),
    )


def _cards(context: ViewContext, products: tuple[str, ...], language: str) -> tuple[CardView, ...]:
    return tuple(card(context, product, language, key="list") for product in products)


def _title(context: ViewContext, page: Page) -> str:
    return context.t(page.language, f"nav.{page.kind}")
