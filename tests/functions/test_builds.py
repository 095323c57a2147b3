"""Pages and till of different builds meet without harm: whoever has a page, a cart or an order of another is served."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions import catalog as catalogs
from functions import pages as till_pages
from functions.chores import outbox
from functions.order import State
from tests.functions.shop import ADDRESS, VARIANTS, World, cart_json, form_of, pages_json, shop, some_pages, variant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.catalog import Variant

JACKET, TEA = VARIANTS[0], VARIANTS[3]
CHANGED = "Seit Sie geprüft haben, hat sich etwas geändert"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop(tmp_path) as opened:
        yield opened


def build(world: World, *variants: Variant, without: str = "") -> None:
    """Another build goes live: these variants are other or new, one is gone."""
    sold = {sku: raw for sku, raw in world.catalog.variants.items() if sku != without}
    sold |= {one.sku: catalogs.raw(one) for one in variants}
    world.catalog = msgspec.structs.replace(world.catalog, build=f"{world.catalog.build}+", variants=sold)


def cart_of_a_page(sku: str, seen_price: int, *others: tuple[str, int]) -> str:
    lines = [{"sku": sku, "quantity": 1, "seen_price": seen_price}]
    return json.dumps({"id": "", "lines": [*lines, *({"sku": one, "quantity": n} for one, n in others)]})


def test_a_cart_with_the_price_of_an_older_page_is_told_and_then_ordered_at_todays(world: World) -> None:
    build(world, msgspec.structs.replace(JACKET, prices={"de": (catalogs.Period(price=19900),)}))
    review = world.post("/till/review", {"cart": cart_of_a_page("JACKET-M", 18900), **ADDRESS})
    assert "vorher 189,00\xa0€, jetzt 199,00\xa0€" in review.text
    answer = world.post("/till/order", form_of(review, "/till/order"))
    assert answer.status_code == 303
    assert world.store.orders_since(world.clock.moment - world.clock.day)[-1].goods == 19900


@pytest.mark.parametrize(
    "changes",
    [
        {"prices": {"de": (catalogs.Period(price=19900),)}},
        {"prices": {"de": (catalogs.Period(price=17900),)}},
        {"options": {"de": (("Weite", "Mittel"),), "en": (("Width", "Medium"),)}},
        {"title": {"de": "Mantel", "en": "Coat"}},
        {"lead_days": 9},
        {"tax_class": "reduced"},
    ],
    ids="-".join,
)
def test_what_a_build_changes_after_the_review_is_shown_before_it_binds(
    world: World, changes: dict[str, object]
) -> None:
    page = world.review(("JACKET-M", 1), cart="cart-1")
    build(world, msgspec.structs.replace(JACKET, **changes))
    again = world.post("/till/order", form_of(page, "/till/order"))
    assert again.status_code == 409
    assert CHANGED in again.text
    assert world.store.orders_since(world.clock.moment - world.clock.day) == ()
    assert world.post("/till/order", form_of(again, "/till/order")).status_code == 303


def test_a_build_that_changes_nothing_of_the_cart_does_not_disturb_its_order(world: World) -> None:
    page = world.review(("JACKET-M", 1), cart="cart-1")
    build(world, variant("NEW", 100), without="TEA")
    assert world.post("/till/order", form_of(page, "/till/order")).status_code == 303


def test_other_terms_are_agreed_to_anew(world: World) -> None:
    page = world.review(("TEA", 1), cart="cart-1")
    world.pages = some_pages("terms-2")
    again = world.post("/till/order", form_of(page, "/till/order"))
    assert again.status_code == 409
    world.post("/till/order", form_of(again, "/till/order"))
    (order,) = world.store.orders_since(world.clock.moment - world.clock.day)
    assert order.terms_version == "terms-2"


def test_what_has_vanished_from_the_shop_is_said_and_the_rest_can_be_ordered(world: World) -> None:
    build(world, without="JACKET-M")
    review = world.post("/till/review", {"cart": cart_of_a_page("JACKET-M", 18900, ("TEA", 1)), **ADDRESS})
    assert review.status_code == 409
    assert "„JACKET-M“ gibt es bei uns nicht" in review.text
    fewer = world.post("/till/review", form_of(review, "/till/review"))
    assert world.post("/till/order", form_of(fewer, "/till/order")).status_code == 303


def test_what_vanishes_after_the_review_is_not_ordered(world: World) -> None:
    page = world.review(("JACKET-M", 1), ("TEA", 1), cart="cart-1")
    build(world, without="JACKET-M")
    answer = world.post("/till/order", form_of(page, "/till/order"))
    assert answer.status_code == 409
    assert "„JACKET-M“ gibt es bei uns nicht" in answer.text
    assert world.store.orders_since(world.clock.moment - world.clock.day) == ()


def test_a_page_that_is_newer_than_the_till_is_asked_to_wait_a_moment_and_then_served(world: World) -> None:
    form = {"cart": cart_of_a_page("NEW", 2900), **ADDRESS}
    early = world.post("/till/review", form)
    quote = world.client.post(f"{world.url}/till/quote", json=json.loads(cart_json(("NEW", 1), ("TEA", 1))))
    assert early.status_code == 409
    assert "versuchen Sie es in einem Augenblick noch einmal" in early.text
    assert [found["code"] for found in quote.json()["problems"]] == ["unknown_sku"]
    assert [line["sku"] for line in quote.json()["lines"]] == ["TEA"]
    build(world, variant("NEW", 2900))
    assert world.post("/till/review", form).status_code == 200


def test_a_way_of_delivery_that_a_build_takes_away_gives_place_to_another_which_is_shown_first(world: World) -> None:
    page = world.review(("TEA", 1), cart="cart-1")
    market = world.catalog.markets["de"]
    post, alps = market.shipping
    slower = msgspec.structs.replace(post, id="slow", name={"de": "Langsam", "en": "Slow"})
    markets = {"de": msgspec.structs.replace(market, shipping=(slower, alps))}
    world.catalog = msgspec.structs.replace(world.catalog, markets=markets)
    again = world.post("/till/order", form_of(page, "/till/order"))
    assert (again.status_code, CHANGED in again.text, "Langsam" in again.text) == (409, True, True)


def paid(world: World, *lines: tuple[str, int], **fields: str) -> str:
    """An order is paid; its status page's address."""
    return world.press(world.order(*lines, **fields).headers["location"], "paid").partition("?")[0]


