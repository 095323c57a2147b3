"""The law of changes: a magazine made of the one before and what changed is the one that a reading of all makes."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cache import Memory
from generator.diagnostics import Report, as_text
from generator.magazine import Magazine, Moment, Renewed, read_magazine
from tests.tiny import BASE, sections, write_files, write_site

if TYPE_CHECKING:
    from generator.model import Entity

EXAMPLES = int(os.environ.get("LITFASS_LAW_EXAMPLES", "0"))
pytestmark = pytest.mark.timeout(0 if EXAMPLES else 300)

NOW = Moment(now=datetime(2026, 11, 21, 12, tzinfo=UTC))
LATER = replace(NOW, now=NOW.now + timedelta(hours=1))
MOOR, MUG, CUP, PRICES, RAIN, PAGE = (
    "content/stories/moor.md",
    "content/products/mug.md",
    "content/products/cup.md",
    "content/prices.csv",
    "content/tags/rain.md",
    "content/pages/a.md",
)
NO_TEXT = "ö"
SITE = sections(BASE)["site.yml"] + "theme: tiny\n"
#: What a magazine without would be wrong in most of the time.
STAYS = ("site.yml", "content/sections/walks.md")
WEATHER = """\
from generator.blocks import Block


class Weather(Block):
    name = "weather"
    argument = "a place"
    holds = True

    def view(self, embed, context):
        return {{"words": "{}"}}


