"""What a change on disk makes of the state of the preview."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Report
from generator.serve.preview import Preview
from generator.serve.scene import Scene
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HILL, FEN = "content/stories/hill.md", "content/stories/fen.md"


def story(section: str = "walks") -> str:
    return f"---\ntitle: Hill\ndescription: Up.\nsection: {section}\ndate: 2026-10-01\n---\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_site(tmp_path)
    write_files(tmp_path, {HILL: story()})
    return tmp_path


@pytest.fixture
def preview(root: Path) -> Preview:
    return Preview(root, Scene(now=NOW))


def save(preview: Preview, root: Path, files: dict[str, str]) -> tuple[int, list[str]]:
    """Save files; the version that is shown then, and what keeps a newer one from it."""
    write_files(root, files)
    preview.read(files)
    return preview.state.version, [str(error.at) for error in preview.state.errors]


def test_a_file_that_is_saved_as_it_was_is_no_change(preview: Preview, root: Path) -> None:
    assert save(preview, root, {HILL: story()}) == (1, [])


@pytest.mark.parametrize("name", ["4913", "hill.md~", "hill.md___jb_tmp___", "#hill.md#"])
def test_what_an_editor_puts_beside_a_file_is_no_change(preview: Preview, root: Path, name: str) -> None:
    assert save(preview, root, {f"content/stories/{name}": "half"}) == (1, [])


def test_what_an_editor_has_taken_away_again_is_no_change(preview: Preview) -> None:
    assert preview.read(["content/stories/hill.md.tmp"]) is None


def test_every_error_must_be_mended_before_the_newest_content_is_shown(preview: Preview, root: Path) -> None:
    assert save(preview, root, {HILL: story("wlaks")}) == (2, [f"{HILL}:4:10"])
    assert save(preview, root, {FEN: story("wlaks")}) == (3, [f"{FEN}:4:10", f"{HILL}:4:10"])
    assert save(preview, root, {HILL: story()}) == (4, [f"{FEN}:4:10"])
    assert save(preview, root, {FEN: story()}) == (5, [])
    assert preview.state.edition is not None
    assert "/stories/fen/" in preview.state.edition.places.pages


def test_an_error_that_is_taken_back_is_over(preview: Preview, root: Path) -> None:
    save(preview, root, {HILL: story("wlaks")})
    assert save(preview, root, {HILL: story()}) == (3, [])


def test_a_picture_that_was_missing_mends_its_story(preview: Preview, root: Path) -> None:
    broken = {HILL: f"{story()}![A dot](stories/dot.svg)\n"}
    assert save(preview, root, broken) == (2, [f"{HILL}:7:10"])
    assert save(preview, root, {"content/stories/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})[0] == 3


def test_a_page_that_is_asked_for_while_pages_are_made_ahead_is_fresh(preview: Preview, root: Path) -> None:
    assert preview.state.edition is not None
    page = preview.state.edition.places.pages["/stories/hill/"]
    before = preview.page(page, Report())
    worker = Thread(target=preview.make_ahead)
    worker.start()
    save(preview, root, {HILL: f"{story()}Rain.\n"})
    assert preview.page(page, Report()) != before
    preview.close()
    worker.join()


def test_an_extension_that_says_something_else_is_seen_at_once(root: Path) -> None:
    extension = (
        'class Sky(Block):\n    name = "sky"\n    def view(self, embed, context):\n        return {"colour": "grey"}\n'
    )
    python = f"from generator.blocks import Block\n{extension}BLOCKS = (Sky(),)\n"
    files = {
        "extensions/sky.py": python,
        "themes/tiny/templates/blocks/sky.html": "<b>{{ colour }}</b>",
        "site.yml": f"{(root / 'site.yml').read_text()}extensions: [extensions/sky.py]\n",
        HILL: f"{story()}:::{{sky}}\n:::\n",
    }
    write_files(root, files)
    preview = Preview(root, Scene(now=NOW))
    assert b"<b>grey</b>" in (page_of(preview, "/stories/hill/") or b"")
    save(preview, root, {"extensions/sky.py": python.replace("grey", "blue")})
    assert b"<b>blue</b>" in (page_of(preview, "/stories/hill/") or b"")


def page_of(preview: Preview, url: str) -> bytes | None:
    assert preview.state.edition is not None
    return preview.page(preview.state.edition.places.pages[url], Report())
