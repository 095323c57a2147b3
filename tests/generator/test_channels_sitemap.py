from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

from generator.channels import sitemap

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from generator.model import SiteGraph
    from generator.views import ViewContext

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
    "x": "http://www.w3.org/1999/xhtml",
}


def files(context: ViewContext) -> dict[str, str]:
    return {artifact.path: artifact.content.decode() for artifact in sitemap.artifacts(context)}


def entry(context: ViewContext, url: str) -> ET.Element:
    root = ET.fromstring(files(context)["sitemap.xml"])
    return next(found for found in root if found.findtext("s:loc", "", NAMES) == f"https://wegwarte.example{url}")


def test_every_page_that_wants_readers_is_there_once(context: ViewContext) -> None:
    root = ET.fromstring(files(context)["sitemap.xml"])
    expected = [page.url for page in context.routes.pages if page.kind not in {"cart", "not_found"}]
    assert [f"https://wegwarte.example{url}" for url in expected] == [
        found.findtext("s:loc", "", NAMES) for found in root
    ]


def test_a_story_has_its_date_its_languages_and_its_pictures(context: ViewContext) -> None:
    found = entry(context, "/stories/rannoch/")
    assert found.findtext("s:lastmod", "", NAMES) == "2026-11-20T10:00:00+00:00"
    assert [link.get("hreflang") for link in found.findall("x:link", NAMES)] == ["de", "en", "x-default"]
    assert [picture.findtext("i:loc", "", NAMES) for picture in found.findall("i:image", NAMES)] == [
        "https://wegwarte.example/images/rannoch.jpg",
        "https://wegwarte.example/images/moor.jpg",
    ]


def test_a_list_changes_with_its_newest_story(context: ViewContext) -> None:
    assert entry(context, "/sections/kaffee/").findtext("s:lastmod", "", NAMES) == "2026-11-16T10:00:00+00:00"


def test_a_product_has_its_pictures_and_no_date(context: ViewContext) -> None:
    found = entry(context, "/products/windjacke/")
    assert found.find("s:lastmod", NAMES) is None
    assert len(found.findall("i:image", NAMES)) == 1


def test_very_many_pages_are_shared_out(context: ViewContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "LIMIT", 20)
    found = files(context)
    index = ET.fromstring(found["sitemap.xml"])
    assert list(found) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "robots.txt"]
    assert [part.findtext("s:loc", "", NAMES) for part in index] == [
        "https://wegwarte.example/sitemap-1.xml",
        "https://wegwarte.example/sitemap-2.xml",
    ]


def test_robots_may_read_all_but_the_till(context: ViewContext) -> None:
    robots = RobotFileParser()
    robots.parse(files(context)["robots.txt"].splitlines())
    addresses = ("/", "/stories/rannoch/", "/till/checkout", "/buy/COFFEE:1", "/_till/catalog.json")
    assert [robots.can_fetch("any", url) for url in addresses] == [True, True, False, False, False]
    assert robots.site_maps() == ["https://wegwarte.example/sitemap.xml"]


def test_a_base_path_stands_in_the_rules(magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]) -> None:
    context = context_of(replace(magazine, site=replace(magazine.site, base_url="https://brand.example/mag")))
    assert files(context)["robots.txt"] == (
        "User-agent: *\nDisallow: /mag/till/\nDisallow: /mag/buy/\nDisallow: /mag/_till/\n\n"
        "Sitemap: https://brand.example/mag/sitemap.xml\n"
    )
