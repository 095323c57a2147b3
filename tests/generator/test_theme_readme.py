"""What themes/README.md shows in its second half is put together here as it stands there, and built."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.decode import decode_site
from generator.diagnostics import Report, Severity, as_text
from generator.magazine import Moment, read_magazine
from generator.source import read_yaml
from generator.theme import load_theme
from generator.views.facts import key
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.magazine import Magazine

README = (Path(__file__).parents[2] / "themes" / "README.md").read_text("utf-8")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

_FILE = re.compile(r"^`([^`]+)`[^\n]*:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_WRITTEN = re.compile(r"^```\n(:::.*?)^```$", re.DOTALL | re.MULTILINE)
_BRAND = re.compile(r"^```yaml\n(brand:.*?)^```$", re.DOTALL | re.MULTILINE)


def shown() -> Mapping[str, str]:
    """The files that the README shows; what it shows of one file in several places stands there together."""
    found: dict[str, str] = defaultdict(str)
    for path, text in _FILE.findall(README):
        found[path] += text
    return found


@pytest.fixture
def magazine(tmp_path: Path) -> Magazine:
    """The magazine of `sites/_base.txt` in the bundled theme, with all that the README shows."""
    write_site(tmp_path)
    (written,) = _WRITTEN.findall(README)
    settings, story = tmp_path / "site.yml", tmp_path / "content" / "stories" / "moor.md"
    told = settings.read_text("utf-8").replace("theme: tiny", "extensions: [extensions/weather.py]")
    write_files(tmp_path, {**shown(), "site.yml": told})
    story.write_text(f"{story.read_text('utf-8')}\n{written}", "utf-8")
    report = Report()
    found = read_magazine(tmp_path, Moment(now=NOW), report)
    assert [as_text(one) for one in report.diagnostics if one.severity is not Severity.NOTE] == []
    assert found is not None
    return found


def test_what_is_shown_can_be_built(magazine: Magazine) -> None:
    report = Report()
    (page,), _ = magazine.renderer.files(key("page", "story", "moor", "en", "1"), report)
    html = page.content.decode()
    assert [as_text(one) for one in report.diagnostics] == []
    assert '<p class="story-thanks">You have read Over the moor to its end. Thank you.</p>' in html
    assert '<p class="weather-place"><b>Rannoch</b> a storm</p>' in html
    assert magazine.assets.url("css/blocks/weather.css") in html


def test_what_is_shown_of_a_style_sheet_stands_behind_the_one_that_it_shadows(magazine: Magazine) -> None:
    style = magazine.assets.files["css/site.css"].content.decode()
    assert "--paper:" in style
    assert style.index(".story-body") < style.index(".story-thanks")


def test_the_params_whose_places_a_brand_takes_are_listed(tmp_path: Path) -> None:
    text = README.partition("\n## A brand\n")[2].partition("\n## ")[0]
    listed = {name for row in re.findall(r"^\|([^|]+)\|", text, re.MULTILINE) for name in re.findall("`([^`]+)`", row)}
    theme = load_theme(tmp_path, "litfass", ["en"], Report())
    assert theme is not None
    assert listed == theme.params.keys()


def test_the_brand_that_is_shown_is_read() -> None:
    (brand,) = _BRAND.findall(README)
    (_, *rest) = (Path(__file__).parents[1] / "sites" / "_base.txt").read_text("utf-8").split("=== ")
    settings = dict(section.split("\n", 1) for section in rest)["site.yml"]
    report = Report()
    node = read_yaml("site.yml", settings + brand, report)
    site = decode_site(node, report) if node else None
    assert [as_text(one) for one in report.diagnostics] == []
    assert site is not None
    assert site.brand is not None
    assert len(site.brand.colours) + len(site.brand.dark) == 8
    assert (len(site.brand.read), len(site.brand.use)) == (2, 1)
