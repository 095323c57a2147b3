from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.views.card import card, teaser, term_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import SiteGraph
    from generator.views import ViewContext


def test_the_first_that_can_be_bought_is_chosen(context: ViewContext) -> None:
    assert card(context, "jacket", "de", key="list").chosen == "JACKET-L"


def test_where_nothing_can_be_bought_the_first_is_chosen(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    jacket = replace(magazine.products["jacket", "de"], discontinued=True)
    context = context_of(replace(magazine, products={**magazine.products, ("jacket", "de"): jacket}))
    assert card(context, "jacket", "de", key="list").chosen == "JACKET-M"


def test_a_card_says_where_it_stands(context: ViewContext) -> None:
    assert card(context, "jacket", "de", key="3", source="rannoch#3").source == "rannoch#3"


def test_a_card_outside_of_stories_is_the_products_own(context: ViewContext) -> None:
    found = card(context, "jacket", "en", key="list")
    assert (found.source, found.key, found.option_title) == ("product#jacket", "jacket-list", "Size")


def test_a_product_without_translation_says_which_language_its_words_are_in(context: ViewContext) -> None:
    found = card(context, "coffee", "en", key="list")
    assert (found.url, found.language) == ("/en/products/kaffee/", "de")


def test_a_teaser_of_an_original_keeps_its_language_and_address(context: ViewContext) -> None:
    found = teaser(context, ("tee", "de"), "en")
    assert (found.language, found.url) == ("de", "/stories/tee/")


def test_a_teaser_links_its_terms_in_the_language_of_the_page(context: ViewContext) -> None:
    section = teaser(context, ("tee", "de"), "en").section
    assert section is not None
    assert (section.title, section.url) == ("Out and about", "/en/sections/unterwegs/")


def test_a_term_without_a_page_is_no_link(context: ViewContext) -> None:
    assert term_link(context, "section", "leer", "de") is None
