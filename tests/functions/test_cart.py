"""The cart: what is not understood is a problem with its place, never a guess."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from functions.pricing.cart import Cart, CartLine, from_form, from_json, from_permalink, from_text, merged

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)
LINES = st.builds(
    CartLine,
    sku=st.sampled_from(["A", "B"]),
    quantity=st.integers(1, 50),
    configuration=st.sampled_from([(), (("mix", "mint", 2),)]),
    group=st.sampled_from(["", "set"]),
    seen_price=st.none() | st.integers(0, 500),
    source=st.sampled_from(["", "scotland#2"]),
)


def problems(line: object) -> list[tuple[str, str]]:
    """Code and path of what is wrong with a cart of that one line."""
    return [(found.code, found.path) for found in from_json({"lines": [line]})[1]]


def test_a_cart_is_read_whole() -> None:
    data = {
        "id": "c-1",
        "lines": [
            {
                "sku": "RAN-M",
                "quantity": 2,
                "configuration": [["mix", "mint", 3]],
                "group": "set",
                "seen_price": 18900,
                "source": "scotland#2",
                "title": "Windjacke",
            }
        ],
    }
    line = CartLine(
        sku="RAN-M",
        quantity=2,
        configuration=(("mix", "mint", 3),),
        group="set",
        seen_price=18900,
        source="scotland#2",
    )
    assert from_json(data) == (Cart(id="c-1", lines=(line,)), ())


@pytest.mark.parametrize("quantity", [0, -1, 10_000, True, 1.0, "2", None, "one", [1]])
def test_a_bad_quantity_never_becomes_one(quantity: object) -> None:
    assert problems({"sku": "A", "quantity": quantity}) == [("quantity_malformed", "lines[0].quantity")]


@pytest.mark.parametrize("sku", ["", "a b", "ä", "A" * 65, "A\n", None, 7])
def test_a_malformed_sku_is_a_problem(sku: object) -> None:
    assert problems({"sku": sku, "quantity": 1}) == [("sku_malformed", "lines[0].sku")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seen_price", -1),
        ("seen_price", "189"),
        ("seen_price", 10**12),
        ("group", "g" * 65),
        ("source", "s" * 201),
        ("source", "nul\0"),
        ("source", "\ud800"),
        ("source", None),
        ("configuration", "mix"),
        ("configuration", [["mix", "mint"]]),
        ("configuration", [["mix", "mint", 0]]),
        ("configuration", [["mix", "m" * 201, 1]]),
        ("configuration", [["mix", "mint", 1]] * 101),
    ],
)
def test_a_malformed_field_of_a_line_is_a_problem(field: str, value: object) -> None:
    assert problems({"sku": "A", "quantity": 1, field: value}) == [("malformed", f"lines[0].{field}")]


def test_the_good_lines_stay_beside_the_bad() -> None:
    cart, found = from_json({"lines": [{"sku": "A", "quantity": 1}, 7, {"sku": "B", "quantity": 2}]})
    assert cart.lines == (CartLine(sku="A", quantity=1), CartLine(sku="B", quantity=2))
    assert [(one.code, one.path) for one in found] == [("bad_cart", "lines[1]")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "bad_cart"),
        ([], "bad_cart"),
        ({}, "bad_cart"),
        ({"lines": {}}, "bad_cart"),
        ({"lines": []}, "empty_cart"),
        ({"lines": [{"sku": "A", "quantity": 1}] * 101}, "too_many_lines"),
        ({"id": "a b", "lines": [{"sku": "A", "quantity": 1}]}, "malformed"),
        ({"id": 7, "lines": [{"sku": "A", "quantity": 1}]}, "malformed"),
    ],
)
def test_a_cart_of_another_shape_is_a_problem(data: object, code: str) -> None:
    cart, found = from_json(data)
    assert (cart, [one.code for one in found]) == (Cart(), [code])


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"lines": [NaN]}', '"\ud800"', "x" * 200_001])
def test_a_text_that_is_no_json_is_a_problem(text: str) -> None:
    cart, found = from_text(text)
    assert (cart, [one.code for one in found]) == (Cart(), ["bad_cart"])


def test_a_card_without_javascript_is_a_cart_of_one_line() -> None:
    read = from_form({"sku": "RAN-M", "quantity": "2", "source": "scotland#2", "language": "de"})
    assert read == (Cart(lines=(CartLine(sku="RAN-M", quantity=2, source="scotland#2"),)), ())


def test_a_card_without_quantity_means_one() -> None:
    assert from_form({"sku": "A"}) == (Cart(lines=(CartLine(sku="A", quantity=1),)), ())


@pytest.mark.parametrize("quantity", ["", "0", "two", "1.5", "-1", "٣", "99999", " 1"])
def test_a_bad_quantity_of_a_form_is_a_problem(quantity: str) -> None:
    assert [found.code for found in from_form({"sku": "A", "quantity": quantity})[1]] == ["quantity_malformed"]


def test_a_set_is_a_cart_of_what_is_taken_of_it() -> None:
    form = {
        "group": "For the moor",
        "source": "rannoch#4",
        "language": "en",
        "take-1": "1",
        "sku-1": "RAN-M",
        "sku-2": "SOC-39",
        "quantity-2": "2",
        "take-10": "on",
        "sku-10": "THE-075",
        "quantity-10": "2",
    }
    jacket = CartLine(sku="RAN-M", quantity=1, group="For the moor", source="rannoch#4")
    assert from_form(form) == (Cart(lines=(jacket, replace(jacket, sku="THE-075", quantity=2))), ())


def test_a_set_of_which_nothing_is_taken_is_an_empty_cart() -> None:
    assert [found.code for found in from_form({"group": "a", "sku-1": "A", "sku": "A"})[1]] == ["empty_cart"]


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({"take-1": "1"}, [("sku_malformed", "lines[0].sku")]),
        ({"take-1": "1", "sku-1": "A", "quantity-1": "many"}, [("quantity_malformed", "lines[0].quantity")]),
        ({"take-1": "1", "sku-1": "A", "group": "g" * 65}, [("malformed", "lines[0].group")]),
        ({"take-0": "1", "sku-0": "A", "take-100": "1", "take--1": "1", "take-١": "1"}, [("empty_cart", "lines")]),
    ],
)
def test_a_bad_item_of_a_set_is_a_problem(form: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert [(one.code, one.path) for one in from_form({"group": "a"} | form)[1]] == found


def test_a_form_with_neither_cart_nor_sku_is_an_empty_cart() -> None:
    assert [found.code for found in from_form({"language": "de"})[1]] == ["empty_cart"]


def test_a_permalink_names_skus_and_how_many() -> None:
    cart, found = from_permalink("TEA:2,CUP")
    assert (cart.lines, found) == ((CartLine(sku="TEA", quantity=2), CartLine(sku="CUP", quantity=1)), ())


@pytest.mark.parametrize(
    ("text", "code"), [("TEA:", "quantity_malformed"), ("TEA:x", "quantity_malformed"), ("", "sku_malformed")]
)
def test_a_malformed_permalink_is_a_problem(text: str, code: str) -> None:
    assert [found.code for found in from_permalink(text)[1]] == [code]


def test_equal_lines_are_one_with_the_first_source_and_the_lowest_price_seen() -> None:
    lines = [
        CartLine(sku="A", quantity=1, seen_price=200),
        CartLine(sku="A", quantity=1, seen_price=100, source="tea#1"),
        CartLine(sku="A", quantity=1, group="set"),
    ]
    assert merged(lines) == (
        CartLine(sku="A", quantity=2, seen_price=100, source="tea#1"),
        CartLine(sku="A", quantity=1, group="set"),
    )


@given(st.lists(LINES, max_size=12))
def test_merging_twice_is_merging_once(lines: list[CartLine]) -> None:
    assert merged(merged(lines)) == merged(lines)


@given(st.lists(LINES, min_size=1, max_size=12))
def test_a_cart_survives_its_hidden_field(lines: list[CartLine]) -> None:
    cart = Cart(id="c1", lines=merged(lines))
    assert from_form({"cart": cart.as_json()}) == (cart, ())


@given(JSON)
def test_no_json_makes_the_reader_fail(data: object) -> None:
    cart, found = from_json(data)
    assert cart.lines or found


@given(st.dictionaries(st.sampled_from(["sku", "quantity", "seen_price", "group", "source", "configuration"]), JSON))
def test_no_line_makes_the_reader_fail(line: dict[str, object]) -> None:
    text = json.dumps({"lines": [line]})
    cart, found = from_text(text)
    assert cart.lines or found
