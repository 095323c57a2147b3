"""What functions/README.md says to people at night is so: commands, codes, settings, and the test of each failure."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from functions import cli
from generator import commands

TESTS = Path(__file__).parents[1]
FUNCTIONS = TESTS.parent / "functions"
README = (FUNCTIONS / "README.md").read_text("utf-8")


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def cells(title: str) -> list[tuple[str, ...]]:
    """The rows of a section's table, without its head."""
    rows = [line.strip("| ").split(" | ") for line in section(title).splitlines() if line.startswith("| ")]
    return [tuple(row) for row in rows[1:]]


@pytest.mark.parametrize("row", cells("In failure"), ids=lambda row: row[0])
def test_a_failure_has_a_test_that_exists(row: tuple[str, ...]) -> None:
    name = re.fullmatch(r"`(test_\w+)`", row[-1])
    assert (len(row), name is not None) == (3, True)
    assert any(f"def {row[-1].strip('`')}(" in file.read_text("utf-8") for file in TESTS.rglob("test_*.py"))


def test_every_test_of_a_failure_is_in_the_table() -> None:
    files = [file.read_text("utf-8") for file in (TESTS / "functions" / "failures").glob("test_*.py")]
    written = re.findall(r"^def (test_\w+)", "\n".join(files), re.MULTILINE)
    told = {row[-1].strip("`") for row in cells("In failure")}
    assert {name for name in written if name not in told} == DETAILS


#: What is no failure of its own, but a line of the table looked at more closely.
DETAILS = {
    "test_an_order_that_is_paid_while_the_provider_fails_is_not_replaced",
    "test_no_page_is_opened_by_a_clock_that_is_behind_the_providers",
}


def test_all_that_can_be_overdue_is_in_the_runbook_and_nothing_else() -> None:
    codes = set(re.findall(r'code="(\w+)"', (FUNCTIONS / "chores" / "health.py").read_text("utf-8")))
    assert {row[0].strip("`") for row in cells("Runbook")} == codes


def test_all_differences_are_in_the_runbook() -> None:
    source = (FUNCTIONS / "chores" / "reconciliation.py").read_text("utf-8")
    codes = set(re.findall(r'code="(\w+)"|yield \(?"(\w+)"', source))
    assert {code for pair in codes for code in pair if code and f"`{code}`" not in section("Runbook")} == set()


def test_all_settings_are_in_the_table() -> None:
    read = set(re.findall(r'reader\.\w+\("(\w+)"', (FUNCTIONS / "settings.py").read_text("utf-8")))
    assert {name for name in read if f"`{name}`" not in section("Settings")} == set()


def commands_named() -> list[str]:
    """What stands in code as `litfass …`, also where it goes over the end of a line."""
    return sorted({" ".join(words.split()) for words in re.findall(r"`litfass(\s[^`]+)`", README)})


def inside(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001 (argparse shows its arguments to nobody)


def acts_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands below it, by name."""
    return {
        name: act
        for action in inside(parser)
        if isinstance(action.choices, dict)
        for name, act in action.choices.items()
    }


@pytest.mark.parametrize("words", commands_named())
def test_a_command_that_is_named_exists(words: str) -> None:
    parser, value = argparse.ArgumentParser(), False
    acts = acts_of(commands.parser()) | acts_of(cli.parser())
    for word in words.split():
        if word in acts:
            parser, acts = acts[word], acts_of(acts[word])
        elif word.startswith("-"):
            (option,) = (one for one in inside(parser) if word in one.option_strings)
            value = option.nargs != 0
        else:
            names = [one for one in inside(parser) if not one.option_strings and not isinstance(one.choices, dict)]
            assert value or names, words
            value = False


def test_there_are_commands() -> None:
    assert len(commands_named()) > 25
