from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.assets import read_assets
from generator.diagnostics import Report
from generator.theme import Templates, load_theme
from generator.theme.sources import Sources
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path


class Remembered:
    """What outlives a process, for as long as the test runs."""

    def __init__(self) -> None:
        self.content: dict[tuple[str, str], bytes] = {}

    def find(self, table: str, key: str) -> bytes | None:
        return self.content.get((table, key))

    def put(self, table: str, key: str, content: bytes) -> None:
        self.content[table, key] = content


def templates_of(root: Path, files: dict[str, str], kept: Remembered | None = None, base_path: str = "") -> Templates:
    write_files(root / "themes", {"own/theme.yml": "", **files})
    report = Report()
    theme = load_theme(root, "own", ("en",), report)
    assert theme is not None
    return Templates(theme, read_assets(theme, base_path, report), kept)


def digest(root: Path, files: dict[str, str]) -> str:
    return templates_of(root, {"own/translations/en.yml": "", **files}).digest("page.html")


@pytest.mark.parametrize(
    "way",
    [
        '{% extends "other.html" %}',
        '{% include "other.html" %}',
        '{% include "other.html" ignore missing %}',
        '{% include ["none.html", "other.html"] %}',
        '{% import "other.html" as other %}',
        '{% from "other.html" import a %}',
        '{% if page %}{% from "other.html" import a with context %}{% endif %}',
        '{% include "between.html" %}',
        "{% include name %}",
        '{% include "none.html" if page else "other.html" %}',
    ],
)
def test_a_template_is_as_fresh_as_all_that_it_can_reach(tmp_path: Path, way: str) -> None:
    between = '{% extends "page.html" %}{% block a %}{% include "other.html" %}{% endblock %}'
    files = {"own/templates/page.html": way, "own/templates/between.html": between}
    before = digest(tmp_path, {**files, "own/templates/other.html": "a"})
    assert digest(tmp_path, {**files, "own/templates/other.html": "a"}) == before
    assert digest(tmp_path, {**files, "own/templates/other.html": "b"}) != before


def test_what_a_template_does_not_reach_changes_nothing(tmp_path: Path) -> None:
    files = {"own/templates/page.html": '{% include "other.html" %}', "own/templates/other.html": ""}
    before = digest(tmp_path, {**files, "own/templates/third.html": "a"})
    assert digest(tmp_path, {**files, "own/templates/third.html": "b"}) == before


def test_a_template_that_was_missing_is_a_change(tmp_path: Path) -> None:
    files = {"own/templates/page.html": '{% include "other.html" ignore missing %}'}
    before = digest(tmp_path, files)
    assert digest(tmp_path, {**files, "own/templates/other.html": ""}) != before


def test_the_template_that_is_shadowed_and_built_on_is_reached(tmp_path: Path) -> None:
    files = {"own/theme.yml": "extends: parent", "own/templates/page.html": '{% extends "base:page.html" %}'}
    before = digest(tmp_path, {**files, "parent/templates/page.html": "a"})
    assert digest(tmp_path, {**files, "parent/templates/page.html": "b"}) != before


def test_a_template_that_shadows_takes_the_place_of_what_was_reached(tmp_path: Path) -> None:
    files = {
        "own/theme.yml": "extends: parent",
        "parent/templates/page.html": '{% include "foot.html" %}',
        "parent/templates/foot.html": "parent",
    }
    before = digest(tmp_path, files)
    shadowed = templates_of(tmp_path, {**files, "own/templates/foot.html": "own"})
    assert (shadowed.digest("page.html") != before, shadowed.render("page.html", "en", {}, Report())) == (True, "own")


def test_a_template_that_cannot_be_read_has_a_digest(tmp_path: Path) -> None:
    before = digest(tmp_path, {"own/templates/page.html": "{% if %}"})
    assert digest(tmp_path, {"own/templates/page.html": "{% if a %}{% endif %}"}) != before


@pytest.mark.parametrize(
    "change",
    [{"own/theme.yml": "params: {a: c}"}, {"own/translations/en.yml": "a: C"}, {"own/assets/a.css": "b { top: 1px }"}],
)
def test_what_templates_see_beside_their_variables_has_a_digest(tmp_path: Path, change: dict[str, str]) -> None:
    files = {"own/theme.yml": "params: {a: b}", "own/translations/en.yml": "a: A", "own/assets/a.css": "b { top: 0 }"}
    before = templates_of(tmp_path, files).settings("en")
    assert templates_of(tmp_path, files).settings("en") == before
    assert templates_of(tmp_path, {**files, **change}).settings("en") != before


def test_where_the_site_lies_is_among_the_settings(tmp_path: Path) -> None:
    files = {"own/translations/en.yml": "", "own/assets/a.css": ""}
    assert templates_of(tmp_path, files).settings("en") != templates_of(tmp_path, files, base_path="/mag").settings(
        "en"
    )


def test_what_an_earlier_run_compiled_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "own/translations/en.yml": "a: A",
        "own/templates/page.html": '{% include "other.html" %}{% once %}{{ t("a") }}{% endonce %}',
        "own/templates/other.html": "<i>{{ word }}</i>",
        "own/till/review.html": '{{ t("b") }}',
    }
    kept, report = Remembered(), Report()
    first = templates_of(tmp_path, files, kept)
    first.check("till", report)
    made = first.digest("page.html"), first.render("page.html", "en", {"word": "&"}, Report())
    before = dict(kept.content)
    monkeypatch.setattr(Sources, "_compiled", {})  # as in another process
    second = templates_of(tmp_path, files, kept)
    second.check("till", report)
    assert (second.digest("page.html"), second.render("page.html", "en", {"word": "&"}, Report())) == made
    assert (len(before), kept.content, made[1]) == (3, before, "<i>&amp;</i>A")
    assert [found.message for found in report.diagnostics] == ['the theme has no word "b".']


def test_code_of_a_text_that_was_edited_is_not_found(tmp_path: Path) -> None:
    kept = Remembered()
    files = {"own/translations/en.yml": "", "own/templates/page.html": "one"}
    templates_of(tmp_path, files, kept).render("page.html", "en", {}, Report())
    edited = templates_of(tmp_path, {**files, "own/templates/page.html": "two"}, kept)
    assert edited.render("page.html", "en", {}, Report()) == "two"
