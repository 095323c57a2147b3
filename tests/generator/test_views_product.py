from __future__ import annotations

from typing import TYPE_CHECKING

from generator.views import site_view
from generator.views.product import product_view, quotes

if TYPE_CHECKING:
    from generator.views import ViewContext
    from generator.views.shapes import ProductView


def shown(context: ViewContext, product: str, language: str) -> ProductView:
    page = context.routes.by_key["product", product, language, 1]
    return product_view(context, page, site_view(context, page))


def test_each_story_is_quoted_once_with_its_paragraph(context: ViewContext) -> None:
    found = [(quote.story.id, quote.quote) for quote in quotes(context, "jacket", "de")]
    assert found == [("rannoch", "Es regnete <vier> Stunden."), ("tee", "Es regnete <vier> Stunden.")]


def test_a_story_without_translation_is_quoted_in_its_original(context: ViewContext) -> None:
    assert [quote.story.language for quote in quotes(context, "jacket", "en")] == ["en", "de"]


def test_the_reason_against_withdrawal_is_in_the_pages_language(context: ViewContext) -> None:
    assert shown(context, "coffee", "en").withdrawal == "Perishable."


def test_what_can_be_returned_has_no_reason_against_it(context: ViewContext) -> None:
    assert shown(context, "jacket", "en").withdrawal == ""


def test_words_without_translation_are_marked_as_the_originals(context: ViewContext) -> None:
    product = shown(context, "coffee", "en")
    assert (product.url, product.language, product.body) == ("/en/products/kaffee/", "de", "<p>Gut.</p>")


def test_a_product_is_not_among_the_others(context: ViewContext) -> None:
    assert [card.id for card in shown(context, "jacket", "de").others] == []


def test_a_product_page_is_its_own_source(context: ViewContext) -> None:
    assert shown(context, "jacket", "de").card.source == "product#jacket"
