from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from generator.views import site_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import SiteGraph
    from generator.views import ViewContext
    from generator.views.shapes import SiteView


def seen(context: ViewContext, kind: str, subject: str, language: str) -> SiteView:
    return site_view(context, context.routes.by_key[kind, subject, language, 1])


def test_the_section_of_a_story_is_current(context: ViewContext) -> None:
    sections = seen(context, "story", "rannoch", "de").sections
    assert [(link.title, link.current) for link in sections] == [("Unterwegs", True), ("Kaffee", False)]


def test_the_section_of_a_product_is_current(context: ViewContext) -> None:
    assert [link.current for link in seen(context, "product", "coffee", "de").sections] == [False, True]


def test_legal_pages_without_a_menu_stand_in_the_footer(context: ViewContext) -> None:
    footer = seen(context, "home", "", "de").footer
    assert [link.title for link in footer] == ["Impressum", "AGB"]


def test_a_legal_page_without_translation_is_linked_in_its_original(context: ViewContext) -> None:
    site = seen(context, "home", "", "en")
    assert dict(site.legal) == {"imprint": "/impressum/", "terms": "/en/terms/"}
    assert [link.language for link in site.footer] == ["de", "en"]


def test_the_current_page_is_marked_in_its_menu(context: ViewContext) -> None:
    assert [link.current for link in seen(context, "free", "agb", "de").footer] == [False, True]


def test_a_page_without_translation_leads_to_the_other_languages_home(context: ViewContext) -> None:
    links = seen(context, "story", "tee", "de").languages
    assert [(link.url, link.current) for link in links] == [("/stories/tee/", True), ("/en/", False)]


def test_countries_have_names_in_the_pages_language(context: ViewContext) -> None:
    assert seen(context, "home", "", "en").countries == ("Germany", "Austria")


def test_every_address_has_the_base_path(magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]) -> None:
    context = context_of(replace(magazine, site=replace(magazine.site, base_url="https://brand.example/mag")))
    site = seen(context, "home", "", "en")
    assert (site.till_url, site.feed_url, site.cart_url) == ("/mag/till", "/mag/en/feed.xml", "/mag/en/cart/")


def test_a_till_elsewhere_has_absolute_addresses(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    assert seen(context_of(magazine), "home", "", "en").buy_url == "/buy"
    site = replace(magazine.site, till_url="https://till.example/shop/till")
    found = seen(context_of(replace(magazine, site=site)), "home", "", "en")
    assert (found.till_url, found.buy_url) == ("https://till.example/shop/till", "https://till.example/shop/buy")


def test_a_small_business_shows_no_vat(magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]) -> None:
    market = msgspec.structs.replace(magazine.site.markets[0], vat="exempt")
    context = context_of(replace(magazine, site=replace(magazine.site, markets=(market,))))
    assert not seen(context, "home", "", "de").vat
