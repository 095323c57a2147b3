"""The whole way over real HTTP: from the cart to the paid order, and every way it can go instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from functions.order import State
from tests.functions.shop import World, form_of, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop(tmp_path) as opened:
        yield opened


def test_a_cart_becomes_a_paid_order(world: World) -> None:
    checkout = world.post(
        "/till/checkout", {"sku": "JACKET-M", "quantity": "1", "source": "rannoch#2", "language": "de"}
    )
    fields = form_of(checkout, "/till/review") | {
        "email": "ida@example.org",
        "name": "Ida Muster",
        "line1": "Am Wegrain 7",
        "postal_code": "10115",
        "city": "Berlin",
        "country": "DE",
    }
    review = world.post("/till/review", fields)
    placed = world.post("/till/order", form_of(review, "/till/order"))
    status_url = world.press(placed.headers["location"], "paid")
    status = world.get(status_url)
    token = status_url.partition("/orders/")[2].partition("?")[0]
    order = world.store.order_by_token(token)
    assert order is not None
    assert (checkout.status_code, review.status_code, placed.status_code, status.status_code) == (200, 200, 303, 200)
    assert (order.state, order.total, order.lines[0].source) == (State.PAID, 18900 + 490, "rannoch#2")
    assert f'data-paid-cart="{order.cart_id}"' in status.text
    assert world.free("JACKET-M") == 4
