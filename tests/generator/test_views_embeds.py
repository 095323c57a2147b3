from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.model import Embed, Image
from generator.views import Embeds, site_view

if TYPE_CHECKING:
    from generator.blocks import BlockContext
    from generator.views import ViewContext

EMBED = Embed(index=1, block="product", argument="jacket")


@pytest.fixture
def embeds(context: ViewContext) -> Embeds:
    page = context.routes.by_key["story", "rannoch", "en", 1]
    return Embeds(context=context, language="en", site=site_view(context, page), story="rannoch")


def test_it_answers_all_that_blocks_ask(embeds: Embeds) -> None:
    asked: BlockContext = embeds
    assert asked.language == "en"


def test_a_card_remembers_its_story_and_block(embeds: Embeds) -> None:
    card = embeds.card("jacket", EMBED)
    assert card is not None
    assert (card.source, card.key, card.chosen) == ("rannoch#2", "jacket-2", "JACKET-L")


def test_a_sku_chooses_its_variant(embeds: Embeds) -> None:
    card = embeds.card("JACKET-M", EMBED)
    assert card is not None
    assert (card.id, card.chosen) == ("jacket", "JACKET-M")


def test_two_variants_of_a_product_in_a_row_have_keys_of_their_own(embeds: Embeds) -> None:
    cards = [embeds.card(reference, EMBED) for reference in ("jacket", "JACKET-M", "JACKET-L")]
    assert [card.key for card in cards if card] == ["jacket-2", "jacket-2-JACKET-M", "jacket-2-JACKET-L"]


def test_a_product_that_is_not_visible_has_no_card(embeds: Embeds) -> None:
    assert embeds.card("boots", EMBED) is None


def test_products_are_found_by_section_and_tag_each_once(embeds: Embeds) -> None:
    assert embeds.products(section="unterwegs", tag="wandern") == ("jacket",)


def test_a_picture_is_a_view(embeds: Embeds) -> None:
    view = embeds.image(Image(src="images/moor.jpg", alt="Moor"))
    assert view is not None
    assert view.src == "/images/moor.jpg"


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        ("product", "JACKET-M", ("Wind jacket", "/en/products/wind-jacket/", "en")),
        ("story", "rannoch", ("Across Rannoch Moor", "/en/stories/rannoch-moor/", "en")),
        ("story", "tee", ("Tee im Regen", "/stories/tee/", "de")),
        ("page", "impressum", ("Impressum", "/impressum/", "de")),
        ("section", "kaffee", ("Coffee", "/en/sections/kaffee/", "en")),
    ],
)
def test_a_link_leads_to_this_language_or_the_original(
    embeds: Embeds, kind: str, subject: str, expected: tuple[str, str, str]
) -> None:
    link = embeds.link(kind, subject)
    assert link is not None
    assert expected == (link.title, link.url, link.language)


def test_a_link_to_what_is_not_visible_is_none(embeds: Embeds) -> None:
    assert embeds.link("section", "leer") is None
