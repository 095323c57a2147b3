"""themes/README.md is the contract with themes; here it is compared with the code, and the bundled theme with both."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.blocks import BLOCKS
from generator.diagnostics import Report, as_text
from generator.routes import TEMPLATES
from generator.theme import FILTERS, FUNCTIONS, bundled, load_theme
from generator.views import WORDS, shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

README = (Path(__file__).parents[2] / "themes" / "README.md").read_text("utf-8")
LANGUAGES = ("de", "en")

_NAME = re.compile(r"`([^`]+)`")
_CALL = re.compile(r"""\bt\(\s*(["'])([a-z_.]+)\1""")


def section(title: str) -> str:
    """The text below a heading, until the next one of any level."""
    found = re.search(rf"^#+ {re.escape(title)}$(.*?)(?=^#+ |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def named(text: str, column: int = 0) -> set[str]:
    """What stands in backticks in one column of the tables."""
    rows = [row.split("|")[1:-1] for row in text.splitlines() if row.startswith("|")]
    return {name for row in rows for name in _NAME.findall(row[column])}


def views() -> Mapping[str, type]:
    found = vars(shapes).items()
    return {name: shape for name, shape in found if isinstance(shape, type) and dataclasses.is_dataclass(shape)}


@pytest.mark.parametrize("name", views())
def test_every_field_of_a_view_is_listed(name: str) -> None:
    fields = {field.name for field in dataclasses.fields(views()[name])}
    assert fields == named(section(name))


def test_every_page_template_is_listed_and_exists() -> None:
    wanted = {*TEMPLATES.values(), "frame.html"}
    assert wanted == named(section("Pages"))
    assert not [name for name in wanted if not (bundled() / "litfass" / "templates" / name).is_file()]


def test_every_block_is_listed_with_its_template() -> None:
    text = section("Blocks")
    assert set(BLOCKS) == named(text)
    assert {block.template for block in BLOCKS.values()} == named(text, 1)
    assert not [
        block for block in BLOCKS.values() if not (bundled() / "litfass" / "templates" / block.template).is_file()
    ]


def test_every_function_and_filter_is_listed() -> None:
    listed = {name.partition("(")[0] for name in named(section("Functions and filters"))}
    assert {*FUNCTIONS, *FILTERS} == listed


def test_every_word_that_the_build_itself_writes_is_listed() -> None:
    assert set(WORDS) == named(section("Words"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_theme_has_every_word_that_its_templates_use(tmp_path: Path, language: str) -> None:
    report = Report()
    theme = load_theme(tmp_path, "litfass", LANGUAGES, report)
    assert theme is not None
    used = {
        key
        for folder in ("templates", "till")
        for path in theme.files(folder).values()
        for _, key in _CALL.findall(path.read_text("utf-8"))
        if not key.endswith(".")
    }
    assert [as_text(found) for found in report.diagnostics] == []
    assert set() == used - set(theme.words[language])


def test_the_bundled_theme_has_no_style_attribute_no_inline_script_and_no_word_of_its_own() -> None:
    faults = [
        f"{path.name}: {found[0]}"
        for folder in ("templates", "till")
        for path in sorted((bundled() / "litfass" / folder).rglob("*.html"))
        if not path.name.startswith("mail_")
        for found in re.finditer(
            r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*(?:src=|ld\+json))|\|\s*safe", path.read_text("utf-8")
        )
    ]
    assert faults == []


def test_the_bundled_theme_makes_no_macro_anew_for_each_page() -> None:
    templates = (bundled() / "litfass" / "templates").rglob("*.html")
    assert [path.name for path in templates if "with context" in path.read_text("utf-8")] == []
