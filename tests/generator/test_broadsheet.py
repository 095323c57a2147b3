"""The second theme is a proof: another look by inheritance alone, short enough to be read in one go."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.diagnostics import Report, Severity, as_text
from generator.magazine import Magazine, Moment, read_magazine
from generator.theme import Theme, bundled, load_theme
from generator.views.facts import key

REPOSITORY = Path(__file__).parents[2]
FOLDER = bundled() / "broadsheet"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def magazine(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """The demo in the second theme."""
    root = tmp_path_factory.mktemp("demo")
    for folder in ("content", "extensions"):
        if (REPOSITORY / folder).is_dir():
            (root / folder).symlink_to(REPOSITORY / folder)
    settings = (REPOSITORY / "site.yml").read_text("utf-8")
    (root / "site.yml").write_text(settings.replace("theme: litfass", "theme: broadsheet"), "utf-8")
    report = Report()
    found = read_magazine(root, Moment(now=NOW), report)
    assert found is not None, [as_text(one) for one in report.diagnostics]
    return found


def theme(root: Path, name: str) -> Theme:
    found = load_theme(root, name, ["de", "en"], Report())
    assert found is not None
    return found


def test_it_has_at_most_250_lines_in_all() -> None:
    lines = sum(len(file.read_text("utf-8").splitlines()) for file in FOLDER.rglob("*") if file.is_file())
    assert lines <= 250


def test_it_takes_over_all_that_it_does_not_shadow(tmp_path: Path) -> None:
    own = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.is_file()}
    parents = theme(tmp_path, "litfass").files("")
    assert parents.keys() | own == theme(tmp_path, "broadsheet").files("").keys()


def test_its_params_are_the_colours_of_its_style(tmp_path: Path) -> None:
    params = theme(tmp_path, "broadsheet").params
    style = (FOLDER / "assets" / "css" / "site.css").read_text("utf-8")
    found = re.findall(r"--(paper|ink|act|second|sale): (#[0-9a-f]{6});", style)
    stated = [params[name] for name, _ in found[:5]] + [params[f"{name}_dark"] for name, _ in found[5:]]
    assert [value for _, value in found] == stated
    assert len(stated) == 10


def test_it_has_no_style_attribute_and_no_inline_script() -> None:
    texts = "".join(file.read_text("utf-8") for file in (FOLDER / "templates").rglob("*.html"))
    assert re.findall(r"\sstyle=|\son[a-z]+=\"|<style|<script|\|\s*safe", texts) == []


def test_every_page_of_the_demo_is_made_with_it(magazine: Magazine) -> None:
    report = Report()
    made = [file for target in magazine.renderer.targets for file in magazine.renderer.files(target, report)[0]]
    assert [file.path for file in made if not file.content] == []
    assert [as_text(one) for one in report.diagnostics if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("kind", ["home", "stories"])
def test_a_list_of_stories_is_words_alone(magazine: Magazine, kind: str) -> None:
    (page,), _ = magazine.renderer.files(key("page", kind, "", "de", "1"), Report())
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.count("<article") > 5
    assert "<img" not in main
