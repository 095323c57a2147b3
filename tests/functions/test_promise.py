"""The promise of a delivery: settled before the button, the same on every page, and kept with the order."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.catalog import Rate, ShippingService, raw
from functions.chores import outbox
from functions.pricing.delivery import Window
from tests.functions.shop import World, form_of, shop, variant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from functions.order import Order

WAITS = "Das Paket geht hinaus, sobald auch die Vorbestellung verschickt werden kann."
EXPRESS = Window(earliest=date(2026, 11, 25), latest=date(2026, 11, 25))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A shop that sends by express, too; in Berlin nobody works on Tuesday."""
    articles = (
        variant("JACKET-M", 18900),
        variant("CUP", 3900, available_from=date(2027, 1, 12), maximum=2),
        variant("CARVED", 7900, fulfilment="made_to_order", stock="unlimited", lead_days=10),
    )
    with shop(tmp_path, *articles) as opened:
        market = opened.catalog.markets["de"]
        express = ShippingService(
            id="express",
            name={"de": "Expressversand", "en": "Express delivery"},
            countries=("DE",),
            rates=(Rate(price=1290),),
            transit_days=(1, 1),
        )
        changed = msgspec.structs.replace(market, shipping=(*market.shipping, express), handling_days=(0, 0))
        opened.catalog = msgspec.structs.replace(opened.catalog, markets={"de": changed})
        yield opened


def closed_on_tuesday(world: World) -> None:
    tuesday = {"DE-BE": frozenset({date(2026, 11, 24)})}
    market = msgspec.structs.replace(world.catalog.markets["de"], ships_from="DE-BE", holidays=tuesday)
    world.catalog = msgspec.structs.replace(world.catalog, markets={"de": market})


def only_order(world: World) -> Order:
    (order,) = world.store.orders_since(world.clock() - world.clock.day)
    return order


def paid(world: World, page: httpx.Response) -> Order:
    placed = world.post("/till/order", form_of(page, "/till/order"))
    world.press(placed.headers["location"], "paid")
    return only_order(world)


def mails(world: World) -> list[str]:
    """All that the letters say, to the shopper first; as text and as HTML."""
    outbox.work(world.till)
    letters = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(world.mails.glob("*.eml"))]
    return ["".join(part.get_content() for part in letter.walk() if not part.is_multipart()) for letter in letters]


def test_the_first_page_offers_every_way_with_price_and_days(world: World) -> None:
    page = world.post("/till/checkout", {"sku": "JACKET-M", "quantity": "1", "language": "en"}).text
    standard, express = page.index("Standard delivery"), page.index("Express delivery")
    assert "€4.90" in page[standard:express]
    assert "24 November 2026 to 26 November 2026" in page[standard:express]
    assert "€12.90" in page[express:]
    assert "Tuesday, 24 November 2026" in page[express:]


def test_express_is_settled_before_the_button(world: World) -> None:
    closed_on_tuesday(world)
    page = world.review(("JACKET-M", 1), service="express", language="en")
    facts = page.text[: page.text.index("Order with obligation to pay")]
    assert "Wednesday, 25 November 2026 (Express delivery)" in facts
    assert "€201.90" in facts
    assert "Standard delivery" not in page.text
    order = paid(world, page)
    assert (order.service, order.service_name, order.shipping, order.total) == (
        "express",
        "Express delivery",
        1290,
        20190,
    )
    assert order.delivery == EXPRESS


def test_the_promise_of_the_review_is_that_of_the_order_its_page_and_its_mails(world: World) -> None:
    closed_on_tuesday(world)
    order = paid(world, world.review(("JACKET-M", 1), service="express", language="en"))
    said = "Wednesday, 25 November 2026"
    assert said in world.get(f"/till/orders/{order.token}").text
    shopper, shop_mail = mails(world)
    assert shopper.count(said) == 2  # as text and as HTML
    assert "Mittwoch, 25. November 2026" in shop_mail


def test_another_way_than_the_review_showed_is_not_ordered(world: World) -> None:
    form = form_of(world.review(("JACKET-M", 1), service="express"), "/till/order")
    answer = world.post("/till/order", form | {"service": "standard"})
    assert (answer.status_code, world.store.orders_since(world.clock() - world.clock.day)) == (409, ())
    assert "Standardversand" in answer.text


def test_a_way_that_does_not_lead_there_is_not_kept(world: World) -> None:
    page = world.review(("JACKET-M", 1), service="express", country="AT", postal_code="1010", city="Wien")
    assert "Alpenversand" in page.text
    assert paid(world, page).service == "alps"


def test_express_does_not_arrive_before_the_thing_is_made(world: World) -> None:
    order = paid(world, world.review(("CARVED", 1), ("JACKET-M", 1), service="express"))
    assert order.delivery == Window(earliest=date(2026, 12, 8), latest=date(2026, 12, 8))


def test_a_pre_order_is_named_with_its_day_until_the_parcel_leaves(world: World) -> None:
    page = world.review(("CUP", 2), language="en")
    order = paid(world, page)
    said = "Pre-order, sent from 12 January 2027"
    assert order.lines[0].available_from == date(2027, 1, 12)
    assert order.delivery == Window(earliest=date(2027, 1, 13), latest=date(2027, 1, 15))
    shopper, shop_mail = mails(world)
    status = world.get(f"/till/orders/{order.token}").text
    assert [text.count(said) for text in (page.text, status, shopper)] == [1, 1, 2]
    assert "Vorbestellung, Versand ab 12. Januar 2027" in shop_mail


def test_what_comes_as_data_makes_no_parcel_wait(world: World) -> None:
    song = variant("SONG", 500, fulfilment="digital", stock="unlimited", lead_days=20, available_from=date(2027, 1, 12))
    world.catalog = msgspec.structs.replace(world.catalog, variants={**world.catalog.variants, "SONG": raw(song)})
    page = world.review(("SONG", 1), ("JACKET-M", 1))
    assert WAITS not in page.text
    order = paid(world, page)
    assert order.delivery == Window(earliest=date(2026, 11, 24), latest=date(2026, 11, 26))


def test_a_pre_order_in_the_parcel_makes_all_of_it_wait(world: World) -> None:
    assert WAITS not in world.review(("CUP", 2)).text
    page = world.review(("CUP", 1), ("JACKET-M", 1))
    assert WAITS in page.text[: page.text.index("Zahlungspflichtig bestellen")]
    order = paid(world, page)
    assert order.delivery == Window(earliest=date(2027, 1, 13), latest=date(2027, 1, 15))


def test_an_order_has_no_more_than_it_may(world: World) -> None:
    page = world.review(("CUP", 2), ("CUP", 1))
    assert page.status_code == 409
    assert "gehen höchstens 2 in eine Bestellung" in page.text
    assert 'action="/till/order"' not in page.text
