from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import (
    Edit,
    Location,
    Report,
    Severity,
    as_text,
    did_you_mean,
    exchange,
    is_one_slip,
    nearest,
    right_word,
)

ROOT = Path(__file__).parents[2]
AT = Location(file="content/stories/linen.md", line=7, column=8, length=7, text='price: "12,50"')


def words(folder: Path, suffix: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob(f"*{suffix}")))


def test_a_diagnostic_reads_as_place_code_fault_cure_and_caret() -> None:
    report = Report()
    report.error("E103", 'price "12,50" is not an amount.', "Write it with a point: 12.50", at=AT)
    assert as_text(report.diagnostics[0]).split("\n") == [
        'content/stories/linen.md:7:8: error E103: price "12,50" is not an amount. Write it with a point: 12.50',
        '    price: "12,50"',
        "           ^^^^^^^",
    ]


def test_a_caret_stands_below_its_place_behind_tabs_too() -> None:
    report = Report()
    report.warning("W101", "So.", at=Location(file="a.md", column=2, length=3, text="\tabc"))
    assert as_text(report.diagnostics[0]) == "a.md:1:2: warning W101: So.\n    \tabc\n    \t^^^"


def test_other_places_are_named_below() -> None:
    report = Report()
    report.error("E121", "Twice.", related=(Location(file="a.md", line=3), Location(file="b.md")))
    assert as_text(report.diagnostics[0]) == "error E121: Twice.\n    see also a.md:3:1\n    see also b.md:1:1"


def test_diagnostics_are_sorted_by_place_and_told_once() -> None:
    report = Report()
    for file, line in (("b.md", 1), ("a.md", 10), ("a.md", 9), ("a.md", 9)):
        report.error("E106", "No.", at=Location(file=file, line=line))
    report.note("N205", "Nowhere.")
    assert [str(found.at) for found in report.diagnostics] == ["None", "a.md:9:1", "a.md:10:1", "b.md:1:1"]


@pytest.mark.parametrize(("severity", "failed"), [("error", True), ("warning", False), ("note", False)])
def test_an_error_alone_makes_a_report_fail(severity: str, *, failed: bool) -> None:
    report = Report()
    {"error": report.error, "warning": report.warning, "note": report.note}[severity]("E106", "No.")
    assert [found.severity for found in report.diagnostics] == [Severity(severity)]
    assert report.failed is failed


def test_the_nearest_word_is_suggested_else_all_while_they_are_few() -> None:
    assert nearest("titel", ["title", "tags"]) == "title"
    assert nearest("ran-s-moss", ["RAN-S-MOSS", "tags"]) == "RAN-S-MOSS"
    assert nearest("stock", ["opening_stock", "tags"]) == "opening_stock"
    assert did_you_mean("titel", ["title", "tags"]) == 'Did you mean "title"?'
    assert did_you_mean("xyz", ["title", "tags"]) == "Known are: tags, title."
    assert did_you_mean("xyz", [f"{number}" for number in range(100)]) == ""


def test_every_code_has_a_site_or_a_test_that_makes_it() -> None:
    made = set(re.findall(r'"([EWN][1-9][0-9]{2})"', words(ROOT / "generator", ".py")))
    tests = words(ROOT / "tests" / "sites", ".txt") + words(ROOT / "tests" / "generator", ".txt")
    told = set(re.findall(r"\b[EWN][1-9][0-9]{2}\b", tests + words(ROOT / "tests" / "generator", ".py")))
    assert sorted(made - told) == []


@pytest.mark.parametrize(
    ("word", "other", "slip"),
    [
        ("tags", "tag", True),
        ("tag", "tags", True),
        ("titel", "title", True),
        ("dsecription", "description", True),
        ("secdion", "section", True),
        ("section", "section", False),
        ("secdiom", "section", False),
        ("part-1", "part-2", False),
        ("part-1", "part-11", False),
        ("", "a", True),
    ],
)
def test_one_slip_is_a_letter_too_many_too_few_another_or_in_its_neighbours_place(
    word: str, other: str, *, slip: bool
) -> None:
    assert is_one_slip(word, other) is slip


@given(st.text(max_size=6), st.text(max_size=6))
def test_a_slip_leads_back(word: str, other: str) -> None:
    assert is_one_slip(word, other) == is_one_slip(other, word)


def test_a_word_is_right_where_one_known_word_alone_is_near() -> None:
    at = Location(file="a.md", line=2, column=1, length=6, text='secton: "x"')
    assert right_word(at, "secton", ["section", "title"]) == (Edit(at=at, text="section"),)
    assert right_word(at, "secton", ["section", "sector", "secton s"]) == ()


def test_a_short_word_may_be_another() -> None:
    at = Location(file="a.md", line=2, column=1, length=3, text="mug: x")
    assert right_word(at, "mug", ["jug"]) == ()


def test_quotes_around_a_word_stay() -> None:
    at = Location(file="a.md", line=2, column=4, length=7, text='a: "12,50"')
    assert [edit.at.column for edit in exchange(at, "12,50", "12.50")] == [5]
