from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PIL import Image as Pillow

from generator.diagnostics import Report, as_text
from generator.magazine import Magazine, Moment, read_magazine
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def read(site: Path, base_url: str = "") -> tuple[Magazine | None, list[str]]:
    report = Report()
    magazine = read_magazine(site, Moment(now=NOW, base_url=base_url), report)
    return magazine, [as_text(found) for found in report.diagnostics if found.code != "N205"]


def test_a_good_site_is_a_magazine(site: Path) -> None:
    magazine, told = read(site)
    assert told == []
    assert magazine is not None
    assert set(magazine.graph.stories) == {("moor", "en")}


def test_a_preview_has_an_address_of_its_own(site: Path) -> None:
    magazine, _ = read(site, "http://localhost:8000/mag")
    assert magazine is not None
    assert magazine.renderer.context.routes.url("story", "moor", "en") == "/mag/stories/moor/"


def test_errors_of_several_rooms_are_told_in_one_run(site: Path) -> None:
    story = (
        "---\ntitle: Hill\ndescription: Up.\nsection: wlaks\ndate: 2026-10-01\nhero: {src: a.jpg, alt: A}\n---\nUp.\n"
    )
    write_files(site, {"content/stories/hill.md": story, "themes/tiny/assets/site.css": "a { src: url(b.woff2) }"})
    magazine, told = read(site)
    assert magazine is None
    assert [text.split(": error ")[1][:4] for text in told] == ["E209", "E501", "E609"]


def test_the_places_of_a_picture_are_known(site: Path) -> None:
    Pillow.new("RGB", (6, 4)).save(site / "content/images/a.jpg")
    write_files(site, {"content/pages/two.md": "---\ntitle: Two\n---\n![A](images/a.jpg)\n\n![A](images/a.jpg)\n"})
    magazine, _ = read(site)
    assert magazine is not None
    assert [str(place) for place in magazine.places["images/a.jpg"]] == [
        "content/pages/two.md:4:6",
        "content/pages/two.md:6:6",
    ]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_themes_picture_stands_for_pages_without_one(site: Path, kind: str) -> None:
    (site / "themes/tiny/assets/icons").mkdir()
    Pillow.new("RGB", (120, 63)).save(site / "themes/tiny/assets/icons/share.png", kind)
    magazine, _ = read(site)
    assert magazine is not None
    share = magazine.renderer.context.share
    assert share is not None
    assert (share.width, share.height, share.src.startswith("/assets/icons/share.")) == (120, 63, True)


def test_a_theme_whose_picture_is_broken_is_told(site: Path) -> None:
    write_files(site, {"themes/tiny/assets/icons/share.png": "no picture"})
    assert read(site)[1][0].startswith("themes/tiny/assets/icons/share.png:1:1: error E502")


def test_a_magazine_without_its_content_is_told(site: Path) -> None:
    (site / "content").rename(site / "aside")
    magazine, told = read(site)
    hint = "An empty magazine would take the place of the one before. Is it elsewhere, or a link that leads nowhere?"
    assert (magazine, told) == (None, [f"error E100: the folder content/ is missing. {hint}"])
