"""A build for few eyes: every page says what it is, search engines stay away, and it never takes the shop's place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.cli import main

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://preview.shop.example"
BANNER = '<aside class="preview-banner">'


@pytest.fixture
def preview(site: Path) -> Path:
    """The tiny magazine in the real theme, as a preview."""
    settings = site / "site.yml"
    settings.write_text(settings.read_text("utf-8").replace("theme: tiny", "theme: litfass"), "utf-8")
    assert main(["build", "--site", str(site), "--preview", f"{ADDRESS}/", "--output", str(site / "preview")]) == 0
    return site / "preview"


def test_every_page_and_the_tills_frames_have_the_banner_and_noindex(preview: Path) -> None:
    frames = json.loads((preview / "_till/pages.json").read_bytes())["frames"].values()
    pages = [*(path.read_text("utf-8") for path in preview.rglob("*.html")), *frames]
    assert all(BANNER in page and '<meta name="robots" content="noindex">' in page for page in pages)


def test_search_engines_are_asked_to_stay_away(preview: Path) -> None:
    assert (preview / "robots.txt").read_text("ascii") == "User-agent: *\nDisallow: /\n"
    assert "  X-Robots-Tag: noindex" in (preview / "_headers").read_text("utf-8").split("\n/")[0].splitlines()


def test_its_addresses_are_its_own_and_the_till_knows_what_it_is(preview: Path) -> None:
    assert f"<loc>{ADDRESS}/</loc>" in (preview / "sitemap.xml").read_text("utf-8")
    assert json.loads((preview / "_till/catalog.json").read_bytes())["preview"] is True


def test_the_next_build_without_the_word_has_nothing_of_it(site: Path, preview: Path) -> None:
    assert main(["build", "--site", str(site), "--output", str(preview)]) == 0
    assert not any(BANNER in path.read_text("utf-8") for path in preview.rglob("*.html"))
    assert "preview" not in json.loads((preview / "_till/catalog.json").read_bytes())


def test_a_preview_and_the_magazine_never_take_each_others_place(
    site: Path, preview: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--site", str(site)]) == 0
    live, trial = (tmp_path / "live").as_uri(), (tmp_path / "trial").as_uri()
    assert main(["deploy", live, "--output", str(site / "public")]) == 0
    assert main(["deploy", trial, "--output", str(preview)]) == 0
    capsys.readouterr()
    assert main(["deploy", live, "--output", str(preview)]) == 1
    assert main(["deploy", trial, "--output", str(site / "public")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"litfass: {live}: this is a preview, and there lies the magazine. Deploy it to a place of its own.",
        f"litfass: {trial}: this is the magazine, and there lies a preview. Deploy it to a place of its own.",
    ]


def test_an_address_that_is_none_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["build", "--site", str(site), "--preview", "yes"])
    assert "'yes' is no site's address; write it like https://preview.shop.example" in capsys.readouterr().err
