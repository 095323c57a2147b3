"""Surveys: each file looked at once, each fault told at every place that names it."""

from __future__ import annotations

import pytest

from generator.diagnostics import Location, Report
from generator.source import Survey, UnusableError, lies_inside, survey

STAMP = (1, 2, 3, 4)
HERE, THERE = Location(file="a.md", line=7), Location(file="b.md", line=9)


def look(src: str) -> tuple[tuple[int, int, int, int], str]:
    if src == "gone":
        raise UnusableError(code="E501", message="it is gone.", hint="Put it there.")
    return STAMP, src.upper()


def test_what_can_be_used_is_known_with_its_stamp() -> None:
    found = survey({"moor": (HERE,), "gone": ()}, look, Report())
    assert found == Survey(files={"moor": "MOOR"}, broken=frozenset({"gone"}), stamps={"moor": STAMP})


def test_a_fault_is_told_at_every_place_that_names_the_file() -> None:
    report = Report()
    survey({"gone": (HERE, THERE)}, look, report)
    assert [(one.code, one.message, one.hint, one.at) for one in report.diagnostics] == [
        ("E501", "it is gone.", "Put it there.", HERE),
        ("E501", "it is gone.", "Put it there.", THERE),
    ]


@pytest.mark.parametrize(
    ("src", "inside"),
    [("images/moor.jpg", True), ("a..b.jpg", True), ("../moor.jpg", False), ("/moor.jpg", False), ("c:moor", False)],
)
def test_a_path_that_leaves_the_content_is_none(src: str, *, inside: bool) -> None:
    assert lies_inside(src) is inside
