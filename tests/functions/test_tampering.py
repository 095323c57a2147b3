"""What a shopper's browser holds can be changed by whoever sits before it; what is charged and sent cannot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from functions.order import State
from tests.functions.shop import ADDRESS, World, cart_json, form_of, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from functions.order import Order


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop(tmp_path) as opened:
        yield opened


def reviewed(world: World, *lines: tuple[str, int], **fields: str) -> dict[str, str]:
    return form_of(world.review(*lines, **fields), "/till/order")


def orders(world: World) -> tuple[Order, ...]:
    return world.store.orders_since(world.clock() - world.clock.day)


def with_lines(form: dict[str, str], **changes: object) -> dict[str, str]:
    """The form with its cart's lines changed."""
    cart = json.loads(form["cart"])
    return {**form, "cart": json.dumps({**cart, "lines": [{**line, **changes} for line in cart["lines"]]})}


@pytest.mark.parametrize(
    "changes",
    [
        {"seen_price": 1},
        {"unit_price": 1, "price": 1, "total": 1, "list_price": 1, "tax_class": "reduced"},
        {"free": 1000, "opening_stock": 1000, "stock": "unlimited"},
    ],
)
def test_no_price_of_a_cart_is_charged(world: World, changes: dict[str, object]) -> None:
    form = with_lines(reviewed(world, ("JACKET-M", 1)), **changes)
    answer = world.post("/till/order", form)
    assert answer.status_code in {303, 409}
    assert [order.total for order in orders(world)] == ([18900 + 490] if answer.status_code == 303 else [])


def test_a_page_with_another_price_is_shown_again_before_anything_is_ordered(world: World) -> None:
    answer = world.post("/till/order", with_lines(reviewed(world, ("JACKET-M", 1)), seen_price=100))
    assert (answer.status_code, "1,00" in answer.text, orders(world)) == (409, True, ())


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "1", 10_000, 10**30, None, True, [1], {"$gt": 0}])
def test_no_quantity_but_a_whole_number_of_one_or_more_is_ordered(world: World, quantity: object) -> None:
    answer = world.post("/till/order", with_lines(reviewed(world, ("JACKET-M", 1)), quantity=quantity))
    assert (answer.status_code, orders(world)) == (422, ())


def test_more_than_the_review_showed_is_shown_again(world: World) -> None:
    answer = world.post("/till/order", with_lines(reviewed(world, ("JACKET-M", 1)), quantity=2))
    assert (answer.status_code, orders(world)) == (409, ())


def test_another_article_than_the_review_showed_is_shown_again(world: World) -> None:
    answer = world.post("/till/order", with_lines(reviewed(world, ("TEA", 1)), sku="JACKET-M"))
    assert (answer.status_code, orders(world)) == (409, ())


@pytest.mark.parametrize("configuration", [[["engraving", "free", -1]], [["price", "0", 1]], "free", [[]], [1]])
def test_no_option_of_a_browser_changes_a_price(world: World, configuration: object) -> None:
    form = with_lines(reviewed(world, ("JACKET-M", 1)), configuration=configuration)
    answer = world.post("/till/order", form)
    assert answer.status_code in {303, 409, 422}
    assert all(order.total == 18900 + 490 for order in orders(world))


@pytest.mark.parametrize("country", ["US", "DEU", "", "🇩🇪", "de\r\nBcc: x", "AT"])
def test_a_country_is_delivered_to_at_its_own_tax_and_price_or_not_at_all(world: World, country: str) -> None:
    """Austria is delivered to, at another VAT and another shipping than the review said."""
    answer = world.post("/till/order", reviewed(world, ("TEA", 1)) | {"country": country})
    assert answer.status_code in {409, 422}
    assert orders(world) == ()


@pytest.mark.parametrize("service", ["free", "alps", "../standard", "0", "standard' OR 1=1"])
def test_a_way_of_delivery_that_is_none_costs_what_the_real_one_costs(world: World, service: str) -> None:
    answer = world.post("/till/order", reviewed(world, ("TEA", 1)) | {"service": service})
    assert answer.status_code in {303, 409}
    assert [order.shipping for order in orders(world)] in ([], [490])


