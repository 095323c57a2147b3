"""The magazine as every page sees it: navigation, legal links, languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.views.card import term_link
from generator.views.facts import facet
from generator.views.listening import episodes
from generator.views.shapes import LinkView, SiteView

if TYPE_CHECKING:
    from generator.model import FreePage, Page
    from generator.views.context import ViewContext


def site_view(context: ViewContext, page: Page) -> SiteView:
    """The magazine in the language of ``page``, with ``page`` and what contains it marked as current."""
    site = site_in(context, page.language)
    section = _section_of(context, page)
    above = context.routes.page("section", section, page.language) if section else None
    return replace(
        site,
        sections=_with_current(site.sections, above.url if above else ""),
        menu=_with_current(site.menu, page.url),
        footer=_with_current(site.footer, page.url),
        languages=_languages(context, page),
    )


@facet
def site_in(context: ViewContext, code: str) -> SiteView:
    """The magazine in a language as every page of it sees it: nothing is current, other languages are not linked."""
    site = context.graph.site
    language, root = site.language(code), site.base_path + site.language(code).prefix
    return SiteView(
        title=language.title,
        tagline=language.tagline,
        description=language.description,
        language=code,
        base_url=site.base_url,
        base_path=site.base_path,
        home_url=context.routes.url("home", "", code),
        stories_url=context.routes.url("stories", "", code),
        products_url=context.routes.url("products", "", code),
        cart_url=context.routes.url("cart", "", code),
        till_url=site.till,
        buy_url=site.buy,
        feed_url=f"{root}/feed.xml",
        json_feed_url=f"{root}/feed.json",
        podcast_url=f"{root}/podcast.xml" if episodes(context, code) else "",
        sections=_sections(context, code),
        menu=_menu(context, code, "main"),
        footer=_menu(context, code, "footer"),
        legal={free.role: _url(context, free) for free in free_pages(context, code) if free.role},
        languages=(),
        vat=context.market.vat == "included",
        countries=tuple(context.wording[code].territory(country) for country in context.market.countries),
        organization=site.organization.name,
        preview=site.preview,
        params=language.params,
    )


def free_pages(context: ViewContext, language: str) -> tuple[FreePage, ...]:
    """Every free page once: in that language, or in the original where there is no translation."""
    pages = context.graph.pages
    codes = (language, *context.routes.lists.languages)
    ids = dict.fromkeys(entity for entity, _ in pages)
    return tuple(next(pages[entity, code] for code in codes if (entity, code) in pages) for entity in ids)


def _url(context: ViewContext, free: FreePage) -> str:
    return context.routes.url("free", free.id, free.language)


def _with_current(links: tuple[LinkView, ...], url: str) -> tuple[LinkView, ...]:
    return tuple(replace(link, current=True) if link.url == url else link for link in links)


def _menu(context: ViewContext, language: str, menu: str) -> tuple[LinkView, ...]:
    """The pages of a menu; legal pages that name none stand in the footer, since they must be reachable."""
    return tuple(
        LinkView(
            title=free.title,
            url=_url(context, free),
            language=free.language,
        )
        for free in free_pages(context, language)
        if (free.menu or ("footer" if free.role else "")) == menu
    )


def _sections(context: ViewContext, language: str) -> tuple[LinkView, ...]:
    links = (term_link(context, "section", term, language) for term in context.routes.lists.terms("section", language))
    return tuple(link for link in links if link is not None)


def _section_of(context: ViewContext, page: Page) -> str:
    key = (page.subject, page.language)
    if page.kind == "story":
        return context.graph.stories[key].section
    if page.kind == "product":
        return context.graph.products[key].section
    return page.subject if page.kind == "section" else ""


def _languages(context: ViewContext, page: Page) -> tuple[LinkView, ...]:
    editions = {edition.language: edition.url for edition in context.routes.editions(page)}
    return tuple(
        LinkView(
            title=language.name,
            url=editions.get(language.code) or context.routes.url("home", "", language.code),
            language=language.code,
            current=language.code == page.language,
        )
        for language in context.graph.site.languages
    )
