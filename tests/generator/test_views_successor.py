"""What stands where a product is named that is no longer made, and what a reduced price shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import pytest

from functions.money import Money
from generator.model import Embed, Price, Recorded
from generator.views.card import bare_card, standing_card
from generator.views.embeds import Embeds
from generator.views.offer import catalog_variant, variant_view
from generator.views.product import product_view
from generator.views.shapes import LinkView
from generator.views.site import site_view
from generator.views.story import story_view
from generator.views.structured_product import product_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import Product, SiteGraph
    from generator.views import ViewContext
    from generator.views.structured import Json

BERLIN = ZoneInfo("Europe/Berlin")
START, END = datetime(2026, 11, 1, tzinfo=BERLIN), datetime(2026, 12, 1, tzinfo=BERLIN)


def euro(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


@pytest.fixture
def old(magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]) -> ViewContext:
    """The magazine without jackets: coffee follows them."""
    products = {
        key: replace(product, discontinued=True, successor="coffee") if key[0] == "jacket" else product
        for key, product in magazine.products.items()
    }
    return context_of(replace(magazine, products=products))


def test_a_page_of_what_is_no_longer_made_names_what_follows_it(old: ViewContext) -> None:
    page = old.routes.by_key["product", "jacket", "de", 1]
    view = product_view(old, page, site_view(old, page))
    assert {variant.availability for variant in view.card.variants} == {"discontinued"}
    coffee = old.graph.products["coffee", "de"]
    url = old.routes.url("product", "coffee", "de")
    assert view.card.successor == LinkView(title=coffee.title, url=url, language=coffee.words_language)
    assert view.successor
    assert (view.successor.id, view.card.id) == ("coffee", "jacket")


def test_a_story_shows_what_follows_and_says_for_what_it_stands(old: ViewContext) -> None:
    card = standing_card(old, "jacket", "de", key="1")
    jacket = old.graph.products["jacket", "de"]
    assert card.id == "coffee"
    assert card.replaces == LinkView(
        title=jacket.title, url=old.routes.url("product", "jacket", "de"), language=jacket.words_language
    )


def test_what_is_made_stands_for_itself(context: ViewContext) -> None:
    card = standing_card(context, "jacket", "de", key="1")
    assert (card.id, card.replaces, card.successor) == ("jacket", None, None)


@pytest.mark.parametrize("reference", ["jacket", "JACKET-L"])
def test_a_block_that_names_it_gets_the_other(old: ViewContext, reference: str) -> None:
    page = old.routes.by_key["story", "rannoch", "de", 1]
    embeds = Embeds(context=old, language="de", site=site_view(old, page), story="rannoch")
    card = embeds.card(reference, Embed(index=1, block="product", argument=reference))
    assert card
    assert (card.id, card.chosen, card.source) == ("coffee", "COFFEE", "rannoch#2")


def test_a_row_may_show_both_without_giving_an_id_twice(old: ViewContext) -> None:
    page = old.routes.by_key["story", "rannoch", "de", 1]
    embeds = Embeds(context=old, language="de", site=site_view(old, page), story="rannoch")
    cards = [embeds.card(name, Embed(index=1, block="products", argument="")) for name in ("jacket", "coffee")]
    assert len({card.key for card in cards if card}) == 2


def test_a_story_lists_each_thing_once(old: ViewContext) -> None:
    page = old.routes.by_key["story", "rannoch", "de", 1]
    ids = [card.id for card in story_view(old, page, site_view(old, page)).products]
    assert "jacket" not in ids
    assert len(ids) == len(set(ids))


def test_nothing_that_is_no_longer_made_stands_in_a_list_but_the_tills(old: ViewContext) -> None:
    lists = old.routes.lists
    assert "jacket" not in lists.products("products", "", "de")
    assert "jacket" not in lists.products("section", "unterwegs", "de")
    assert "jacket" in lists.products("known", "", "de")


def test_a_card_names_the_section_where_there_is_more(context: ViewContext) -> None:
    section = bare_card(context, "jacket", "de").section
    assert section
    assert section.url == context.routes.url("section", "unterwegs", "de")


@pytest.fixture
def reduced(magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]) -> ViewContext:
    """The magazine with the coffee on offer, and with what it cost before."""
    coffee = magazine.products["coffee", "de"].variants[0]
    offer = Price(market="de", price=euro(500), start=START, end=END)
    variant = replace(coffee, prices=(replace(coffee.prices[0], list_price=None), offer))
    line = Recorded(sku="COFFEE", market="de", price=euro(650), since=START - timedelta(days=31))
    products = {
        key: replace(product, variants=(variant,)) if key[0] == "coffee" else product
        for key, product in magazine.products.items()
    }
    return context_of(replace(magazine, products=products, history={"COFFEE": (line,)}))


def coffee_of(context: ViewContext) -> Product:
    return context.graph.products["coffee", "de"]


def test_a_reduced_price_shows_the_lowest_of_the_30_days_before(reduced: ViewContext) -> None:
    product = coffee_of(reduced)
    view = variant_view(reduced, product, product.variants[0], "de")
    lowest = min(650, product.variants[0].prices[0].price.minor)
    assert (view.price, view.lowest) == (euro(500), euro(lowest))
    assert view.until == datetime(2026, 11, 30, 23, 59, 59, tzinfo=BERLIN)


@pytest.mark.parametrize("moment", [START, START - timedelta(seconds=1), END, END - timedelta(seconds=1)])
def test_page_and_till_have_one_price_at_every_edge(
    reduced: ViewContext, context_of: Callable[[SiteGraph], ViewContext], moment: datetime
) -> None:
    context = context_of(replace(reduced.graph, now=moment))
    product = coffee_of(context)
    period = catalog_variant(context, product, product.variants[0]).price_at("de", moment)
    view = variant_view(context, product, product.variants[0], "de")
    assert period
    assert (view.price.minor, view.lowest and view.lowest.minor) == (period.price, period.lowest)
    assert (view.lowest is not None) == (START <= moment < END)


def offered(context: ViewContext) -> dict[str, Json]:
    graph = cast("list[dict[str, dict[str, Json]]]", product_document(context, coffee_of(context))["@graph"])
    return graph[0]["offers"]


def test_search_engines_see_until_when_and_by_what_it_is_reduced(reduced: ViewContext) -> None:
    offer = offered(reduced)
    price, struck = cast("list[dict[str, Json]]", offer["priceSpecification"])
    assert (offer["price"], offer["priceValidUntil"]) == ("5.00", END.isoformat())
    assert (price["validFrom"], price["validThrough"]) == (START.isoformat(), END.isoformat())
    assert (struck["price"], struck["priceType"]) == ("6.50", "https://schema.org/StrikethroughPrice")


def test_before_an_offer_the_price_holds_until_it_begins(
    reduced: ViewContext, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    offer = offered(context_of(replace(reduced.graph, now=START - timedelta(days=1))))
    assert offer["priceValidUntil"] == START.isoformat()
    assert len(cast("list[Json]", offer["priceSpecification"])) == 1
