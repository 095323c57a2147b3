"""Problems: codes with words, and values that fill them."""

from __future__ import annotations

import pytest

from functions.money import Money
from functions.problems import Problem, Severity, problem


def test_a_problem_says_where_and_what_in_english() -> None:
    found = problem("insufficient_stock", "lines[0].quantity", sku="TEA", count=3)
    assert found == Problem(
        code="insufficient_stock",
        path="lines[0].quantity",
        message="Only 3 of TEA left.",
        values=(("sku", "TEA"), ("count", 3)),
    )


def test_money_stays_money_for_the_words_of_a_language() -> None:
    prices = {"seen": Money(minor=100, currency="EUR"), "price": Money(minor=250, currency="EUR")}
    found = problem("price_changed", "", severity=Severity.WARNING, sku="TEA", **prices)
    assert found.message == "The price of TEA has changed from 1.00 EUR to 2.50 EUR."
    assert dict(found.values)["price"] == Money(minor=250, currency="EUR")


def test_a_problem_in_json_has_the_four_fields_of_the_contract() -> None:
    assert problem("empty_cart", "lines").as_json() == {
        "code": "empty_cart",
        "path": "lines",
        "message": "The cart is empty.",
        "severity": "error",
    }


def test_an_unknown_code_is_a_bug() -> None:
    with pytest.raises(KeyError):
        problem("no_such_code", "")
