"""What lines that are nearly a block's should have been."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.markdown.nearly import opening, option

NAMES = ("product", "products")
KEYS = ("layout", "limit")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("::: product mug", ":::{product} mug"),
        (":::: product mug", "::::{product} mug"),
        (":::product{mug}", ":::{product} mug"),
        (':::product{id="mug"}', ":::{product} mug"),
        (":::{product mug}", ":::{product} mug"),
        ("::: Product mug", ":::{product} mug"),
        ("::{product} mug", ":::{product} mug"),
        ("::product mug", ":::{product} mug"),
        (":{product} mug", ":::{product} mug"),
        ("：：：{product} mug", ":::{product} mug"),
        ("```{product} mug", ":::{product} mug"),
        (":::note", ":::{note}"),
    ],
)
def test_a_line_is_meant_as_a_block(line: str, meant: str) -> None:
    assert opening(line, NAMES) == meant


@pytest.mark.parametrize(
    "line", [": product of a pottery", "::note", "```python", "```", "::", ":::!", "product mug", "a ::: product", ""]
)
def test_a_line_is_prose(line: str) -> None:
    assert opening(line, NAMES) == ""


@pytest.mark.parametrize(
    "line", ["layout: card", "layout = card", ":layout card", ":layout:card", "  :layout: card ", ":layuot: card"]
)
def test_a_line_is_meant_as_an_option(line: str) -> None:
    assert option(line, KEYS) == ":layout: card"


@pytest.mark.parametrize("line", ["layout card", "Layout: a word", "colour: red", "layuot: card", "It rained.", ""])
def test_a_line_is_no_option(line: str) -> None:
    assert option(line, KEYS) == ""


@given(st.text(alphabet=':{} ="`productxyz：', max_size=30))
def test_what_is_advised_is_a_block(line: str) -> None:
    meant = opening(line, NAMES)
    assert meant == "" or re.fullmatch(r":{3,}\{[\w-]+\}(?: .+)?", meant)
