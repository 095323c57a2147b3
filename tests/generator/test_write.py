from __future__ import annotations

import json
import os
from pathlib import Path

from generator.diagnostics import Report
from generator.write import MANIFEST, remove
from tests.written import beside, publish, put, texts


def test_a_first_output_holds_exactly_the_files(tmp_path: Path) -> None:
    assert put(tmp_path / "public", a="A", b="B") == []
    assert texts(tmp_path / "public") == {"a.html": "A", "b.html": "B"}


def test_beside_the_output_lies_but_one_hidden_folder(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    put(tmp_path / "public", a="B")
    assert beside(tmp_path) == [".gitignore", "spare", "stamps"]


def test_what_was_rewritten_and_removed_is_told(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A", b="B", c="C")
    written = publish({"a.html": b"A", "b.html": b"new", "d.html": b"D"}, tmp_path / "public", Report())
    assert written is not None
    assert (written.rewritten, written.removed, written.unchanged) == (("b.html", "d.html"), ("c.html",), 1)


def test_an_unchanged_file_keeps_its_time(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    os.utime(tmp_path / "public" / "a.html", (1, 1))
    put(tmp_path / "public", a="A", b="B")
    assert (tmp_path / "public" / "a.html").stat().st_mtime == 1


def test_a_file_edited_by_hand_is_written_again(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    (tmp_path / "public" / "a.html").write_text("B")
    put(tmp_path / "public", a="A")
    assert texts(tmp_path / "public") == {"a.html": "A"}


def test_the_list_of_files_is_the_same_for_the_same_files(tmp_path: Path) -> None:
    put(tmp_path / "one", a="A", b="B")
    put(tmp_path / "two", b="B", a="A")
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "two" / MANIFEST).read_bytes()


def test_a_folder_that_is_not_ours_is_not_replaced(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("years of work")
    told = (
        f"error E901: {home} has files that litfass did not make; it is not replaced. "
        "Name an empty or a new folder with --output, or empty that one yourself."
    )
    assert put(home, a="A") == [told]
    assert texts(home) == {"thesis.txt": "years of work"}


def test_a_manifest_of_somebody_else_does_not_make_a_folder_ours(tmp_path: Path) -> None:
    (tmp_path / "public" / "_till").mkdir(parents=True)
    (tmp_path / "public" / MANIFEST).write_text(json.dumps({"files": {}}))
    assert "E901" in put(tmp_path / "public", a="A")[0]


def test_an_empty_folder_may_be_the_output(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    assert put(tmp_path / "public", a="A") == []


def test_a_file_is_no_output(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("x")
    assert put(tmp_path / "public", a="A") == [
        f"error E901: {tmp_path / 'public'} is a file, not a folder. Name another folder with --output."
    ]


def test_files_that_others_put_into_the_output_are_not_removed(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    (tmp_path / "public" / "CNAME").write_text("shop.example")
    told = (
        f"error E903: {tmp_path / 'public'} has 1 file that litfass did not make: CNAME. "
        "Keep such files elsewhere; a build would remove them."
    )
    assert put(tmp_path / "public", a="B") == [told]
    assert texts(tmp_path / "public") == {"a.html": "A", "CNAME": "shop.example"}


def test_what_a_file_manager_leaves_is_no_hindrance(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    (tmp_path / "public" / ".DS_Store").write_text("")
    assert put(tmp_path / "public", a="B") == []


def test_a_fault_while_writing_leaves_the_old_output(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    report = Report()
    assert publish({"a.html": b"B", "b.avif": tmp_path / "gone.avif"}, tmp_path / "public", report) is None
    assert [found.code for found in report.diagnostics] == ["E902"]
    assert texts(tmp_path / "public") == {"a.html": "A"}


def test_the_root_of_the_disk_is_no_output() -> None:
    assert put(Path("/")) == ["error E901: / is the root of the disk. Name another folder with --output."]


def test_removing_what_was_never_there_is_no_error(tmp_path: Path) -> None:
    report = Report()
    remove(tmp_path / "no" / "such" / "folder", report)
    assert report.diagnostics == ()


def test_an_output_behind_a_link_is_replaced_where_it_lies(tmp_path: Path) -> None:
    put(tmp_path / "real", a="A")
    (tmp_path / "public").symlink_to(tmp_path / "real")
    assert put(tmp_path / "public", a="B") == []
    assert (tmp_path / "public").is_symlink()
    assert texts(tmp_path / "real") == {"a.html": "B"}


def test_editing_the_output_does_not_edit_what_it_was_copied_from(tmp_path: Path) -> None:
    (tmp_path / "kept.avif").write_text("picture")
    publish({"b.avif": tmp_path / "kept.avif"}, tmp_path / "public", Report())
    (tmp_path / "public" / "b.avif").write_text("broken")
    assert (tmp_path / "kept.avif").read_text() == "picture"


def test_remove_takes_away_only_what_is_ours(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("years of work")
    report = Report()
    remove(tmp_path / "public", report)
    remove(tmp_path / "home", report)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert [found.code for found in report.diagnostics] == ["E901"]
