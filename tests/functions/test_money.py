"""Money: exact, of one currency, and shared out without losing a cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.money import Money, exponent, share

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=20)


def euros(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def test_amounts_of_one_currency_are_added_and_taken_away() -> None:
    assert euros(150) + euros(250) - euros(100) == euros(300)


def test_an_amount_is_multiplied_by_a_quantity() -> None:
    assert euros(1999) * 3 == euros(5997)


def test_amounts_of_two_currencies_never_meet() -> None:
    with pytest.raises(ValueError, match="cannot add JPY to EUR"):
        euros(1) + Money(minor=1, currency="JPY")


def test_the_amount_in_major_units_is_exact() -> None:
    amounts = [euros(1999).amount, Money(minor=500, currency="JPY").amount, Money(minor=1, currency="KWD").amount]
    assert amounts == [Decimal("19.99"), Decimal(500), Decimal("0.001")]


def test_a_currency_has_two_decimals_unless_the_standard_says_otherwise() -> None:
    assert [exponent(currency) for currency in ("EUR", "JPY", "XOF", "KWD", "IQD", "HUF")] == [2, 0, 0, 3, 3, 2]


def test_what_is_left_goes_to_the_largest_remainders() -> None:
    assert share(100, [1, 1, 1]) == [34, 33, 33]


def test_with_nothing_to_weigh_the_first_takes_all() -> None:
    assert share(490, [0, 0]) == [490, 0]


def test_shared_among_nobody_there_are_no_parts() -> None:
    assert share(490, []) == []


@given(st.integers(0, 10**9), WEIGHTS)
def test_the_parts_of_a_share_sum_to_it(total: int, weights: list[int]) -> None:
    assert sum(share(total, weights)) == total


@given(st.integers(0, 10**9), WEIGHTS)
def test_no_part_is_a_whole_unit_off_its_exact_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    parts = share(total, weights)
    assert whole == 0 or all(
        abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )


def test_an_amount_is_written_with_its_currency_for_programs() -> None:
    assert [str(Money(minor=1250, currency="EUR")), str(Money(minor=90, currency="JPY"))] == ["12.50 EUR", "90 JPY"]
