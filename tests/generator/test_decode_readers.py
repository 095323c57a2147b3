from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from generator.decode.misread import Misread
from generator.decode.readers import boolean, choice, each, identifier, integer, maybe_text, pairs, plain, text, token
from generator.diagnostics import Report
from generator.source import Mapping, read_yaml

if TYPE_CHECKING:
    from generator.decode.readers import Reader
    from generator.source import Node

T = TypeVar("T")


def mapping(yaml: str) -> Mapping:
    node = read_yaml("a.md", yaml, Report())
    assert node is not None
    return node


def node_of(yaml: str) -> Node:
    return mapping(f"a: {yaml}").entries[0][1]


def read(reader: Reader[T], yaml: str) -> T:
    return reader(node_of(yaml), "a")


def codes(reader: Reader[T], yaml: str) -> list[str]:
    with pytest.raises(Misread) as caught:
        read(reader, yaml)
    return [found.code for found in caught.value.found]


def test_a_text_loses_the_spaces_around_it() -> None:
    assert read(text, '" tea "') == "tea"


def test_a_text_may_have_several_lines() -> None:
    assert read(text, "|\n  one\n  two\n") == "one\ntwo"


@pytest.mark.parametrize("yaml", ['""', '"  "'])
def test_an_empty_text_is_refused_where_it_is_needed(yaml: str) -> None:
    assert codes(text, yaml) == ["E107"]
    assert read(maybe_text, yaml) == ""


def test_a_comment_is_allowed_behind_a_token_and_not_behind_words() -> None:
    assert read(token, "tea # note") == "tea"
    assert codes(text, "tea # note") == ["E105"]


@pytest.mark.parametrize(("yaml", "value"), [("true", True), ("false", False)])
def test_a_boolean_is_true_or_false(yaml: str, *, value: bool) -> None:
    assert read(boolean, yaml) is value


@pytest.mark.parametrize("yaml", ["yes", "no", "on", "True", "1", "ja", "maybe"])
def test_what_other_tools_take_for_a_boolean_is_none(yaml: str) -> None:
    assert codes(boolean, yaml) == ["E110"]


@pytest.mark.parametrize(("yaml", "value"), [("0", 0), ("-3", -3), ("0123", 123), ("10", 10)])
def test_an_integer_is_decimal(yaml: str, value: int) -> None:
    assert read(integer(), yaml) == value


@pytest.mark.parametrize("yaml", ["1.5", "1e3", "0x1F", "ten", "1_000", "１"])
def test_what_is_no_whole_number_is_refused(yaml: str) -> None:
    assert codes(integer(), yaml) == ["E113"]


def test_an_integer_has_bounds() -> None:
    assert codes(integer(1, 5), "6") == ["E113"]


def test_a_choice_is_one_of_its_words() -> None:
    assert read(choice("main", "footer"), "main") == "main"
    assert codes(choice("main", "footer"), "mian") == ["E110"]


def test_every_fault_of_a_list_is_told() -> None:
    assert codes(each(integer()), "[1, x, 2, y]") == ["E113", "E113"]


def test_pairs_keep_the_order_of_the_file() -> None:
    assert read(pairs(text), "{b: x, a: y}") == (("b", "x"), ("a", "y"))


@pytest.mark.parametrize(
    ("reader", "yaml"), [(token, "[a]"), (token, "{a: b}"), (each(token), "a"), (pairs(token), "a")]
)
def test_a_node_of_another_kind_is_refused(reader: Reader[object], yaml: str) -> None:
    assert codes(reader, yaml) == ["E108"]


@pytest.mark.parametrize("yaml", ["Tea", "grüner-tee", "a--b", "-a", "a_b", "a b", '"a\\n"x'])
def test_an_identifier_has_small_letters_digits_and_single_hyphens(yaml: str) -> None:
    with pytest.raises(Misread):
        read(identifier, yaml)


@pytest.mark.parametrize(
    ("word", "id_"),
    [
        ("Grüner Tee", "gruener-tee"),
        ("Straße & Weg", "strasse-weg"),
        ("ÄÖÜ", "aeoeue"),
        ("ran\u200bnoch", "rannoch"),
        ("--", ""),
    ],
)
def test_a_word_has_the_id_that_an_editor_would_write(word: str, id_: str) -> None:
    assert plain(word) == id_
