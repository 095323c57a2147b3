from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Location, Report, as_text
from generator.lists import Lists
from generator.model import FreePage, Page, SiteGraph
from generator.routes import RESERVED, TEMPLATES, absolute, path_of, plan

if TYPE_CHECKING:
    from generator.routes import Routes


def planned(graph: SiteGraph) -> Routes:
    report = Report()
    routes = plan(graph, report)
    assert report.diagnostics == ()
    return routes


def told(graph: SiteGraph) -> str:
    report = Report()
    plan(graph, report)
    return "\n".join(as_text(found) for found in report.diagnostics)


def with_page(graph: SiteGraph, **fields: str) -> SiteGraph:
    slug = fields["slug"]
    page = FreePage(
        id=slug,
        language="de",
        title=slug,
        slug=slug,
        at=Location(file=f"content/pages/{slug}.md"),
        aliases=tuple(fields.get("aliases", "").split()),
    )
    return replace(graph, pages={**graph.pages, (page.id, "de"): page})


def test_every_page_of_the_magazine_has_its_address(magazine: SiteGraph) -> None:
    expected = [
        "/",
        "/stories/",
        "/stories/page/2/",
        "/products/",
        "/stories/rannoch/",
        "/stories/tee/",
        "/stories/pfeffer/",
        "/products/windjacke/",
        "/products/kaffee/",
        "/impressum/",
        "/agb/",
        "/sections/",
        "/sections/unterwegs/",
        "/sections/kaffee/",
        "/tags/",
        "/tags/wandern/",
        "/authors/",
        "/authors/desk/",
        "/authors/desk/page/2/",
        "/cart/",
        "/404.html",
        "/en/",
        "/en/stories/",
        "/en/stories/page/2/",
        "/en/products/",
        "/en/stories/rannoch-moor/",
        "/en/products/wind-jacket/",
        "/en/products/kaffee/",
        "/en/terms/",
        "/en/sections/",
        "/en/sections/unterwegs/",
        "/en/sections/kaffee/",
        "/en/tags/",
        "/en/tags/wandern/",
        "/en/authors/",
        "/en/authors/desk/",
        "/en/authors/desk/page/2/",
        "/en/cart/",
        "/en/404.html",
    ]
    assert expected == [page.url for page in planned(magazine).pages]


def test_every_kind_of_page_has_a_template(magazine: SiteGraph) -> None:
    assert {(page.kind, page.template) for page in planned(magazine).pages} == set(TEMPLATES.items())


def test_a_base_path_stands_before_every_address(magazine: SiteGraph) -> None:
    routes = planned(replace(magazine, site=replace(magazine.site, base_url="https://brand.example/mag")))
    assert [page.url for page in routes.pages if not page.url.startswith("/mag/")] == []
    assert [redirect.source for redirect in routes.redirects] == ["/mag/alt/kaffee/"]


def test_a_story_without_a_translation_is_listed_in_its_original(magazine: SiteGraph) -> None:
    expected = (("rannoch", "en"), ("tee", "de"), ("pfeffer", "de"))
    assert expected == planned(magazine).lists.stories("stories", "", "en")


def test_a_story_without_a_translation_has_no_page_in_that_language(magazine: SiteGraph) -> None:
    assert planned(magazine).page("story", "tee", "en") is None


def test_a_section_without_anything_visible_has_no_page(magazine: SiteGraph) -> None:
    assert planned(magazine).page("section", "leer", "de") is None


def test_the_editions_of_a_page_are_in_the_order_of_the_languages(magazine: SiteGraph) -> None:
    routes = planned(magazine)
    english = routes.by_key["story", "rannoch", "en", 1]
    assert [page.language for page in routes.editions(english)] == ["de", "en"]


def test_an_address_is_found_by_kind_and_subject(magazine: SiteGraph) -> None:
    assert planned(magazine).url("author", "desk", "en", 2) == "/en/authors/desk/page/2/"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/", "index.html"),
        ("/stories/tee/", "stories/tee/index.html"),
        ("/404.html", "404.html"),
        ("/en/", "en/index.html"),
    ],
)
def test_a_page_lies_where_its_address_says(magazine: SiteGraph, url: str, path: str) -> None:
    site = replace(magazine.site, base_url="https://brand.example/mag")
    page = Page(kind="home", url=f"/mag{url}", template="", language="de")
    assert path == path_of(page, site)