@pytest.mark.parametrize("agreed", ["", "x", "0" * 64])
def test_nothing_is_ordered_that_no_review_has_shown(world: World, agreed: str) -> None:
    answer = world.post("/till/order", reviewed(world, ("TEA", 1)) | {"agreed": agreed})
    assert (answer.status_code, orders(world)) == (409, ())


@pytest.mark.parametrize("attempt", ["", "short", "x" * 65, "a b c d e f g h i j", "' OR '1'='1' -- ", "\0" * 20])
def test_an_attempt_is_one_that_a_review_could_have_made(world: World, attempt: str) -> None:
    answer = world.post("/till/order", reviewed(world, ("TEA", 1)) | {"attempt": attempt})
    assert (answer.status_code, orders(world)) == (422, ())


def test_hidden_fields_that_the_form_never_had_count_for_nothing(world: World) -> None:
    more = {"total": "1", "amount_due": "1", "state": "paid", "currency": "JPY", "shipping": "0", "number": "FREE"}
    more |= {"token": "chosen-by-myself", "success_url": "https://evil.example", "expires_at": "9999999999"}
    answer = world.post("/till/order", reviewed(world, ("TEA", 1)) | more)
    [order] = orders(world)
    assert (answer.status_code, order.total, order.currency, order.state) == (303, 890 + 490, "EUR", State.PLACED)
    assert order.number != "FREE"
    assert order.token != "chosen-by-myself"
    assert pages_of(world, answer)[0].startswith(world.url)


def test_coming_back_from_the_payment_page_pays_nothing(world: World) -> None:
    world.post("/till/order", reviewed(world, ("TEA", 1)))
    [order] = orders(world)
    page = world.get(f"/till/orders/{order.token}?returned=1&state=paid&paid=1&settled=1")
    assert page.status_code == 200
    assert "data-paid-cart" not in page.text
    assert orders(world)[0].state is State.PLACED


def test_the_name_of_anothers_cart_leads_to_no_order_of_his(world: World) -> None:
    """Its name is 128 random bits that his browser alone knows; and no order is told without its token."""
    world.order(("TEA", 1), cart="his-cart", name="Jemand Anders")
    foreign = world.post(
        "/till/checkout", {"cart": cart_json(("TEA", 1), cart="his-cart")}, origin="https://evil.example"
    )
    assert "his-cart" not in foreign.text
    assert "Jemand Anders" not in foreign.text


def test_tokens_of_orders_are_long_and_of_chance_alone(world: World) -> None:
    for number in range(5):
        world.order(("TEA", 1), cart=f"cart-{number}")
    tokens = [order.token for order in orders(world)]
    assert len(set(tokens)) == 5
    assert {len(token) for token in tokens} == {24}  # 18 bytes: 144 bits
    assert not any(order.number in order.token or order.id in order.token for order in orders(world))


@pytest.mark.parametrize("change", [str.lower, str.swapcase, lambda token: token[:-1], lambda token: f"{token}="])
def test_a_token_that_is_nearly_right_is_wrong(world: World, change: object) -> None:
    assert callable(change)
    world.order(("TEA", 1))
    [order] = orders(world)
    assert world.get(f"/till/orders/{change(order.token)}").status_code == 404
    assert world.get(f"/till/orders/{order.token}").status_code == 200


@pytest.mark.parametrize("field", sorted(ADDRESS))
def test_no_field_breaks_out_of_a_page(world: World, field: str) -> None:
    evil = '"><script>alert(1)</script>{{ 7 * 7 }}'
    for path in ("/till/checkout", "/till/review"):
        page = world.post(path, {"cart": cart_json(("TEA", 1)), **ADDRESS, field: evil})
        assert "<script>alert" not in page.text
        assert "49" not in page.text.replace("4,90", "")


def test_the_source_of_a_line_breaks_out_of_no_page(world: World) -> None:
    lines = [{"sku": "TEA", "quantity": 1, "source": '"><script>alert(1)</script>', "group": "<b>set</b>"}]
    page = world.post("/till/review", {"cart": json.dumps({"lines": lines}), **ADDRESS})
    assert (page.status_code, "<script>alert" in page.text, "<b>set" in page.text) == (200, False, False)


def pages_of(world: World, placed: httpx.Response) -> tuple[str, str]:
    """Where the payment page leads back to."""
    assert world.sandbox is not None
    payment = world.sandbox.page(placed.headers["location"].rpartition("/")[2]).payment
    return payment.success_url, payment.cancel_url
