"""What is told of changes on disk."""

from __future__ import annotations

from contextlib import contextmanager
from queue import Queue
from typing import TYPE_CHECKING

import pytest

from generator.serve.watch import Later, watch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


@contextmanager
def watched(root: Path) -> Iterator[Queue[Collection[str]]]:
    told: Queue[Collection[str]] = Queue()
    with watch(root, told.put):
        yield told


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("content/stories", "themes", "public"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_a_save_is_told_by_its_path(root: Path) -> None:
    with watched(root) as told:
        (root / "content/stories/moor.md").write_text("Rain.")
        assert told.get(timeout=20) == {"content/stories/moor.md"}


def test_an_extension_is_watched_even_if_its_folder_is_made_later(root: Path) -> None:
    with watched(root) as told:
        (root / "extensions").mkdir()
        assert "extensions/" in told.get(timeout=20)
        (root / "extensions/weather.py").write_text("BLOCKS = ()")
        assert "extensions/weather.py" in told.get(timeout=20)


def test_a_new_file_that_takes_the_place_of_another_is_told_by_both_names(root: Path) -> None:
    story = root / "content/stories/moor.md"
    story.write_text("Rain.")
    half = root / "content/stories/half"
    with watched(root) as told:
        half.write_text("Snow.")
        half.replace(story)
        assert told.get(timeout=20) == {"content/stories/moor.md", "content/stories/half"}


def test_a_folder_is_told_with_a_slash(root: Path) -> None:
    with watched(root) as told:
        (root / "content/stories/more").mkdir()
        assert "content/stories/more/" in told.get(timeout=20)


def test_what_is_hidden_and_what_is_written_are_not_told(root: Path) -> None:
    with watched(root) as told:
        (root / "content/stories/.moor.md.swp").write_text("half")
        (root / "public/index.html").write_text("made")
        (root / "site.yml").write_text("title: Mag")
        assert told.get(timeout=20) == {"site.yml"}


def test_what_is_written_at_once_is_told_at_once(root: Path) -> None:
    paths = {f"content/stories/{number}.md" for number in range(100)}
    with watched(root) as told:
        for path in paths:
            (root / path).write_text("Rain.")
        found: set[str] = set()
        while found < paths:
            found |= set(told.get(timeout=20))
        assert found == paths


def test_a_reader_that_fails_is_told_of_the_next_change(root: Path) -> None:
    told: Queue[Collection[str]] = Queue()

    def changed(paths: Collection[str]) -> None:
        told.put(paths)
        if "site.yml" in paths:
            message = "gone"
            raise OSError(message)

    with watch(root, changed):
        (root / "site.yml").write_text("title: Mag")
        told.get(timeout=20)
        (root / "content/stories/moor.md").write_text("Rain.")
        assert told.get(timeout=20) == {"content/stories/moor.md"}


def test_what_is_saved_before_somebody_can_read_it_is_told_then(root: Path) -> None:
    told: Queue[Collection[str]] = Queue()
    later = Later()
    with watch(root, later.tell):
        (root / "site.yml").write_text("title: Mag")
        later.tell_to(told.put)
        assert told.get(timeout=20) == {"site.yml"}
