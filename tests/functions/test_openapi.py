"""The description of the till agrees with its code."""

from __future__ import annotations

import re
from typing import Any, cast

import jsonschema

from functions.app.openapi import document
from functions.pricing.cart import MAXIMUM_AMOUNT, MAXIMUM_LINES, MAXIMUM_QUANTITY, Cart, CartLine, from_text
from functions.problems import MESSAGES


def schemas() -> dict[str, dict[str, Any]]:
    described = cast("dict[str, dict[str, dict[str, Any]]]", document("https://shop.example/mag", "stripe"))
    return described["components"]["schemas"]


def test_the_limits_are_those_of_the_code() -> None:
    line, cart = schemas()["Line"]["properties"], schemas()["Cart"]["properties"]
    assert line["quantity"] == {"type": "integer", "minimum": 1, "maximum": MAXIMUM_QUANTITY}
    assert line["seen_price"]["maximum"] == MAXIMUM_AMOUNT
    assert cart["lines"]["maxItems"] == MAXIMUM_LINES


def test_every_problem_is_described() -> None:
    assert schemas()["Problem"]["properties"]["code"] == {"enum": sorted(MESSAGES)}


def test_the_carts_shortest_spelling_can_be_read() -> None:
    text = '{"id":"cart-1","lines":[{"sku":"TEA","quantity":1},{"sku":"JACKET-M","quantity":20}]}'
    assert re.search(schemas()["CartField"]["pattern"], text)
    expected = Cart(id="cart-1", lines=(CartLine(sku="TEA", quantity=1), CartLine(sku="JACKET-M", quantity=20)))
    assert from_text(text) == (expected, ())


def test_every_schema_is_one() -> None:
    for schema in schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)
