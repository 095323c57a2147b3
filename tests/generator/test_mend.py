"""Fixes: done whole or not at all, at the place they were made for, and nothing else of the file changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostic, Edit, Fix, Location, Severity
from generator.mend import mend, mended_text, told

if TYPE_CHECKING:
    from pathlib import Path

FILE = "content/stories/moor.md"
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
LINE = st.text(st.characters(exclude_characters="\r\n\ufeff", exclude_categories=["Cs"]), max_size=8)


def place(text: str, line: int, column: int, length: int) -> Location:
    return Location(file=FILE, line=line, column=column, length=length, text=text)


def fault(*fix: Edit, code: str = "E106") -> Diagnostic:
    return Diagnostic(severity=Severity.ERROR, code=code, message="Wrong.", at=fix[0].at, fix=fix)


def after(before: str, *fixes: Fix) -> str:
    return mended_text(FILE, before, [fault(*fix, code=f"E{number}") for number, fix in enumerate(fixes)]).after


def test_a_word_gives_way_to_another() -> None:
    assert after("titel: Moor\n", (Edit(at=place("titel: Moor", 1, 1, 5), text="title"),)) == "title: Moor\n"


def test_a_length_of_nothing_inserts() -> None:
    assert after("a b\n", (Edit(at=place("a b", 1, 3, 0), text="new "),)) == "a new b\n"


def test_a_line_is_taken_away_with_its_end() -> None:
    assert after("a\nb\nc\n", (Edit(at=place("b", 2, 1, 1), text=None),)) == "a\nc\n"


def test_a_new_line_ends_as_the_others_do() -> None:
    assert after("a\r\n---\r\n", (Edit(at=place("---", 2, 1, 0), text="b\n"),)) == "a\r\nb\r\n---\r\n"


def test_a_byte_order_mark_stays_and_is_no_column() -> None:
    assert after("\ufeffab\n", (Edit(at=place("ab", 1, 1, 1), text="x"),)) == "\ufeffxb\n"


def test_several_fixes_of_a_line_are_done_from_its_end() -> None:
    text = "aa bb cc"
    one, two = Edit(at=place(text, 1, 1, 2), text="longer"), Edit(at=place(text, 1, 7, 2), text="x")
    assert after(f"{text}\n", (one,), (two,)) == "longer bb x\n"


def test_a_line_that_changed_meanwhile_is_left_alone() -> None:
    found = mended_text(FILE, "title: Hill\n", [fault(Edit(at=place("titel: Moor", 1, 1, 5), text="title"))])
    assert (found.after, found.done, len(found.left)) == ("title: Hill\n", (), 1)


def test_a_fix_is_done_whole_or_not_at_all() -> None:
    good, late = Edit(at=place("a", 1, 1, 1), text="x"), Edit(at=place("b", 2, 1, 1), text="y")
    assert after("a\nc\n", (good, late)) == "a\nc\n"


def test_of_two_fixes_of_the_same_letters_the_first_is_done() -> None:
    one, two = Edit(at=place("abc", 1, 1, 2), text="x"), Edit(at=place("abc", 1, 2, 2), text="y")
    found = mended_text(FILE, "abc\n", [fault(one, code="E1"), fault(two, code="E2")])
    assert (found.after, [one.code for one in found.done], [one.code for one in found.left]) == ("xc\n", ["E1"], ["E2"])


def test_a_fix_that_two_findings_share_is_done_once() -> None:
    edit = Edit(at=place("ab", 1, 1, 1), text="x")
    assert after("ab\n", (edit,), (edit,)) == "xb\n"


def test_a_dry_run_changes_nothing_and_shows_what_would_change(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(b"titel: Moor\r\nx\r\n")
    (found,) = mend(tmp_path, [fault(Edit(at=place("titel: Moor", 1, 1, 5), text="title"))], dry=True)
    assert file.read_bytes() == b"titel: Moor\r\nx\r\n"
    assert found.diff == (
        "--- a/content/stories/moor.md\n+++ b/content/stories/moor.md\n"
        "@@ -1,2 +1,2 @@\n-titel: Moor\n+title: Moor\n x\n"
    )


def test_a_mended_file_keeps_its_rights_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir(parents=True)
    file.write_text("titel: Moor\n")
    file.chmod(0o640)
    mend(tmp_path, [fault(Edit(at=place("titel: Moor", 1, 1, 5), text="title"))])
    assert (file.read_text(), file.stat().st_mode & 0o777, list(file.parent.iterdir())) == (
        "title: Moor\n",
        0o640,
        [file],
    )


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    mended = mend(tmp_path, [fault(Edit(at=place("titel: Moor", 1, 1, 5), text="title"))])
    assert list(told(mended)) == [f"not mended {FILE}:1:1: E106 Wrong. No such file or directory: {tmp_path / FILE}."]


def test_a_file_that_is_no_utf_8_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(b"titel: M\xfcller\n")
    (mended,) = mend(tmp_path, [fault(Edit(at=place("titel: M", 1, 1, 5), text="title"))])
    assert (mended.done, mended.why, file.read_bytes()) == ((), "The file is not UTF-8.", b"titel: M\xfcller\n")


@given(st.lists(st.tuples(LINE, ENDS), max_size=6), LINE, st.booleans(), st.data())
def test_all_that_no_fix_touches_stays_as_it_is(
    written: list[tuple[str, str]],
    last: str,
    bom: bool,  # noqa: FBT001 - drawn by hypothesis
    data: st.DataObject,
) -> None:
    lines = [*(line for line, _ in written), last]
    before = "\ufeff" * bom + "".join(line + end for line, end in written) + last
    lines = re.split(r"\r\n|\r|\n", before.removeprefix("\ufeff"))
    number = data.draw(st.integers(1, len(lines)))
    line = lines[number - 1]
    column = data.draw(st.integers(1, len(line) + 1))
    length = data.draw(st.integers(0, len(line) + 1 - column))
    found = mended_text(FILE, before, [fault(Edit(at=place(line, number, column, length), text="new"))])
    lines[number - 1] = f"{line[: column - 1]}new{line[column - 1 + length :]}"
    assert re.split(r"\r\n|\r|\n", found.after.removeprefix("\ufeff")) == lines
    assert re.findall(r"\r\n|\r|\n", found.after) == re.findall(r"\r\n|\r|\n", before)
    assert found.after.startswith("\ufeff") is bom


@given(st.text(max_size=40), st.lists(st.tuples(LINE, st.integers(1, 6), st.integers(1, 9), st.integers(0, 9))))
def test_whatever_a_fix_says_a_text_that_is_not_its_own_stays(
    before: str, drawn: list[tuple[str, int, int, int]]
) -> None:
    fixes = [fault(Edit(at=place(f"{line}\x00gone", number, column, 1), text="x")) for line, number, column, _ in drawn]
    there = before.replace("\x00", "")
    assert mended_text(FILE, there, fixes).after == there
