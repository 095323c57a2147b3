"""Blocks that a site brings itself: one Python file under ``extensions:``, one template, nothing else touched."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from generator.blocks import BLOCKS, Blocks, Extension, ExtensionError, extended
from generator.build import Options, build
from generator.diagnostics import Report, as_text
from generator.model import Embed
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

WEATHER = '''\
from generator.blocks import Block, Setting
from generator.blocks.contract import choice


class Weather(Block):
    """The weather of a place."""

    name = "weather"
    argument = "a place"
    example = ":::{weather} Rannoch"
    settings = {"wind": choice("calm", "storm")}
    holds = True

    def view(self, embed, context):
        return {"place": embed.argument, "wind": embed.options.get("wind", "calm"), "words": context.html(embed.words)}

    def structured(self, embed, context):
        return {"@type": "Place", "name": embed.argument}


BLOCKS = (Weather(),)
'''
FILES = {
    "extensions/weather.py": WEATHER,
    "themes/tiny/templates/blocks/weather.html": "<aside><b>{{ place }}, {{ wind }}</b>{{ words }}</aside>",
    "themes/tiny/templates/story.html": (
        '{% extends "base.html" %}{% block main %}{{ story.body }}<p>{{ page.blocks | join(" ") }}</p>'
        "{% for one in page.json_ld %}{{ one }}{% endfor %}{% endblock %}"
    ),
    "content/stories/moor.md": (
        "---\ntitle: Over the moor\ndescription: Rain.\nsection: walks\nauthors: [desk]\ndate: 2026-10-03\n---\n"
        ":::{weather} Rannoch\n:wind: storm\nRain on the *[mug](product:mug)*.\n:::\n"
    ),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The tiny magazine with an extension that knows the weather."""
    write_site(tmp_path)
    text = (tmp_path / "site.yml").read_text()
    write_files(tmp_path, {**FILES, "site.yml": f"{text}extensions: [extensions/weather.py]\n"})
    return tmp_path


def built(site: Path, jobs: int = 1) -> str:
    result = build(site, site / "public", NOW, Options(jobs=jobs))
    errors = [as_text(one) for one in result.diagnostics if one.severity == "error"]
    return "\n".join(errors) or (site / "public/stories/moor/index.html").read_text()


def loaded(text: str) -> tuple[Blocks, str]:
    report = Report()
    blocks = extended(BLOCKS, [Extension(path="extensions/weather.py", text=text)], report)
    return blocks, "\n".join(as_text(found) for found in report.diagnostics)


def test_a_block_of_the_site_is_written_shown_and_described_like_any_other(site: Path) -> None:
    html = built(site)
    assert "<aside><b>Rannoch, storm</b><p>Rain on the <em>" in html
    assert "<p>weather product_link</p>" in html
    assert '{"@context":"https://schema.org","@type":"Place","name":"Rannoch"}' in html


def test_its_options_are_checked_like_any_other(site: Path) -> None:
    story = FILES["content/stories/moor.md"].replace("storm", "strom")
    write_files(site, {"content/stories/moor.md": story})
    assert built(site) == (
        "content/stories/moor.md:9:8: error E424: The option wind of the block weather is one of calm, storm,"
        ' not "strom". Did you mean "storm"?\n    :wind: strom\n           ^^^^^'
    )


def test_a_change_of_the_extension_is_a_change_of_its_pages(site: Path) -> None:
    built(site)
    write_files(site, {"extensions/weather.py": WEATHER.replace('"place": embed.argument', '"place": "Nowhere"')})
    assert "<b>Nowhere, storm</b>" in built(site)


def test_what_an_extension_does_wrong_is_told_with_its_line(site: Path) -> None:
    write_files(site, {"extensions/weather.py": WEATHER.replace("embed.argument,", "embed.place,")})
    assert built(site).startswith(
        "extensions/weather.py:15:9: error E613: the block weather of an extension fails: AttributeError:"
        " 'Embed' object has no attribute 'place'. Mend the extension.\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("BLOCKS = (\n", "extensions/weather.py:1:1: error E612: the extension cannot be read: '(' was never closed."),
        (
            "\nimport gone\n",
            "extensions/weather.py:2:1: error E612: the extension fails: ModuleNotFoundError: No module",
        ),
        ("x = 1\n", "extensions/weather.py:1:1: error E612: the extension has no list BLOCKS of blocks. Write at its"),
        (
            WEATHER.replace('"weather"', '"product"'),
            'extensions/weather.py:1:1: error E612: there is a block "product" already. Give it another name.',
        ),
    ],
)
def test_what_cannot_be_loaded_is_told_and_left_out(text: str, told: str) -> None:
    blocks, found = loaded(text)
    assert found.startswith(told)
    assert list(blocks) == list(BLOCKS)


def test_a_registry_travels_to_another_process_with_the_text_of_its_extensions() -> None:
    blocks, _ = loaded(WEATHER)
    copy: Blocks = pickle.loads(pickle.dumps(blocks))
    assert list(copy) == [*BLOCKS, "weather"]
    assert copy.digest == blocks.digest != BLOCKS.digest


def test_a_fault_of_our_own_block_is_no_fault_of_the_site() -> None:
    blocks, _ = loaded(WEATHER)
    with pytest.raises(ExtensionError):
        blocks.view(Embed(index=0, block="weather", argument="a"), None)  # type: ignore[arg-type] # a fault on purpose
    with pytest.raises(AttributeError):
        blocks.view(Embed(index=0, block="product", argument="a"), None)  # type: ignore[arg-type] # a fault on purpose
