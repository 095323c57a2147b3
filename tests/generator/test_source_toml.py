from __future__ import annotations

import string
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Location, Report, as_text
from generator.source.nodes import Mapping, Node, Scalar, Sequence
from generator.source.toml import read_toml

Plain = str | list["Plain"] | dict[str, "Plain"]


def read(text: str) -> tuple[Mapping | None, str]:
    report = Report()
    found = read_toml("a.md", text.split("\n"), 1, report, Location(file="a.md"))
    return found, "".join(f"{as_text(one)}\n" for one in report.diagnostics)


def plain(node: Node | None) -> Plain:
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


def places(node: Node | None) -> dict[str, str]:
    """By what stands there, the line and column of each key and value."""
    assert isinstance(node, Mapping)
    found = {}
    for key, value in node.entries:
        found[key.text] = f"{key.at.line}:{key.at.column}"
        found |= (
            places(value) if isinstance(value, Mapping) else {plain_text(value): f"{value.at.line}:{value.at.column}"}
        )
    return found


def plain_text(node: Node) -> str:
    return str(plain(node))


def test_values_are_text() -> None:
    found, told = read(
        dedent("""\
        title = 'Hills'
        date = 2026-10-04T09:00:00+02:00
        day = 2026-10-04
        draft = false
        weight = 3
        version = 1.0
        long = '''
        Up and
        down'''
        tags = ["rain", ["moor"]]
        [params]
        place.name = "Rannoch"
        [[extra]]
        team = "walkers"
        [[extra]]
        team = "runners"
        """)
    )
    assert told == ""
    assert plain(found) == {
        "title": "Hills",
        "date": "2026-10-04T09:00:00+02:00",
        "day": "2026-10-04",
        "draft": "false",
        "weight": "3",
        "version": "1.0",
        "long": "Up and\ndown",
        "tags": ["rain", ["moor"]],
        "params": {"place": {"name": "Rannoch"}},
        "extra": [{"team": "walkers"}, {"team": "runners"}],
    }


def test_keys_and_values_know_their_places() -> None:
    found, _ = read('title = "Hills"\nlong = """\nkey = 1\n"""\n\n[params]\n  "place" = "Rannoch"')
    assert places(found) == {
        "title": "2:1",
        "Hills": "2:9",
        "long": "3:1",
        "key = 1\n": "3:8",
        "params": "7:2",
        "place": "8:3",
        "Rannoch": "8:13",
    }


def test_each_of_a_list_knows_its_place() -> None:
    found, _ = read('tags = ["moor", "moorland"]')
    assert found is not None
    tags = found.entries[0][1]
    assert isinstance(tags, Sequence)
    assert [(item.at.column, item.at.length) for item in tags.items] == [(10, 4), (18, 8)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = Hills", "a.md:2:9: error E102: This is no TOML: Invalid value."),
        ("title", "a.md:2:1: error E102: This is no TOML: Expected '=' after a key in a key/value pair."),
        ('title = "Hills', "a.md:2:1: error E102: This is no TOML: Unterminated string."),
        ("a = 1\na = 2", "a.md:3:1: error E102: This is no TOML: Cannot overwrite a value."),
        (f"a = {'[' * 5000}", "a.md:1:1: error E102: Too many levels stand inside each other here."),
    ],
)
def test_what_is_no_toml_is_told_at_its_place(text: str, told: str) -> None:
    found, diagnostics = read(text)
    assert (found, diagnostics[: len(told)]) == (None, told)


@given(
    st.dictionaries(st.text(string.ascii_letters, min_size=1), st.text(string.printable.translate({11: "", 12: ""})))
)
def test_every_key_stands_where_its_place_says(words: dict[str, str]) -> None:
    lines = [f"{key} = '''\n{value}'''" for key, value in words.items() if "'" not in value and "\r" not in value]
    text = "\n".join(lines)
    found, told = read(text)
    assert (told, found is not None) == ("", True)
    written = ["", *text.split("\n")]
    for key, _ in found.entries if found else ():
        assert written[key.at.line - 1][key.at.column - 1 :].startswith(f"{key.text} = ")
