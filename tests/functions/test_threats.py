"""Every threat that functions/README.md names has its test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
README = TESTS.parent / "functions" / "README.md"


def threats() -> list[tuple[str, ...]]:
    """The rows of the table: who, what, defence, test."""
    section = README.read_text("utf-8").partition("## Who means ill")[2].partition("\n## ")[0]
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split(" | "))
        for line in section.splitlines()
        if "`test_" in line
    ]
    return [row for row in rows if row]


@pytest.mark.parametrize("row", threats(), ids=lambda row: row[1])
def test_a_threat_has_a_test_that_exists(row: tuple[str, ...]) -> None:
    assert len(row) == 4
    name = re.fullmatch(r"`(test_\w+)`", row[3].strip(" |"))
    assert name is not None
    assert any(f"def {name[1]}(" in file.read_text("utf-8") for file in TESTS.rglob("test_*.py"))


def test_there_are_threats() -> None:
    assert len(threats()) > 20
