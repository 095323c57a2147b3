"""Looks, outfits and comparisons: what of a body they understand, and what their templates see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup

from functions.money import Money
from generator.blocks import BLOCKS
from generator.blocks.look import Spot
from generator.blocks.outfit import LONGEST_TITLE, MOST_ITEMS, OutfitItem
from generator.diagnostics import Report
from generator.model import Image
from tests.generator.test_blocks import Magazine, card, embeds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.model import Embed
    from generator.views.shapes import CardView, VariantView

CUP = "- [Cup](product:cup)\n"
LOOK = ":::{look}\n![Moor](moor.jpg)\n\n"


def euro(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def variant(sku: str, price: int, availability: str = "in_stock", list_price: int = 0) -> VariantView:
    usual = euro(list_price) if list_price else None
    return replace(
        card("a").variants[0], sku=sku, price=euro(price), list_price=usual, availability=availability, maximum=9
    )


@dataclass(frozen=True)
class Shop(Magazine):
    """The small magazine, whose jacket has several sizes."""

    sizes: tuple[VariantView, ...] = ()

    def card(self, reference: str, embed: Embed) -> CardView | None:
        found = super().card(reference, embed)
        return replace(found, variants=self.sizes, chosen=self.sizes[0].sku) if found and self.sizes else found

    def facts(self, reference: str) -> tuple[tuple[str, str], ...]:
        known = {"tea": {"Origin": "Assam", "Water": "hot"}, "cup": {"Weight": "160 g"}}
        return tuple({"Weight": f"{len(reference)} kg", **known.get(reference, {})}.items())


def view(text: str, shop: Magazine | None = None) -> Mapping[str, object] | None:
    (found, *_) = embeds(text)
    return BLOCKS.view(found, shop or Shop())


def codes(text: str) -> list[str]:
    report = Report()
    BLOCKS.check(embeds(text), report)
    return [found.code for found in report.diagnostics]


def spots(text: str) -> list[tuple[int, str, str, str]]:
    found = view(text)
    assert found is not None
    marks = found["spots"]
    assert isinstance(marks, tuple)
    return [(one.number, one.x, one.y, one.card.id) for one in marks if isinstance(one, Spot)]


def items(text: str, shop: Magazine | None = None) -> list[tuple[int, int, str, str]]:
    found = view(text, shop)
    assert found is not None
    goods = found["items"]
    assert isinstance(goods, tuple)
    return [
        (one.number, one.quantity, one.card.id, one.chosen.sku if one.chosen else "")
        for one in goods
        if isinstance(one, OutfitItem)
    ]


def test_a_look_has_a_mark_for_each_product_at_its_place() -> None:
    text = f"{LOOK}- 34% 52.5% [Jacket](product:jacket)\n- 0 %, 100 % [](product:cup)\n:::\n"
    assert spots(text) == [(1, "34%", "52.5%", "jacket"), (2, "0%", "100%", "cup")]
    assert codes(text) == []


def test_a_comma_in_a_place_is_a_decimal_comma() -> None:
    assert spots(f"{LOOK}- 34,5% 2% [Jacket](product:jacket)\n:::\n") == [(1, "34.5%", "2%", "jacket")]


def test_marks_are_numbered_without_what_is_not_visible() -> None:
    assert spots(f"{LOOK}- 1% 2% [Old](product:gone)\n- 3% 4% [Cup](product:cup)\n:::\n") == [(1, "3%", "4%", "cup")]


def test_a_look_shows_nothing_without_its_picture_or_a_product() -> None:
    assert view(":::{look}\n![Moor](gone.jpg)\n\n- 1% 2% [Cup](product:cup)\n:::\n") is None
    assert view(f"{LOOK}- 1% 2% [Old](product:gone)\n:::\n") is None


def test_a_look_keeps_its_caption_and_its_paragraphs() -> None:
    found = view(':::{look}\n![Moor](moor.jpg "At noon")\n\nWe *stood*.\n\n- 1% 2% [Cup](product:cup)\n:::\n')
    assert found is not None
    assert (found["image"], found["words"]) == (
        Magazine().image(Image(src="moor.jpg", alt="Moor", caption="At noon")),
        Markup("<p>We <em>stood</em>.</p>"),
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("- 34% 52% [Cup](product:cup)\n", []),
        ("- 34 52 [Cup](product:cup)\n", ["E433"]),
        ("- 34% [Cup](product:cup)\n", ["E433"]),
        ("- 34% 100.5% [Cup](product:cup)\n", ["E434"]),
        ("- -1% 5% [Cup](product:cup)\n", ["E434"]),
        ("- 34% 52% the cup\n", ["E431"]),
        ("Nothing.\n", ["E430"]),
    ],
)
def test_every_mark_needs_a_place_in_the_picture(body: str, code: list[str]) -> None:
    assert codes(f"{LOOK}{body}:::\n") == code


def test_an_outfit_counts_its_items() -> None:
    text = ":::{outfit} Warm\n- [Jacket](product:jacket)\n- 2 × [Cup](product:cup)\n1. 3x [Tea](product:tea)\n:::\n"
    assert items(text) == [(1, 1, "jacket", "JACKET"), (2, 2, "cup", "CUP"), (3, 3, "tea", "TEA")]
    assert codes(text) == []


def test_an_outfit_sums_up_what_it_proposes() -> None:
    shop = Shop(sizes=(variant("S", 500, list_price=700), variant("M", 900)))
    found = view(":::{outfit} Warm\n- [Jacket](product:jacket)\n- 2 × [Cup](product:cup)\n:::\n", shop)
    assert found is not None
    assert (found["title"], found["total"], found["saving"]) == ("Warm", euro(1500), euro(600))


def test_a_title_is_one_that_the_till_takes() -> None:
    found = view(":::{outfit} Zwei\u00a0Tage Moor\u00adweg\n- [Jacket](product:jacket)\n:::\n")
    assert found is not None
    assert found["title"] == "Zwei Tage Moorweg"


def test_there_is_no_saving_without_a_list_price() -> None:
    found = view(":::{outfit} Warm\n- [Jacket](product:jacket)\n:::\n")
    assert found is not None
    assert (found["total"], found["saving"]) == (euro(100), None)


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ((variant("S", 500, "sold_out"), variant("M", 500)), "M"),
        ((replace(variant("S", 500), maximum=1), variant("M", 500)), "M"),
        ((variant("S", 500, "discontinued"), variant("M", 500, "made_to_order")), "M"),
        ((variant("S", 500, "sold_out"),), ""),
    ],
)
def test_what_cannot_be_had_so_often_is_not_proposed(sizes: tuple[VariantView, ...], chosen: str) -> None:
    assert items(":::{outfit} Warm\n- 2 × [Jacket](product:jacket)\n:::\n", Shop(sizes=sizes))[0][3] == chosen


def test_an_outfit_of_which_nothing_is_left_has_no_sum() -> None:
    shop = Shop(sizes=(variant("S", 500, "sold_out"),))
    found = view(":::{outfit} Warm\n- [Jacket](product:jacket)\n:::\n", shop)
    assert found is not None
    assert (found["total"], found["saving"]) == (None, None)


def test_an_outfit_shows_nothing_if_none_of_it_is_visible() -> None:
    assert view(":::{outfit} Warm\n- [Old](product:gone)\n:::\n") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f":::{{outfit}} {'a' * LONGEST_TITLE}\n- [Cup](product:cup)\n:::\n", []),
        (f":::{{outfit}} {'a' * (LONGEST_TITLE + 1)}\n- [Cup](product:cup)\n:::\n", ["E435"]),
        (":::{outfit}\n- [Cup](product:cup)\n:::\n", ["E421"]),
        (f":::{{outfit}} a\n{CUP * MOST_ITEMS}:::\n", []),
        (f":::{{outfit}} a\n{CUP * (MOST_ITEMS + 1)}:::\n", ["E436"]),
        (":::{outfit} a\n- 100 × [Cup](product:cup)\n:::\n", ["E437"]),
        (":::{outfit} a\n- A cup\n:::\n", ["E431"]),
        (":::{outfit} a\n:::\n", ["E430"]),
    ],
)
def test_an_outfit_fits_the_cart(text: str, code: list[str]) -> None:
    assert codes(text) == code


def rows(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = view(text)
    assert found is not None
    table = found["rows"]
    assert isinstance(table, tuple)
    return [(one.name, one.values) for one in table]


def test_products_are_compared_by_the_facts_that_two_of_them_share() -> None:
    assert rows(":::{compare} tea, cup\n:::\n") == [("Weight", ("3 kg", "160 g"))]


def test_products_are_compared_by_the_facts_that_the_editor_names() -> None:
    text = ":::{compare} cup, tea, pot\n:facts: Water, Weight\n:::\n"
    assert rows(text) == [("Water", ("", "hot", "")), ("Weight", ("160 g", "3 kg", "3 kg"))]


def test_one_product_alone_is_compared_with_nothing() -> None:
    assert view(":::{compare} tea, gone\n:::\n") is None


@pytest.mark.parametrize(
    ("products", "code"),
    [
        ("tea, cup", []),
        ("tea, cup, pot, salt", []),
        ("tea", ["E438"]),
        ("tea, tea", ["E438"]),
        ("a, b, c, d, e", ["E438"]),
    ],
)
def test_two_to_four_products_stand_side_by_side(products: str, code: list[str]) -> None:
    assert codes(f":::{{compare}} {products}\n:::\n") == code


def test_each_product_of_a_comparison_has_its_own_place() -> None:
    (embed,) = embeds(":::{compare} tea, teapot\n:::\n")
    found = [(one.id, at.column, at.length) for one in BLOCKS.references(embed) if (at := one.at)]
    assert found == [("tea", 14, 3), ("teapot", 19, 6)]


@pytest.mark.parametrize("layout", ["grid", "row"])
def test_several_products_stand_in_a_grid_or_in_a_row(layout: str) -> None:
    found = view(f":::{{products}}\n:ids: tea, cup\n:layout: {layout}\n:::\n")
    assert found is not None
    assert found["layout"] == layout
