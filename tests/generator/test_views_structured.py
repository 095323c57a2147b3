from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from generator.views import view
from generator.views.shapes import PageView
from generator.views.structured import script

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import SiteGraph
    from generator.views import ViewContext


def documents(context: ViewContext, kind: str, subject: str = "", language: str = "de") -> dict[str, dict[str, object]]:
    page = view(context.routes.by_key[kind, subject, language, 1], context)["page"]
    assert isinstance(page, PageView)
    bodies = [json.loads(body) for body in page.json_ld]
    return {node["@type"]: node for body in bodies for node in body.get("@graph", [body])}


def test_the_cover_names_brand_and_magazine(context: ViewContext) -> None:
    found = documents(context, "home")
    assert list(found) == ["Organization", "WebSite"]
    assert found["Organization"]["logo"] == "https://wegwarte.example/assets/mark.png"


def test_a_story_is_an_article_with_its_way_from_home(context: ViewContext) -> None:
    assert list(documents(context, "story", "rannoch")) == ["Article", "BreadcrumbList"]


def test_an_article_is_written_by_a_desk(context: ViewContext) -> None:
    url = "https://wegwarte.example/en/authors/desk/"
    assert documents(context, "story", "rannoch", "en")["Article"]["author"] == [
        {
            "@type": "Organization",
            "@id": url,
            "name": "Walking desk",
            "url": url,
            "logo": "https://wegwarte.example/assets/mark.png",
            "parentOrganization": {"@id": "https://wegwarte.example/#organization"},
        }
    ]


def test_an_article_mentions_the_products_by_the_ids_of_their_pages(context: ViewContext) -> None:
    mentions = documents(context, "story", "rannoch")["Article"]["mentions"]
    assert isinstance(mentions, list)
    assert mentions[0]["@id"] == documents(context, "product", "jacket")["ProductGroup"]["@id"]


def test_a_story_without_hero_has_the_brands_picture(context: ViewContext) -> None:
    assert documents(context, "story", "pfeffer")["Article"]["image"] == ["https://wegwarte.example/assets/share.png"]


def test_breadcrumbs_count_from_one(context: ViewContext) -> None:
    items = documents(context, "product", "coffee")["BreadcrumbList"]["itemListElement"]
    assert isinstance(items, list)
    assert [item["position"] for item in items] == [1, 2, 3]


def test_a_small_business_has_no_word_of_vat_anywhere(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    market = msgspec.structs.replace(magazine.site.markets[0], vat="exempt")
    context = context_of(replace(magazine, site=replace(magazine.site, markets=(market,))))
    texts = [json.dumps(documents(context, "product", product)) for product in ("jacket", "coffee")]
    assert [word in text.casefold() for text in texts for word in ("tax", "vat")] == [False] * 4


@given(st.text())
def test_no_text_ends_the_script_and_all_comes_back(text: str) -> None:
    body = script({"name": f"</script><!--{text}"})
    assert "<" not in body
    assert json.loads(body)["name"] == f"</script><!--{text}"
