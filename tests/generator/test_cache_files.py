from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_kept_is_found(tmp_path: Path) -> None:
    cache = Cache(root=tmp_path)
    kept = cache.keep("images/moor.avif", b"AVIF")
    assert (cache.find("images/moor.avif"), cache.read("images/moor.avif")) == (kept, b"AVIF")


def test_what_was_not_kept_is_not_found(tmp_path: Path) -> None:
    assert Cache(root=tmp_path).find("images/moor.avif") is None
    assert Cache(root=tmp_path).read("images/moor.avif") is None


def test_a_kept_file_leaves_nothing_half_written(tmp_path: Path) -> None:
    cache = Cache(root=tmp_path)
    cache.keep("images/moor.avif", b"AVIF")
    assert [path.name for path in (cache.folder / "images").iterdir()] == ["moor.avif"]


def test_pruning_removes_what_is_not_wanted(tmp_path: Path) -> None:
    cache = Cache(root=tmp_path)
    cache.keep("images/moor.avif", b"")
    cache.keep("images/hill.avif", b"")
    cache.prune("images", {"images/hill.avif"})
    assert (cache.find("images/moor.avif"), cache.find("images/hill.avif")) == (
        None,
        cache.folder / "images/hill.avif",
    )


def test_pruning_leaves_what_another_build_is_writing(tmp_path: Path) -> None:
    cache = Cache(root=tmp_path)
    cache.keep("images/moor.avif", b"")
    (cache.folder / "images/.hill.avif.4711-1").write_bytes(b"AV")
    cache.prune("images", ())
    assert [path.name for path in (cache.folder / "images").iterdir()] == [".hill.avif.4711-1"]


def test_where_nothing_can_be_kept_nothing_half_written_is_left(tmp_path: Path) -> None:
    cache = Cache(root=tmp_path)
    (cache.folder / "images/moor.avif/in-the-way").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        cache.keep("images/moor.avif", b"AVIF")
    assert [path.name for path in (cache.folder / "images").iterdir()] == ["moor.avif"]


def test_clearing_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    Cache(root=tmp_path).clear()


def test_clearing_removes_the_folder(tmp_path: Path) -> None:
    cache = Cache(root=tmp_path)
    cache.keep("images/moor.avif", b"")
    cache.clear()
    assert not cache.folder.exists()