def test_an_order_of_an_old_build_is_shown_as_it_was_agreed(world: World) -> None:
    address = paid(world, ("JACKET-M", 1))
    before = world.get(address)
    build(world, variant("NEW", 100), without="JACKET-M")
    world.pages = some_pages("terms-2")
    after = world.get(address)
    assert (after.status_code, after.text) == (200, before.text)


def test_the_letters_of_an_old_build_have_the_words_and_terms_that_were_agreed(world: World) -> None:
    world.pages = till_pages.load(pages_json().replace(b"So ist das.", b"So war das."))
    paid(world, ("JACKET-M", 1))
    build(world, without="JACKET-M")
    world.pages = some_pages("terms-2")
    outbox.work(world.till)
    (letter,) = world.mails.glob("order-*.eml")
    text = letter.read_bytes()
    assert b"Ware JACKET-M" in text
    assert b"So war das." in text


def test_an_order_in_a_language_that_a_build_gave_up_is_still_shown_and_written(world: World) -> None:
    address = paid(world, ("TEA", 1), language="en")
    only_german = json.loads(pages_json())
    for part in ("frames", "words", "documents"):
        del only_german[part]["en"]
    world.pages = till_pages.load(json.dumps(only_german).encode())
    world.catalog = msgspec.structs.replace(world.catalog, languages=("de",))
    page = world.get(address)
    outbox.work(world.till)
    assert (page.status_code, '<html lang="de">' in page.text, "/en/cart/" in page.text) == (200, True, False)
    assert len(list(world.mails.glob("order-*.eml"))) == 1


def test_what_was_called_off_is_reviewed_by_the_build_of_today(world: World) -> None:
    placed = world.order(("JACKET-M", 1), ("TEA", 1))
    status = world.press(placed.headers["location"], "cancelled").partition("/cancelled")[0]
    world.get(f"{status}/cancelled")
    build(world, without="JACKET-M")
    review = world.post(f"{status.removeprefix(world.url)}/pay", {})
    assert review.status_code == 409
    assert "„JACKET-M“ gibt es bei uns nicht" in review.text


def test_the_way_back_to_an_older_build_changes_neither_orders_nor_stock(world: World) -> None:
    older = world.catalog
    build(world, variant("NEW", 100, opening_stock=3))
    address = paid(world, ("NEW", 1), ("JACKET-M", 2))
    before = world.get(address).text
    world.catalog = older
    (order,) = world.store.orders_since(world.clock.moment - world.clock.day)
    assert (order.state, world.free("JACKET-M"), world.free("NEW")) == (State.PAID, 3, 2)
    assert world.get(address).text == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=st.lists(st.integers(1, 99_999), min_size=1, max_size=4))
def test_whatever_builds_come_between_an_order_costs_what_its_page_showed(world: World, prices: list[int]) -> None:
    build(world, TEA)
    page, shown = world.review(("TEA", 1)), TEA.prices["de"][0].price
    for price in (*prices, prices[-1]):
        build(world, msgspec.structs.replace(TEA, prices={"de": (catalogs.Period(price=price),)}))
        answer = world.post("/till/order", form_of(page, "/till/order"))
        if answer.status_code == 303:
            break
        page, shown = answer, price
    (order,) = world.store.orders_since(world.clock.moment)
    assert (answer.status_code, order.goods, order.amount_due) == (303, shown, shown + order.shipping)
