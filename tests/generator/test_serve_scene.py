"""What a scene makes of a magazine, and how it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Report
from generator.serve.preview import Preview
from generator.serve.scene import MalformedSceneError, Scene, UnknownSkuError, stock_of
from generator.serve.told import scene_of, told
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 24, 18, tzinfo=UTC)
HILL = "---\ntitle: Hill\ndescription: Up.\nsection: walks\ndate: {date}\n{more}---\nWith a [mug](product:mug).\n"
AVAILABILITY = {"themes/tiny/templates/product.html": "{{ product.card.variants[0].availability }}"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_site(tmp_path)
    files = {
        "content/stories/hill.md": HILL.format(date="2026-12-24T18:00:00Z", more=""),
        "content/stories/fen.md": HILL.format(date="2026-10-01", more="draft: true\n").replace("Hill", "Fen"),
    }
    write_files(tmp_path, {**files, **AVAILABILITY})
    mug = tmp_path / "content/products/mug.md"
    mug.write_text(mug.read_text().replace("weight: 200 g", "weight: 200 g, opening_stock: 4"))
    return tmp_path


@pytest.fixture
def preview(root: Path) -> Preview:
    return Preview(root, Scene(now=NOW))


def page(preview: Preview, url: str) -> str:
    assert preview.state.edition is not None
    made = preview.page(preview.state.edition.places.pages[url], Report())
    assert made is not None
    return made.decode()


def urls(preview: Preview) -> set[str]:
    assert preview.state.edition is not None
    return {url for url in preview.state.edition.places.pages if url.startswith("/stories/")}


def test_another_moment_shows_what_has_appeared_by_then(preview: Preview) -> None:
    assert "/stories/hill/" not in urls(preview)
    preview.play(Scene(now=LATER))
    assert "/stories/hill/" in urls(preview)


def test_drafts_are_shown_when_that_is_wished(preview: Preview) -> None:
    preview.play(Scene(now=NOW, drafts=True))
    assert "/stories/fen/" in urls(preview)
    preview.play(Scene(now=NOW))
    assert "/stories/fen/" not in urls(preview)


def test_an_article_is_sold_out_in_the_scene_alone(preview: Preview) -> None:
    assert page(preview, "/products/mug/") == "in_stock"
    preview.play(Scene(now=NOW, stock={"MUG-1": 0}))
    assert page(preview, "/products/mug/") == "sold_out"
    preview.play(Scene(now=NOW))
    assert page(preview, "/products/mug/") == "in_stock"


def test_all_can_be_sold_out_but_what_is_named(preview: Preview) -> None:
    preview.play(Scene(now=NOW, sold_out=True))
    assert page(preview, "/products/mug/") == "sold_out"
    preview.play(Scene(now=NOW, sold_out=True, stock={"MUG-1": 1}))
    assert page(preview, "/products/mug/") == "in_stock"


def test_an_edit_within_a_scene_is_shown_in_the_scene(preview: Preview, root: Path) -> None:
    preview.play(Scene(now=NOW, stock={"MUG-1": 0}))
    write_files(
        root,
        {"themes/tiny/templates/product.html": "{{ product.card.variants[0].availability }} {{ product.card.title }}"},
    )
    preview.read(["themes/tiny/templates/product.html"])
    mug = root / "content/products/mug.md"
    mug.write_text(mug.read_text().replace("title: Mug", "title: Cup"))
    preview.read(["content/products/mug.md"])
    assert page(preview, "/products/mug/") == "sold_out Cup"


def test_what_is_counted_is_told_whatever_the_scene_says(preview: Preview) -> None:
    preview.play(Scene(now=NOW, stock={"MUG-1": 0}))
    assert (preview.counted("MUG-1"), preview.counted("CUP")) == (4, 0)


def test_a_scene_that_cannot_be_shown_leaves_the_pages_and_the_tills_clock(preview: Preview, root: Path) -> None:
    write_files(root, {"content/stories/hill.md": HILL.format(date="2026-12-24", more="sektion: x\n")})
    preview.read(["content/stories/hill.md"])
    state = preview.play(Scene(now=LATER))
    assert [error.code for error in state.errors] == ["E106"]
    assert state.edition is not None
    assert (state.scene.now, state.edition.now) == (LATER, NOW)


@pytest.mark.parametrize(
    ("sku", "why"),
    [("MUG-2", 'there is no SKU "MUG-2". Did you mean "MUG-1"?'), ("jacket", 'there is no SKU "jacket".')],
)
def test_an_unknown_sku_is_refused_and_the_nearest_named(preview: Preview, sku: str, why: str) -> None:
    with pytest.raises(UnknownSkuError) as refused:
        preview.play(Scene(now=NOW, stock={sku: 0}))
    assert str(refused.value) == why


def test_a_story_appears_by_itself_when_its_moment_comes(root: Path) -> None:
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    write_files(root, {"content/stories/hill.md": HILL.format(date=soon.isoformat(), more="")})
    preview = Preview(root, Scene())
    clock = Thread(target=preview.keep_time)
    clock.start()
    if "/stories/hill/" not in urls(preview):
        preview.wait(preview.state.version, 20)
    assert "/stories/hill/" in urls(preview)
    preview.close()
    clock.join()


@pytest.mark.parametrize(
    ("form", "scene"),
    [
        ({}, Scene()),
        ({"now": "2026-12-24T18:00"}, Scene(now=datetime(2026, 12, 24, 18))),  # noqa: DTZ001 - in the site's zone
        ({"stock": "sold_out"}, Scene(sold_out=True)),
        ({"stock": "A=0 B=12", "future": "on"}, Scene(stock={"A": 0, "B": 12}, future=True)),
    ],
)
def test_the_bars_form_is_a_scene(form: dict[str, str], scene: Scene) -> None:
    assert scene_of(form) == scene


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"now": "soon"}, '"soon" is no moment; write it like 2026-12-24T18:00'),
        ({"stock": "A"}, '"A" is no stock; write it like jacket-m=0'),
    ],
)
def test_a_form_that_is_no_scene_is_refused(form: dict[str, str], why: str) -> None:
    with pytest.raises(MalformedSceneError) as refused:
        scene_of(form)
    assert str(refused.value) == why


@pytest.mark.parametrize("word", ["A", "A=", "=1", "A=-1", "A=1.5", "A=1234567", "A=²"])
def test_what_is_no_number_of_a_sku_is_refused(word: str) -> None:
    with pytest.raises(MalformedSceneError):
        stock_of(word)


def test_a_browser_is_told_of_the_scene_in_the_sites_own_time(preview: Preview) -> None:
    news = told(preview.state, "/stories/moor/")
    assert news["scene"] == {
        "fixed": True,
        "now": "2026-11-21T13:00",
        "next": "2026-12-24T19:00",
        "zone": "Europe/Berlin",
        "drafts": False,
        "future": False,
        "expired": False,
        "stock": {},
        "sold_out": False,
    }


def test_a_browser_is_told_the_same_page_in_each_language(preview: Preview) -> None:
    assert told(preview.state, "/products/mug/")["languages"] == [
        {"code": "en", "name": "English", "url": "/products/mug/", "here": True},
        {"code": "de", "name": "Deutsch", "url": "/de/products/mug/", "here": False},
    ]


def test_a_page_of_one_language_alone_leads_to_the_home_page_of_another(preview: Preview) -> None:
    news = told(preview.state, "/stories/moor/")
    assert news["languages"] == [
        {"code": "en", "name": "English", "url": "/stories/moor/", "here": True},
        {"code": "de", "name": "Deutsch", "url": "/de/", "here": False},
    ]
