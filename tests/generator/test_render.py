from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Report
from generator.magazine import Magazine, Moment, read_magazine
from generator.render import Renderer, make_targets, page_key
from generator.views.facts import key
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from generator.views.facts import Key

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def read(site: Path) -> Magazine:
    magazine = read_magazine(site, Moment(now=NOW), Report())
    assert magazine is not None
    return magazine


@pytest.fixture
def magazine(site: Path) -> Magazine:
    return read(site)


def html_of(renderer: Renderer, target: Key) -> str:
    (page,), _ = renderer.files(target, Report())
    return page.content.decode()


class Files(dict[str, bytes]):
    """A stage that keeps all files."""

    def put(self, path: str, content: bytes) -> str:
        self[path] = content
        return str(hash(content))


def test_another_process_makes_the_same(magazine: Magazine) -> None:
    renderer, stage = magazine.renderer, Files()
    elsewhere: Renderer = pickle.loads(pickle.dumps(renderer))
    there = make_targets(elsewhere, Files(), renderer.targets)
    assert make_targets(renderer, stage, renderer.targets) == there
    assert {
        "index.html",
        "sitemap.xml",
        "feed.xml",
        "_headers",
        "_till/catalog.json",
        "_till/pages.json",
    } <= stage.keys()


def test_a_target_knows_what_it_was_made_from(magazine: Magazine) -> None:
    made = magazine.renderer.make(key("page", "story", "moor", "en", 1), Files(), Report())
    named = {
        key("site"),
        key("theme", "en"),
        key("template", "story.html"),
        key("template", "blocks/product_link.html"),
        key("story", "moor", "en"),
        key("prose", "story", "moor", "en"),
        key("related_to", "moor", "en", "en"),
    }
    assert named <= made.keys
    assert key("story", "moor", "de") not in made.keys


def test_a_block_knows_the_page_it_stands_on(site: Path) -> None:
    template = "{{ page.title }} {{ page.url }} {{ page.language }} {{ site.till_url }}"
    write_files(site, {"themes/tiny/templates/blocks/product_link.html": template})
    renderer = read(site).renderer
    page = renderer.context.routes.page("story", "moor", "en")
    assert page is not None
    assert "and the Over the moor /stories/moor/ en /till was warm" in html_of(renderer, page_key(page))


def test_the_frame_has_a_place_for_the_tills_title_and_for_its_page(magazine: Magazine) -> None:
    report = Report()
    (pages,), _ = magazine.renderer.files(key("channel", "till"), report)
    frame = json.loads(pages.content)["frames"]["de"]
    assert (frame.count("<!--till:main-->"), "<title>till:title</title>" in frame) == (1, True)
    assert report.diagnostics == ()


def test_a_wrong_template_is_told_once_for_all_its_pages(site: Path) -> None:
    write_files(site, {"themes/tiny/templates/product.html": "{{ prodct }}"})
    renderer = read(site).renderer
    rendered = make_targets(renderer, Files(), renderer.targets)
    assert [found.code for found in rendered.diagnostics] == ["E606"]


def test_a_theme_without_a_word_that_every_page_needs_is_told(site: Path) -> None:
    for language in ("en", "de"):
        file = site / f"themes/tiny/translations/{language}.yml"
        file.write_text(file.read_text().replace("nav.home: Home\n", ""))
    report = Report()
    assert read_magazine(site, Moment(now=NOW), report) is None
    assert [found.message for found in report.diagnostics if found.code == "E608"] == [
        'the theme tiny has no word "nav.home", which every page needs.'
    ]
