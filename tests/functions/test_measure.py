"""Net contents in words, and base prices to the cent."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog import Measure
from functions.money import Money
from functions.pricing.measure import base_price_of, content_words
from functions.wording import Wording

Unit = Literal["g", "ml", "mm", "cm2", "piece"]
DE = Wording(language="de", words={"unit.piece": {"one": "{count} Stück", "other": "{count} Stück"}})


def euro(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (250, "g", (euro(5000), "kg")),
        (30, "ml", (euro(41667), "l")),
        (1500, "g", (euro(833), "kg")),
        (2500, "mm", (euro(500), "m")),
        (5000, "cm2", (euro(2500), "m²")),
        (1000, "g", (None, "")),
        (9, "g", (None, "")),
        (9, "mm", (euro(138889), "m")),
        (20, "piece", (None, "")),
        (0, "g", (None, "")),
    ],
)
def test_the_base_price_is_per_whole_unit(amount: int, unit: Unit, expected: tuple[Money | None, str]) -> None:
    assert expected == base_price_of(euro(1250), Measure(amount=amount, unit=unit))


def test_a_product_without_content_has_no_base_price() -> None:
    assert base_price_of(euro(1250), None) == (None, "")


@given(minor=st.integers(min_value=0, max_value=10**7), amount=st.integers(min_value=10, max_value=10**5))
def test_the_base_price_is_rounded_by_half_a_cent_at_most(minor: int, amount: int) -> None:
    price, _ = base_price_of(euro(minor), Measure(amount=amount, unit="g"))
    if price:
        assert abs(price.minor * amount - minor * 1000) * 2 <= amount


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (250, "g", "250\N{NO-BREAK SPACE}g"),
        (1500, "g", "1,5\N{NO-BREAK SPACE}kg"),
        (750, "ml", "750\N{NO-BREAK SPACE}ml"),
        (450, "mm", "45\N{NO-BREAK SPACE}cm"),
        (1450, "mm", "1,45\N{NO-BREAK SPACE}m"),
        (500, "cm2", "500\N{NO-BREAK SPACE}cm²"),
        (20_000, "cm2", "2\N{NO-BREAK SPACE}m²"),
        (20, "piece", "20 Stück"),
    ],
)
def test_a_content_is_read_in_its_larger_unit(amount: int, unit: Unit, expected: str) -> None:
    assert expected == content_words(Measure(amount=amount, unit=unit), DE)


def test_no_content_has_no_words() -> None:
    assert content_words(None, Wording(language="de", words={})) == ""
