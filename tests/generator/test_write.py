from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from generator.diagnostics import Report, as_text
from generator.write import MANIFEST, publish, remove


def texts(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}
    return {path: text for path, text in found.items() if path != MANIFEST}


def beside(folder: Path) -> list[str]:
    """What lies hidden beside ``public``, which is all there is but the two."""
    assert sorted(path.name for path in folder.iterdir() if path.name != "pipe") == [".public.litfass", "public"]
    return sorted(path.name for path in (folder / ".public.litfass").iterdir())


def put(output: Path, **files: str) -> list[str]:
    report = Report()
    publish({f"{name}.html": text.encode() for name, text in files.items()}, output, report)
    return [as_text(found) for found in report.diagnostics]


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


_PUBLISH = """
import pathlib, sys
from generator.diagnostics import Report
from generator.write import publish
here = pathlib.Path(sys.argv[1])
publish({"a.html": b"B", "b.html": here / "pipe"}, here / "public", Report())
"""


def test_a_kill_while_writing_leaves_the_old_output_and_the_next_run_is_whole(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    os.mkfifo(tmp_path / "pipe")  # whoever reads it waits for ever: a slow disk, so to say
    process = subprocess.Popen([sys.executable, "-c", _PUBLISH, str(tmp_path)])
    with (tmp_path / "pipe").open("wb"):  # opens once the other side reads, and then the work is under way
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert texts(tmp_path / "public") == {"a.html": "A"}
    assert put(tmp_path / "public", a="C") == []
    assert texts(tmp_path / "public") == {"a.html": "C"}


def test_a_kill_between_the_renames_is_mended_by_the_next_run(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    hidden = tmp_path / ".public.litfass"
    (hidden / "spare").rename(hidden / "next")
    (tmp_path / "public").rename(hidden / "spare")
    written = publish({"a.html": b"A"}, tmp_path / "public", Report())
    assert written is not None
    assert written.unchanged == 1
    assert beside(tmp_path) == [".gitignore", "stamps"]


_DIES = """
import os, pathlib, sys
from generator.diagnostics import Report
from generator.write import publish
left = int(sys.argv[2])
def die(event, _arguments):
    global left
    if event in {"open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}:
        left -= 1
        if left < 0:
            os._exit(9)
output = pathlib.Path(sys.argv[1])
files = {"a.html": b"A", "b.html": b"new", "d/e.html": b"E"}
sys.addaudithook(die)
publish(files, output, Report())
"""


@pytest.mark.parametrize("moment", range(4, 28, 3))
def test_whenever_it_dies_the_output_is_whole_or_mended_by_the_next_run(tmp_path: Path, moment: int) -> None:
    old, new = {"a.html": "A", "b.html": "B"}, {"a.html": "A", "b.html": "new", "d/e.html": "E"}
    put(tmp_path / "public", a="A", b="B")
    subprocess.run([sys.executable, "-c", _DIES, str(tmp_path / "public"), str(moment)], check=False)
    there = [tmp_path / "public", tmp_path / ".public.litfass/spare"]
    assert next(texts(folder) for folder in there if folder.exists()) in (old, new)
    assert put(tmp_path / "public", a="A") == []
    assert texts(tmp_path / "public") == {"a.html": "A"}
    assert beside(tmp_path) == [".gitignore", "spare", "stamps"]


def test_the_second_of_two_runs_waits_until_the_first_is_done_or_dead(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    os.mkfifo(tmp_path / "pipe")
    first = subprocess.Popen([sys.executable, "-c", _PUBLISH, str(tmp_path)])
    with (tmp_path / "pipe").open("wb"):
        second = threading.Thread(target=put, args=[tmp_path / "public"], kwargs={"a": "C"}, daemon=True)
        second.start()
        second.join(0.2)
        assert second.is_alive()
        first.kill()
        first.wait()
    second.join(10)
    assert texts(tmp_path / "public") == {"a.html": "C"}


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
