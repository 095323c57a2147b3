from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.advice import advise, quote, quoted_line

INSTEAD = [
    ("title: Tea: a story", 'title: "Tea: a story"'),
    ('title: "Tea" and more', "title: '\"Tea\" and more'"),
    ("title: 'It's tea'", 'title: "It\'s tea"'),
    ('title: "He said "no" to tea"', "title: 'He said \"no\" to tea'"),
    ('title: "Tea" or "Coffee"', 'title: \'"Tea" or "Coffee"\''),
    ('title: "Tea', 'title: "Tea"'),
    ("title: 'Tea", 'title: "Tea"'),
    ("title: *tea", 'title: "*tea"'),
    ("title: @tea", 'title: "@tea"'),
    ("title: %tea", 'title: "%tea"'),
    ("title: `tea`", 'title: "`tea`"'),
    ("title: > 50", 'title: "> 50"'),
    ("title: | 50", 'title: "| 50"'),
    ("title: [Tea] and", 'title: "[Tea] and"'),
    ("title: {Tea} and", 'title: "{Tea} and"'),
    ("title: - tea", 'title: "- tea"'),
    ("title: ? tea", 'title: "? tea"'),
    ("title: , tea", 'title: ", tea"'),
    ("title:Tea", "title: Tea"),
    ("title = Tea", "title: Tea"),
    ("title: “Tea: a story”", 'title: "Tea: a story"'),
    ("title: „Tee: ein Bericht“", 'title: "Tee: ein Bericht"'),
    ("title:\u00a0Tea", "title: Tea"),
    ("tags: [tea, coffee", "tags: [tea, coffee]"),
    ("hero: {src: a.jpg", "hero: {src: a.jpg}"),
    ("  - {sku: A, price: 1", "  - {sku: A, price: 1}"),
    ("  - {sku: A, options: {size: S}, price: 1", "  - {sku: A, options: {size: S}, price: 1}"),
    ("  - {sku: A price: 1}", "  - {sku: A, price: 1}"),
    ('  - {sku: A, gtin: "1: 2"; price: 1}', '  - {sku: A, gtin: "1: 2", price: 1}'),
    ("  - {sku: A, options: {size: S}; price: 1}", "  - {sku: A, options: {size: S}, price: 1}"),
    ("hero: {src: a.jpg, alt: Moor: grey}", 'hero: {src: a.jpg, alt: "Moor: grey"}'),
    ("tags: [#tea, #coffee]", 'tags: ["#tea", "#coffee"]'),
    ("tags: [tea, #coffee]", 'tags: [tea, "#coffee"]'),
    (r'title: "Tea \& milk"', r"title: 'Tea \& milk'"),
    ('  - "Tea" and more', "  - '\"Tea\" and more'"),
    ("- title: Tea: a story", '- title: "Tea: a story"'),
    ("\ttitle: Tea", "title: Tea"),
]


@pytest.mark.parametrize(("line", "instead"), INSTEAD)
def test_a_line_is_told_as_it_should_be_written(line: str, instead: str) -> None:
    assert advise([line], 0).instead == instead


@pytest.mark.parametrize("instead", [instead for _, instead in INSTEAD])
def test_the_line_as_it_should_be_is_yaml(instead: str) -> None:
    assert yaml.safe_load(instead) is not None


@pytest.mark.parametrize(
    ("above", "line", "instead"),
    [
        ("a: 1", "  b: 2", "b: 2"),
        ("a:\n  b: 1", " c: 2", "  c: 2"),
        ("a:\n  - x", " - y", "  - y"),
        ("a:", "\tb: 2", "  b: 2"),
        ("a: 1", "\tb: 2", "b: 2"),
    ],
)
def test_a_line_is_indented_as_its_neighbours_are(above: str, line: str, instead: str) -> None:
    lines = [*above.split("\n"), line]
    assert advise(lines, len(lines) - 1).instead == instead


def test_the_quote_that_swallowed_lines_is_found_above_the_place_where_reading_stopped() -> None:
    assert advise(['a: "x', "b: y", 'c: "z"'], 2).line == 0


def test_a_line_that_is_no_entry_has_no_correction_but_advice() -> None:
    found = advise(["title: Tea", "and more"], 1)
    assert found.instead is None
    assert found.cure == (
        "If it continues the line above, indent it by two spaces; "
        "if the text of the page begins here, put a line --- above it."
    )


def test_a_list_below_a_value_becomes_one_list() -> None:
    assert advise(["authors: ada", "- ben"], 1).cure == "Write: authors: [ada, ben]"


def test_no_line_at_all_gets_an_answer() -> None:
    assert advise([""], 5).line == 0


def test_a_line_without_a_value_stays_as_it_is_in_quotes() -> None:
    assert quoted_line("hero:") == "hero:"


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1))
def test_a_quoted_value_reads_back_as_itself(value: str) -> None:
    assert yaml.safe_load(f"a: {quote(value)}") == {"a": value}
