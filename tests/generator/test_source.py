from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Report
from generator.source import Mapping, Scalar, Sequence, SourceFile, read_document, read_file, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from generator.source import Node

SIGNS = st.sampled_from([*"ab:#\"'[]{}-&*!|>%@` \n\t,?\\=“é\u2028", ": ", "\n  ", "\n- ", " #", "title: ", "---\n"])


def read(text: str) -> Mapping:
    report = Report()
    node = read_yaml("site.yml", text, report)
    assert report.diagnostics == ()
    assert node is not None
    return node


def value(text: str, key: str) -> Node:
    return next(node for name, node in read(text).entries if name.text == key)


def write(root: Path, path: str, content: bytes = b"---\n---\n") -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def test_a_byte_order_mark_and_other_line_ends_are_no_part_of_the_text(tmp_path: Path) -> None:
    write(tmp_path, "site.yml", b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n")
    file = read_file(tmp_path, "site.yml", Report())
    assert file is not None
    assert file.text == "a: 1\nb: 2\nc: 3\n"


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    write(tmp_path, "site.yml", b"abc")
    file = read_file(tmp_path, "site.yml", Report())
    assert file is not None
    assert file.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_values_are_text_whatever_yaml_would_make_of_them() -> None:
    text = "a: no\nb: 0123\nc: 12:30\nd: 1e3\ne: ~\nf: 2026-10-03\ng: 0x1F\n"
    found = [node.text for _, node in read(text).entries if isinstance(node, Scalar)]
    assert found == ["no", "0123", "12:30", "1e3", "~", "2026-10-03", "0x1F"]


def test_a_value_knows_where_it_stands() -> None:
    found = value("a:\n  - {b: 12.50}\n", "a")
    assert isinstance(found, Sequence)
    (item,) = found.items
    assert isinstance(item, Mapping)
    at = item.entries[0][1].at
    assert (at.file, at.line, at.column, at.length, at.text) == ("site.yml", 2, 9, 5, "  - {b: 12.50}")


def test_a_value_over_several_lines_is_marked_on_its_first() -> None:
    at = value("a: |\n  one\n  two\n", "a").at
    assert (at.line, at.column, at.length) == (1, 4, 1)


def test_a_comment_is_kept_beside_its_value() -> None:
    found = value("a: tea #1\n", "a")
    assert isinstance(found, Scalar)
    assert (found.text, found.comment) == ("tea", "#1")


def test_a_quoted_value_has_no_comment_and_says_that_it_is_quoted() -> None:
    found = value('a: "tea #1" # note\n', "a")
    assert isinstance(found, Scalar)
    assert (found.text, found.comment, found.quoted) == ("tea #1", "", True)


def test_a_line_separator_within_a_value_does_not_move_the_lines_below() -> None:
    assert value("a: x\u2028y\nb: 1\n", "b").at.line == 2


def test_nothing_but_comments_is_an_empty_mapping() -> None:
    assert read("# nothing\n\n").entries == ()


def document(text: str) -> tuple[str, int, bool]:
    found = read_document(SourceFile(path="content/stories/a.md", text=text, digest=""), Report())
    return found.body, found.body_line, found.readable


def test_a_document_is_its_front_matter_and_its_body() -> None:
    assert document("---\ntitle: A\n---\none\ntwo\n") == ("one\ntwo\n", 4, True)


def test_lines_of_the_front_matter_count_from_the_file() -> None:
    file = SourceFile(path="content/stories/a.md", text="---\ntitle: A\n---\n", digest="")
    assert read_document(file, Report()).data.entries[0][0].at.line == 2


def test_a_thematic_break_in_the_body_stays_there() -> None:
    assert document("---\ntitle: A\n---\none\n\n---\n\ntwo") == ("one\n\n---\n\ntwo", 4, True)


def test_a_document_without_front_matter_is_not_readable() -> None:
    assert document("one") == ("", 1, False)


def test_after_a_fault_the_rest_of_the_front_matter_is_read() -> None:
    report = Report()
    node = read_yaml("site.yml", "a: b: c\nd: 'it's'\ne: 1\n", report)
    assert node is not None
    assert [name.text for name, _ in node.entries] == ["a", "d", "e"]
    assert [found.at.line for found in report.diagnostics if found.at] == [1, 2]


def test_a_value_nested_too_deep_for_a_parser_is_told() -> None:
    report = Report()
    read_yaml("site.yml", f"a: {'[' * 100_000}", report)
    assert [found.message for found in report.diagnostics] == ["More than 20 levels stand inside each other here."]


@given(st.lists(SIGNS, max_size=30).map("".join))
def test_any_text_is_read_or_told(text: str) -> None:
    report = Report()
    assert read_yaml("site.yml", text, report) is not None or report.failed
