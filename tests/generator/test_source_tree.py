from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Location, Report, as_text
from generator.source import find_tree
from generator.stamps import quiet_since, settled, stamp_of

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("---\n---\n")


def test_the_tree_is_the_markdown_files_of_content_sorted_by_path(tmp_path: Path) -> None:
    paths = ("content/tags/b.md", "content/stories/a.md", "content/stories/a.en.md", "content/stories-2/a.md")
    write(tmp_path, *paths, "README.md")
    assert list(find_tree(tmp_path, Report())) == sorted(paths)


def test_pictures_and_hidden_files_are_no_content(tmp_path: Path) -> None:
    write(tmp_path, "content/images/CREDITS.md", "content/media/notes.txt", "content/.trash/a.md", "content/tags/.b.md")
    report = Report()
    assert find_tree(tmp_path, report) == {}
    assert report.diagnostics == ()


def test_a_folder_of_pictures_is_one_only_at_the_top(tmp_path: Path) -> None:
    write(tmp_path, "content/stories/images/a.md")
    assert list(find_tree(tmp_path, Report())) == ["content/stories/images/a.md"]


def test_a_name_that_is_nearly_right_is_told(tmp_path: Path) -> None:
    write(tmp_path, "content/stories/a.MD")
    report = Report()
    find_tree(tmp_path, report)
    message = "a.MD is not read: the name of a content file ends with .md in small letters."
    cure = "Rename it to a.md, or move it out of content/."
    told = [as_text(found) for found in report.diagnostics]
    assert told == [f"content/stories/a.MD:1:1: warning W101: {message} {cure}"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("coupons.yaml", "content/coupons.yml"),
        ("Coupons.yml", "content/coupons.yml"),
        ("coupon.txt", "content/coupons.yml"),
        ("products/coupons.yml", "content/coupons.yml"),
        ("Prices.csv", "content/prices.csv"),
        ("price.csv", "content/prices.csv"),
        ("prices.CSV", "content/prices.csv"),
        ("prices.xlsx", "content/prices.csv"),
        ("stories/prices.csv", "content/prices.csv"),
    ],
)
def test_a_table_under_another_name_is_told(tmp_path: Path, name: str, meant: str) -> None:
    write(tmp_path, f"content/{name}")
    report = Report()
    find_tree(tmp_path, report)
    (told,) = report.diagnostics
    assert told.at == Location(file=f"content/{name}")
    assert f"{told.message} {told.hint}" == f"{name.rpartition('/')[2]} is not read. Did you mean {meant}?"


@pytest.mark.parametrize("name", ["a.txt", "a.md.txt", "a", "a.mdx", "a.yml"])
def test_a_text_that_begins_as_content_does_is_told(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"content/stories/{name}")
    report = Report()
    find_tree(tmp_path, report)
    assert [told.hint for told in report.diagnostics] == ["Rename it to a.md, or move it out of content/."]


def test_what_may_lie_there_is_not_told(tmp_path: Path) -> None:
    write(tmp_path, "content/coupons.yml", "content/prices.csv", "content/coupons.jpg", "content/stories/a/prices.csv")
    others = {"stories/a/LICENCE": "MIT\n---\n", "stories/a/credits.txt": "By hand.\n", "hours.yml": "monday: 9\n"}
    for name, text in others.items():
        (tmp_path / "content" / name).write_text(text)
    report = Report()
    find_tree(tmp_path, report)
    assert report.diagnostics == ()


def test_a_text_that_cannot_be_opened_is_none_of_content(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.txt").symlink_to(tmp_path / "nowhere")
    report = Report()
    assert find_tree(tmp_path, report) == {}
    assert report.diagnostics == ()


def test_a_site_without_content_has_no_files(tmp_path: Path) -> None:
    assert find_tree(tmp_path, Report()) == {}


def test_links_to_files_are_read_and_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/a.md", "content/stories/b.md")
    (tmp_path / "content/stories/a.md").symlink_to(tmp_path / "elsewhere/a.md")
    (tmp_path / "content/stories/more").symlink_to(tmp_path / "elsewhere")
    found = find_tree(tmp_path, Report())
    assert list(found) == ["content/stories/a.md", "content/stories/b.md"]
    assert found["content/stories/a.md"] == stamp_of(tmp_path / "elsewhere/a.md")


def test_what_was_written_just_now_is_not_believed(tmp_path: Path) -> None:
    write(tmp_path, "content/stories/a.md")
    stamps = find_tree(tmp_path, Report())
    assert settled(stamps, quiet_since()) == {}
    assert settled(stamps, time.time_ns() + 1) == stamps


def test_what_was_dated_back_is_not_believed_either(tmp_path: Path) -> None:
    write(tmp_path, "content/stories/a.md")
    os.utime(tmp_path / "content/stories/a.md", (1_000_000, 1_000_000))
    assert settled(find_tree(tmp_path, Report()), quiet_since()) == {}