BLOCKS = (Weather(),)
"""
TOML = """\
+++
title = "Moor"
description = "Wet."
section = "walks"
date = 2026-10-03
+++
Rain. [mug](product:mug)
"""
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 9"/>'


def story(title: str = "Moor", *more: str, body: str = "Rain. [mug](product:mug)") -> str:
    lines = (f"title: {title}", "description: Wet.", "section: walks", "date: 2026-10-03", *more)
    return "\n".join(("---", *lines, "---", body, ""))


def thing(title: str, *more: str, body: str = "Text.") -> str:
    return "\n".join(("---", f"title: {title}", *more, "---", body, ""))


def mug(*more: str, sku: str = "MUG-1", price: str = "12.50", offer: str = "", stock: int = 3) -> str:
    variant = f"{{sku: {sku}, price: {price}, weight: 200 g, opening_stock: {stock}, offers: [{offer}]}}"
    maker = 'manufacturer: {name: Wayside, address: "Way 1, 00700 Moor", contact: shop@shop.example}'
    return thing("Mug", "description: Steel.", f"variants: [{variant}]", "tax: standard", maker, *more)


EDITS: dict[str, tuple[str, ...]] = {
    MOOR: (
        story(),
        story("Bog"),
        story(body="Snow.\n\n[mug](product:mug) and [mug](product:mug)"),
        story(body="No link."),
        story(body="![A dot](images/dot.svg) [a](page:a)"),
        story("Moor", "tags: [rain]"),
        story("Moor", "tags: [rain, sun]", "hero: {src: images/dot.svg, alt: A dot}"),
        story("Moor", "lastmod: 2026-10-05", "params: {mood: grey}"),
        story("Moor", "expiryDate: 2026-11-21 13:30"),
        story("Moor", "publishDate: 2026-11-21 13:30"),
        story("Moor", "draft: true"),
        story("Moor", "slug: bog", "aliases: [/old/]"),
        story("Moor", body="# One\n\n# Two"),
        story("Moor", body="\n\n[b](story:later)"),
        story(body="[none](product:none)"),
        "no front matter",
        NO_TEXT,
        thing("Moor", "layout: post", "date: 2026-10-03", body="Grey. ![none](images/none.svg) [none](story:none)"),
        thing("Moor", "date: 2026-10-03", body="Sunny, after all. [none](none.md)"),
        TOML,
        story(body=":::{audio} media/rain.mp3\n:::"),
        story(body=":::{audio} media/snow.mp3\n:::\n\n:::{story} later\n:::"),
        story(body=":::{weather} Rannoch\n[cup](product:cup)\n:::"),
        story(body=":::{outfit} Both\n- [mug](product:mug)\n- 2 × [cup](product:CUP-1)\n:::"),
        story(body=":::{look}\n![A dot](images/dot.svg)\n\n- 3% 4% [mug](product:MUG-1)\n:::"),
        story(body=":::{compare} mug, cup\n:::"),
        story(body=":::{faq}\n## Is it [wet](product:mug)?\nIt is.\n:::"),
    ),
    "content/stories/2026-10-04-moor.md": (story("Moor of the 4th"),),
    "content/stories/moor/index.md": (story("Moor in a folder", body="![A dot](dot.svg)"),),
    "content/stories/moor.de.md": (
        thing("Sumpf", "description: Nass."),
        NO_TEXT,
        thing("Sumpf", "description: Nass.", body="[Becher](product:mug)"),
    ),
    "content/sections/walks.md": (thing("Walks"), thing("Walks", "apart: true"), thing("Ways", "apart: false")),
    "content/media/rain.mp3": ("hiss", "hush", "hiss and hush"),
    "content/media/snow.mp3": ("",),
    "extensions/weather.py": (WEATHER.format("calm"), WEATHER.format("wild"), "BLOCKS = 1 +"),
    "site.yml": (
        SITE,
        SITE + "lenient: true\n",
        SITE + "lenient: true\nextensions: [extensions/weather.py]\n",
        SITE + "extensions: [extensions/weather.py]\n",
        SITE + 'brand: {act: "#3f5fa8"}\n',
        SITE + "brand: {logo: content/images/dot.svg}\n",
    ),
    "content/stories/later.md": (story("Later", "publishDate: 2026-11-21 12:30"),),
    MUG: (
        mug(),
        mug(stock=0),
        mug(price="11"),
        mug("discontinued: true"),
        mug("discontinued: true", "successor: cup"),
        mug("successor: cup"),
        mug("facts: {Lid: none}", "material: Steel"),
        mug(offer="{price: 9, from: 2026-11-21 12:30, until: 2026-11-21 13:30}"),
        mug(offer="{price: 8, from: 2026-11-21 12:30, until: 2026-11-21 13:30}"),
    ),
    CUP: (mug(sku="CUP-1"), mug(sku="CUP-1", stock=0), mug("discontinued: true", "successor: mug", sku="CUP-1")),
    PRICES: (
        "MUG-1,eu,12.50,EUR,2026-10-01\n",
        "MUG-1,eu,12.50,EUR,2026-10-01\nMUG-1,eu,8.50,EUR,2026-11-15\n",
        "MUG-1,eu,12.50\n",
    ),
    RAIN: (thing("Rain"), thing("A rain"), thing("Rain", "description: Wet."), thing("Rain", "weight: 3")),
    PAGE: (thing("A"), thing("B"), thing("A", body="[m](story:moor)"), thing("A", "menu: main"), thing("A", "slug: b")),
    "content/pages/b.md": (thing("A"), thing("B", "aliases: [/a/]")),
    "content/images/dot.svg": (DOT.format(5), DOT.format(7)),
    "content/stories/moor.MD": ("",),
    "themes/tiny/templates/story.html": ("{{ story.title }}", "{{ story.title }}!"),
    "themes/tiny/translations/de.yml": ("nav.home: Heim\n", "nav.hom: Heim\n"),
    "themes/tiny/assets/css/blocks/outfit.css": ("b { color: red }", "b { color: tan }"),
    "themes/tiny/assets/js/blocks/outfit.js": ("export const one = 1;",),
    "themes/tiny/assets/site.css": ("a { color: red }", '@import "none.css";'),
}
PATHS = st.sampled_from(sorted(EDITS))


def made(magazine: Magazine) -> tuple[object, ...]:
    """All of a magazine that pages are made from, in its order, with the places of things."""
    graph, context = magazine.graph, magazine.renderer.context
    entities: tuple[Entity, ...] = (
        *graph.stories.values(),
        *graph.products.values(),
        *graph.pages.values(),
        *graph.terms.values(),
    )
    keys = [*graph.stories, *graph.products, *graph.pages, *graph.terms]
    assert context.graph is graph
    return (
        [(one, one.at, key) for one, key in zip(entities, keys, strict=True)],
        (dict(graph.prose), graph.mentions, graph.pictures, dict(graph.digests), graph.hidden, graph.steady, graph.now),
        (dict(graph.history), graph.media, magazine.media.files, magazine.renderer.blocks.digest),
        (context.routes, context.by_story, context.by_product, context.by_sku),
        (magazine.images.pictures, dict(magazine.places)),
        (dict(magazine.assets.files), context.share, context.logo, magazine.renderer.templates.digest("story.html")),
        [magazine.renderer.templates.settings(language.code) for language in magazine.site.languages],
        [as_text(one) for one in magazine.told.all],
    )


def outcome(magazine: Magazine | None, report: Report) -> tuple[object, ...]:
    return (made(magazine) if magazine else None, [as_text(one) for one in report.diagnostics])


def begin(root: Path, memory: Memory, *, lenient: bool = False) -> Magazine:
    write_site(root)
    with (root / "site.yml").open("a") as site:
        site.write(f"lenient: {str(lenient).lower()}\n")
    write_files(root, {path: texts[0] for path, texts in EDITS.items() if path in {MOOR, RAIN, PAGE}})
    write_files(root, {"content/images/dot.svg": DOT.format(5)})
    found = read_magazine(root, NOW, Report(), memory)
    assert found is not None
    return found


def change(root: Path, path: str, text: str | None) -> None:
    if text is None:
        (root / path).unlink(missing_ok=True)
    elif text == NO_TEXT:
        (root / path).write_bytes(text.encode("latin-1"))
    else:
        write_files(root, {path: text})


def drawn() -> st.SearchStrategy[tuple[str, str | None, bool]]:
    def of(path: str) -> st.SearchStrategy[tuple[str, str | None, bool]]:
        return st.tuples(
            st.just(path), st.sampled_from([*EDITS[path], *([] if path in STAYS else [None])]), st.booleans()
        )

    return PATHS.flatmap(of)


@given(st.lists(st.lists(drawn(), min_size=1, max_size=3), max_size=6), st.booleans())
@settings(max_examples=EXAMPLES or 60, deadline=None)
def test_a_magazine_after_changes_is_as_one_that_is_read(
    rounds: list[list[tuple[str, str | None, bool]]],
    lenient: bool,  # noqa: FBT001 (drawn)
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        memory = Memory.open(root, "1")
        magazine, moment = begin(root, memory, lenient=lenient), NOW
        waiting: set[str] = set()
        for edits in rounds:
            for path, text, _ in edits:
                change(root, path, text)
                waiting.add(path)
            moment = replace(moment, now=moment.now + timedelta(minutes=20) * any(wait for *_, wait in edits))
            warm, cold = Report(), Report()
            renewed = magazine.with_changes(waiting, moment, warm)
            assert outcome(renewed.magazine, warm) == outcome(read_magazine(root, moment, cold), cold)
            if renewed.magazine is not None:
                digests = renewed.magazine.graph.digests.items() ^ magazine.graph.digests.items()
                assert renewed.changed == {key for key, _ in digests}
                magazine, waiting = renewed.magazine, set()


@pytest.fixture
def magazine(tmp_path: Path) -> Magazine:
    return begin(tmp_path, Memory.open(tmp_path, "1"))


def after(magazine: Magazine, path: str, text: str, moment: Moment = LATER) -> Renewed:
    root = magazine.origin.root
    change(root, path, text)
    return magazine.with_changes([path], moment, Report())


@pytest.mark.parametrize(
    ("path", "text", "key"),
    [
        (MOOR, story("Bog", body="Snow. [mug](product:mug)"), ("story", "moor")),
        (RAIN, thing("Rain", body="Wet."), ("tag", "rain")),
        (PAGE, thing("A", body="Other."), ("page", "a")),
    ],
)
def test_a_text_leaves_the_shape_alone(magazine: Magazine, path: str, text: str, key: tuple[str, str]) -> None:
    renewed = after(magazine, path, text)
    assert (renewed.changed, renewed.shape) == (frozenset([key]), False)
    assert renewed.magazine is not None
    assert renewed.magazine.renderer.context.routes is magazine.renderer.context.routes


def test_a_price_leaves_the_shape_alone(magazine: Magazine) -> None:
    text = (magazine.origin.root / MUG).read_text().replace("price: 12", "price: 17")
    renewed = after(magazine, MUG, text)
    assert (renewed.changed, renewed.shape) == (frozenset([("product", "mug")]), False)


@pytest.mark.parametrize(
    ("path", "text"), [(MOOR, story("Moor", "tags: [sun]")), (RAIN, thing("A rain")), (MOOR, story(body="No link."))]
)
def test_what_moves_pages_is_another_shape(magazine: Magazine, path: str, text: str) -> None:
    assert after(magazine, path, text).shape


def test_a_file_that_is_what_it_was_changes_nothing(magazine: Magazine) -> None:
    renewed = after(magazine, MOOR, story(), NOW)
    assert (renewed.changed, renewed.shape) == (frozenset(), False)
    assert renewed.magazine is not None
    assert made(renewed.magazine) == made(magazine)


def test_when_something_appears_the_shape_is_another(magazine: Magazine) -> None:
    write_files(magazine.origin.root, {"content/stories/later.md": story("Later", "publishDate: 2026-11-21 14:30")})
    renewed = magazine.with_changes(["content/stories/later.md"], LATER, Report()).magazine
    assert renewed is not None
    assert not renewed.with_changes([], LATER, Report()).shape
    assert renewed.with_changes([], replace(NOW, now=NOW.now + timedelta(hours=2)), Report()).shape


@pytest.mark.parametrize("path", ["site.yml", "themes/tiny/assets/site.css"])
def test_the_site_and_its_theme_are_read_anew(magazine: Magazine, path: str) -> None:
    file = magazine.origin.root / path
    renewed = after(magazine, path, file.read_text() + "\n")
    assert renewed.shape
    assert renewed.magazine is not None
    assert renewed.magazine.assets is not magazine.assets


def test_a_change_in_the_theme_reads_nothing_else(magazine: Magazine) -> None:
    before = magazine.renderer.templates.digest("story.html")
    renewed = after(magazine, "themes/tiny/templates/story.html", "{{ story.title }}").magazine
    assert renewed is not None
    assert renewed.renderer.context.routes is magazine.renderer.context.routes
    assert renewed.renderer.templates.digest("story.html") != before


def test_many_changes_one_after_another_are_all_there(magazine: Magazine) -> None:
    for edition in range(300):
        renewed = after(magazine, MOOR, story(f"Moor {edition}"))
        assert not renewed.shape
        assert renewed.magazine is not None
        magazine = renewed.magazine
    assert magazine.graph.stories["moor", "en"].title == "Moor 299"
