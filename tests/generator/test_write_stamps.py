from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Report
from generator.write import MANIFEST, Output, unchanged
from tests.written import publish, put, put_all, texts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    put_all(tmp_path / "public", {"a.html": "A", "b/c.html": "C"})
    return tmp_path / "public"


def test_an_output_is_unchanged_until_somebody_changes_it(output: Path) -> None:
    assert unchanged(output)
    assert put_all(output, {"a.html": "B", "b/c.html": "C"}) == []
    assert unchanged(output)


def test_nothing_is_known_of_an_output_that_was_never_made(tmp_path: Path) -> None:
    assert not unchanged(tmp_path / "public")


@pytest.mark.parametrize("path", ["a.html", "b/c.html", MANIFEST])
def test_a_letter_altered_in_the_same_instant_is_seen(output: Path, path: str) -> None:
    page = output / path
    page.write_text("X" * page.stat().st_size)
    assert not unchanged(output)


@pytest.mark.parametrize("path", ["new.html", "b/new.html", "d/e/new.html"])
def test_a_file_of_others_is_seen(output: Path, path: str) -> None:
    (output / path).parent.mkdir(parents=True, exist_ok=True)
    (output / path).write_text("X")
    assert not unchanged(output)
    report = Report()
    assert publish({"a.html": b"A"}, output, report) is None
    assert [found.message for found in report.diagnostics] == [
        f"{output} has 1 file that litfass did not make: {path}."
    ]


def test_a_file_that_is_gone_is_seen(output: Path) -> None:
    (output / "b/c.html").unlink()
    assert not unchanged(output)
    assert put_all(output, {"a.html": "A", "b/c.html": "C"}) == []
    assert texts(output) == {"a.html": "A", "b/c.html": "C"}


def test_a_link_in_place_of_a_file_is_replaced(output: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("A")
    (output / "a.html").unlink()
    (output / "a.html").symlink_to(tmp_path / "elsewhere")
    assert put_all(output, {"a.html": "A", "b/c.html": "C"}) == []
    assert not (output / "a.html").is_symlink()


def test_what_a_file_manager_left_changes_nothing(output: Path) -> None:
    (output / "b/.DS_Store").write_text("")
    assert unchanged(output)


@pytest.mark.parametrize("lost", ["stamps", ".", "spare"])
def test_without_its_stamps_an_output_is_known_by_its_bytes(output: Path, lost: str) -> None:
    beside = output.parent / ".public.litfass" / lost
    beside.unlink() if lost == "stamps" else shutil.rmtree(beside)
    assert unchanged(output) == (lost == "spare")
    written = publish({"a.html": b"A", "b/c.html": b"C"}, output, Report())
    assert written
    assert (written.rewritten, written.unchanged) == ((), 2)
    assert unchanged(output)


def test_a_copied_output_is_known_by_its_bytes(output: Path, tmp_path: Path) -> None:
    shutil.copytree(tmp_path, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("elsewhere"))
    (tmp_path / "elsewhere/public/a.html").write_text("X")
    assert not unchanged(tmp_path / "elsewhere/public")
    with Output.open(tmp_path / "elsewhere/public", Report()) as out:
        assert out
        assert set(out.digests) == {"b/c.html", MANIFEST}
    assert unchanged(output)


@pytest.mark.parametrize("damage", [b"", b"litfass stamps 0 \n", None], ids=["empty", "of another version", "cut off"])
def test_stamps_that_cannot_be_read_are_none(output: Path, damage: bytes | None) -> None:
    stamps = output.parent / ".public.litfass/stamps"
    stamps.write_bytes(stamps.read_bytes()[:-9] if damage is None else damage)
    assert not unchanged(output)
    assert put(output, a="A") == []
    assert unchanged(output)


def test_old_times_of_files_stay(output: Path) -> None:
    os.utime(output / "a.html", (1, 1))
    assert not unchanged(output)
    put_all(output, {"a.html": "A", "b/c.html": "new"})
    assert (output / "a.html").stat().st_mtime == 1
    assert unchanged(output)
