"""VAT: within the price, by rate, rounded once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.pricing.tax import TaxPart, parts

GOODS = st.dictionaries(st.integers(0, 2700), st.integers(0, 10**9), min_size=1, max_size=5)


def test_shipping_shares_the_rates_of_the_goods_by_their_value() -> None:
    assert parts({1900: 18900, 700: 6300}, 490) == (
        TaxPart(rate_basis_points=1900, net=16192, tax=3076, gross=19268),
        TaxPart(rate_basis_points=700, net=6002, tax=420, gross=6422),
    )


@pytest.mark.parametrize(("gross", "tax"), [(119, 19), (0, 0), (3, 0), (4, 1), (10_000, 1597)])
def test_the_tax_within_a_gross_sum_is_rounded_to_the_nearest_cent(gross: int, tax: int) -> None:
    assert parts({1900: gross}, 0) == (TaxPart(rate_basis_points=1900, net=gross - tax, tax=tax, gross=gross),)


def test_exactly_half_a_cent_is_rounded_up() -> None:
    assert parts({10_000: 1}, 0) == (TaxPart(rate_basis_points=10_000, net=0, tax=1, gross=1),)


def test_without_rates_there_are_no_parts() -> None:
    assert parts({}, 490) == ()


@given(GOODS, st.integers(0, 10**6))
def test_the_parts_sum_to_goods_and_shipping(goods: dict[int, int], shipping: int) -> None:
    assert sum(part.gross for part in parts(goods, shipping)) == sum(goods.values()) + shipping


@given(GOODS, st.integers(0, 10**6))
def test_net_and_tax_are_the_gross(goods: dict[int, int], shipping: int) -> None:
    assert all(part.net + part.tax == part.gross and part.tax >= 0 for part in parts(goods, shipping))