def test_an_absolute_address_has_the_base_path_once(magazine: SiteGraph) -> None:
    site = replace(magazine.site, base_url="https://brand.example/mag")
    assert absolute(site, "/mag/stories/") == "https://brand.example/mag/stories/"


def test_two_pages_on_one_address_name_both_files(magazine: SiteGraph) -> None:
    rival = replace(magazine.stories["tee", "de"], id="tee-2", at=Location(file="content/stories/tee-2.md"))
    graph = replace(
        magazine,
        stories={**magazine.stories, ("tee-2", "de"): rival},
        prose={**magazine.prose, ("story", "tee-2", "de"): magazine.prose["story", "tee", "de"]},
    )
    assert told(graph) == (
        "content/stories/tee-2.md:1:1: error E301: Two pages have the address /stories/tee/: content/stories/tee.md "
        "and content/stories/tee-2.md. Give one of them another slug.\n    see also content/stories/tee.md:1:1"
    )


def test_addresses_that_differ_in_case_alone_are_one(magazine: SiteGraph) -> None:
    graph = replace(
        magazine, stories={**magazine.stories, ("tee", "de"): replace(magazine.stories["tee", "de"], slug="Rannoch")}
    )
    assert told(graph).split(": ")[1] == "error E301"


def test_a_free_page_cannot_stand_where_a_list_is(magazine: SiteGraph) -> None:
    assert told(with_page(magazine, slug="stories")) == (
        "content/pages/stories.md:1:1: error E301: Two pages have the address /stories/: the list of stories and "
        "content/pages/stories.md. Give one of them another slug."
    )


@pytest.mark.parametrize("folder", RESERVED)
def test_an_address_of_the_shop_is_no_page(magazine: SiteGraph, folder: str) -> None:
    assert told(with_page(magazine, slug=folder)) == (
        f"content/pages/{folder}.md:1:1: error E302: The address /{folder}/ belongs to the shop, not to a page. "
        "Give the page another slug."
    )


def test_an_alias_cannot_be_an_address_of_the_shop(magazine: SiteGraph) -> None:
    assert told(with_page(magazine, slug="neu", aliases="/till/old/")) == (
        "content/pages/neu.md:1:1: error E302: The alias /till/old/ belongs to the shop, not to a page. "
        "Remove the alias."
    )


def test_an_alias_where_a_page_is_names_both(magazine: SiteGraph) -> None:
    assert told(with_page(magazine, slug="neu", aliases="stories/tee")) == (
        "content/pages/neu.md:1:1: error E303: The alias /stories/tee/ is the address of a page, "
        "content/stories/tee.md. Remove the alias, or give that page another slug.\n"
        "    see also content/stories/tee.md:1:1"
    )


def test_one_alias_twice_names_both(magazine: SiteGraph) -> None:
    graph = with_page(with_page(magazine, slug="neu", aliases="/alt/"), slug="neuer", aliases="/alt")
    assert told(graph) == (
        "content/pages/neuer.md:1:1: error E304: The alias /alt/ is given twice: content/pages/neu.md and "
        "content/pages/neuer.md. Leave it where the old address should lead.\n    see also content/pages/neu.md:1:1"
    )


def test_the_alias_of_a_product_without_translation_leads_to_the_original(magazine: SiteGraph) -> None:
    redirects = [(redirect.source, redirect.target) for redirect in planned(magazine).redirects]
    assert redirects == [("/alt/kaffee/", "/products/kaffee/")]


def test_an_alias_that_names_a_file_keeps_its_form(magazine: SiteGraph) -> None:
    routes = planned(with_page(magazine, slug="neu", aliases="/alt/neu.html"))
    assert "/alt/neu.html" in {redirect.source for redirect in routes.redirects}


@given(total=st.integers(min_value=0, max_value=200), size=st.integers(min_value=1, max_value=50))
def test_the_pages_of_a_list_show_each_member_once(total: int, size: int) -> None:
    members = tuple((str(number), "de") for number in range(total))
    lists = Lists(
        languages=("de",),
        page_size=size,
        story_editions={("stories", "", "de"): members},
        product_ids={},
        term_ids={},
        positions={},
    )
    pages = range(1, lists.number_of_pages("stories", "", "de") + 1)
    assert members == tuple(member for number in pages for member in members[lists.slice(number)])
