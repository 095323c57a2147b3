from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.views import view
from generator.views.shapes import ImageView, PageView
from generator.views.social import locale, open_graph

if TYPE_CHECKING:
    from generator.views import ViewContext


def shared(context: ViewContext, kind: str, subject: str = "") -> dict[str, str]:
    page = view(context.routes.by_key[kind, subject, "de", 1], context)["page"]
    assert isinstance(page, PageView)
    return dict(page.open_graph)


def test_a_story_is_shared_as_an_article(context: ViewContext) -> None:
    assert shared(context, "story", "rannoch") == {
        "og:type": "article",
        "og:title": "Über das Rannoch-Moor",
        "og:description": "Über das Rannoch-Moor.",
        "og:url": "https://wegwarte.example/stories/rannoch/",
        "og:site_name": "Wegwarte",
        "og:locale": "de_DE",
        "og:locale:alternate": "en_GB",
        "og:image": "https://wegwarte.example/images/rannoch.jpg",
        "og:image:alt": "Ein Moor",
        "article:published_time": "2026-11-20T09:00:00+00:00",
        "article:modified_time": "2026-11-20T10:00:00+00:00",
        "article:section": "Unterwegs",
        "article:tag": "Wandern",
    }


def test_a_product_is_shared_with_the_price_of_its_chosen_variant(context: ViewContext) -> None:
    found = shared(context, "product", "jacket")
    assert {name: text for name, text in found.items() if name.startswith("product:")} == {
        "product:price:amount": "189.00",
        "product:price:currency": "EUR",
        "product:availability": "in stock",
        "product:brand": "Wegwarte",
        "product:condition": "new",
    }


def test_a_page_without_a_picture_has_the_brands(context: ViewContext) -> None:
    assert shared(context, "story", "pfeffer")["og:image"] == "https://wegwarte.example/assets/share.png"


def test_a_drawing_gives_way_to_the_brands_picture(context: ViewContext) -> None:
    drawn = ImageView(src="/images/drawn.svg", width=10, height=10, alt="")
    found = dict(open_graph(context, context.routes.by_key["home", "", "de", 1], "W", "W", drawn, None))
    assert found["og:image"] == "https://wegwarte.example/assets/share.png"


@pytest.mark.parametrize(("code", "expected"), [("de", "de_DE"), ("en", "en_GB"), ("fr", "fr_FR"), ("de-AT", "de_AT")])
def test_a_locale_has_a_country(code: str, expected: str) -> None:
    assert expected == locale(code)


def test_a_drawn_product_is_shared_with_its_first_photograph(context: ViewContext) -> None:
    product = context.graph.products["jacket", "de"]
    photograph = replace(product.images[0], src="images/rannoch.jpg")
    drawn = ImageView(src="/images/drawn.svg", width=10, height=10, alt="")
    page = context.routes.by_key["product", "jacket", "de", 1]
    found = dict(open_graph(context, page, "J", "J", drawn, replace(product, images=(photograph,))))
    assert found["og:image"] == "https://wegwarte.example/images/rannoch.jpg"
