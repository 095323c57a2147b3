"""The former output is kept and becomes the next one; whatever is done to either, what goes live is what was wanted."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Report
from generator.write import MANIFEST, unchanged
from tests.written import beside, publish, put, put_all, texts


def spare_of(folder: Path) -> Path:
    return folder / ".public.litfass/spare"


def test_what_stays_is_the_same_file_in_both_trees(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A", b="B")
    put(tmp_path / "public", a="A", b="new")
    assert (tmp_path / "public/a.html").samefile(spare_of(tmp_path) / "a.html")
    assert texts(spare_of(tmp_path)) == {"a.html": "A", "b.html": "B"}


def test_two_trees_take_turns(tmp_path: Path) -> None:
    trees = []
    for number in range(4):
        put(tmp_path / "public", a=str(number))
        trees.append((tmp_path / "public").stat().st_ino)
    assert trees == [trees[0], trees[1]] * 2
    assert trees[0] != trees[1]


def test_a_first_stage_becomes_the_output_by_its_name(tmp_path: Path) -> None:
    put_all(tmp_path / "public", {"a/b/c.html": "C", "d.html": "D"})
    assert beside(tmp_path) == [".gitignore", "spare", "stamps"]
    assert (tmp_path / "public/a/b/c.html").samefile(spare_of(tmp_path) / "a/b/c.html")


def test_an_unchanged_build_touches_nothing(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    before = (tmp_path / "public").stat(), (tmp_path / "public" / MANIFEST).stat()
    put(tmp_path / "public", a="A")
    assert ((tmp_path / "public").stat(), (tmp_path / "public" / MANIFEST).stat()) == before


def test_what_was_altered_by_hand_does_not_come_back_out_of_the_spare_tree(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A", b="1")
    (tmp_path / "public/a.html").write_text("X")  # the same file in the spare tree
    for number in "234":
        put(tmp_path / "public", a="A", b=number)
        assert texts(tmp_path / "public") == {"a.html": "A", "b.html": number}


def test_a_file_altered_and_put_back_by_another_file_is_linked_anew(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A", b="1")
    page = tmp_path / "public/a.html"
    page.write_text("X")
    page.unlink()
    page.write_text("A")
    for number in "234":
        put(tmp_path / "public", a="A", b=number)
        assert texts(tmp_path / "public") == {"a.html": "A", "b.html": number}


def test_a_spare_tree_in_which_others_put_something_is_thrown_away(tmp_path: Path) -> None:
    put_all(tmp_path / "public", {"a/b.html": "B", "c.html": "1"})
    (spare_of(tmp_path) / "a/foreign.html").write_text("F")
    put_all(tmp_path / "public", {"a/b.html": "B", "c.html": "2"})
    assert texts(tmp_path / "public") == {"a/b.html": "B", "c.html": "2"}


def test_what_a_file_manager_left_does_not_come_back(tmp_path: Path) -> None:
    put(tmp_path / "public", a="1")
    (tmp_path / "public/.DS_Store").write_text("")
    (tmp_path / "public/empty").mkdir()
    for number in "234":
        put(tmp_path / "public", a=number)
        assert {path.name for path in (tmp_path / "public").iterdir()} == {"a.html", "_till"}


def test_an_output_removed_by_hand_is_made_anew(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    shutil.rmtree(tmp_path / "public")
    assert put(tmp_path / "public", b="B") == []
    assert texts(tmp_path / "public") == {"b.html": "B"}


def test_what_lies_beside_is_nothing_to_commit(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    assert (tmp_path / ".public.litfass/.gitignore").read_text() == "*\n"


def test_no_empty_folder_stays(tmp_path: Path) -> None:
    for files in ({"a/b/c.html": "C", "d.html": "D"}, {"d.html": "D"}, {"d.html": "E"}, {"a": "file"}):
        assert put_all(tmp_path / "public", files) == []
        folders = {path.name for path in (tmp_path / "public").rglob("*") if path.is_dir()}
        assert folders == ({"a", "b", "_till"} if "a/b/c.html" in files else {"_till"})


def test_without_hard_links_files_are_copied(tmp_path: Path) -> None:
    refuses = False

    def refuse(event: str, _arguments: object) -> None:  # a hook can't be taken back; it does no harm to who comes next
        if event == "os.link" and refuses:
            raise PermissionError

    sys.addaudithook(refuse)
    refuses = True
    for number in "123":
        assert put(tmp_path / "public", a="A", b=number) == []
        assert texts(tmp_path / "public") == {"a.html": "A", "b.html": number}
        assert beside(tmp_path) == [".gitignore", "stamps"]
    refuses = False


def test_a_file_that_is_a_folder_in_the_spare_tree_is_no_hindrance(tmp_path: Path) -> None:
    for files in ({"f/i.html": "I"}, {"f": "F"}, {"a.html": "A"}):
        assert put_all(tmp_path / "public", files) == []
        assert texts(tmp_path / "public") == files


# The law: whatever is built one after the other, and whatever others do to the trees meanwhile, what lies there in the
# end is exactly what was wanted, and known to be so.
_PATHS = ("a.html", "b.html", "c/d.html", "c/e.html", "c", "f/g/h.html", "f/g", "index.html")
_FILES = st.dictionaries(st.sampled_from(_PATHS), st.sampled_from("XYZ")).filter(
    lambda files: not any(other.startswith(f"{path}/") for path in files for other in files)
)
_MISHAPS = ("edit", "restore", "delete", "edit spare", "add to spare", "lose spare", "lose stamps", "copy", "touch")


def mishap(what: str, folder: Path) -> None:
    """Let something happen to the first page, or to all."""
    page = next(
        path for path in sorted((folder / "public").rglob("*")) if path.is_file() and path.name != "output.json"
    )
    beside_it = spare_of(folder) / page.relative_to(folder / "public")
    if what == "edit":
        page.write_text("by hand")
    elif what == "restore":
        text = page.read_text()
        page.write_text("by hand")
        page.unlink()
        page.write_text(text)
    elif what == "delete":
        page.unlink()
    elif what == "edit spare" and beside_it.is_file():
        beside_it.write_text("by hand")
    elif what == "add to spare" and beside_it.parent.is_dir():
        (beside_it.parent / "new.html").write_text("by hand")
    elif what == "lose spare":
        shutil.rmtree(spare_of(folder), ignore_errors=True)
    elif what == "lose stamps":
        (folder / ".public.litfass/stamps").unlink()
    elif what == "copy":
        (folder / "public").rename(folder / "was")
        shutil.copytree(folder / "was", folder / "public")
        shutil.rmtree(folder / "was")
    elif what == "touch":
        os.utime(page)


@settings(max_examples=40, deadline=None)
@given(builds=st.lists(st.tuples(_FILES, st.sampled_from(("", *_MISHAPS))), min_size=2, max_size=6))
def test_what_lies_there_is_what_was_wanted(builds: list[tuple[dict[str, str], str]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for files, what in builds:
            assert publish({path: text.encode() for path, text in files.items()}, folder / "public", Report())
            assert texts(folder / "public") == files
            assert not [path for path in (folder / "public").rglob("*") if path.is_dir() and not any(path.iterdir())]
            assert unchanged(folder / "public")
            if what and files:
                mishap(what, folder)
