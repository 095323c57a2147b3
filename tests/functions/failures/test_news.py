"""The provider's news are lost, doubled, late, out of order, or not its own."""

from __future__ import annotations

import itertools
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import stripe

from functions.order import State
from tests.functions.failing import after
from tests.functions.stripe_server import WEBHOOK_SECRET

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.functions.failing import Shop

HOUR = 3600


def test_lost_news_are_fetched(shop: Shop) -> None:
    shop.buy()
    after(shop)
    assert shop.states == [State.PAID]


@pytest.mark.parametrize("succeeds", [True, False])
def test_lost_news_of_a_delayed_payment_are_fetched(plain: Shop, *, succeeds: bool) -> None:
    session = plain.place()
    plain.bank.pay(session, delayed=True)
    plain.world.clock.forward(minutes=36)
    plain.chores()
    assert (plain.states, plain.world.free("LAST-ONE")) == ([State.PENDING], 0)
    plain.world.clock.forward(days=10)
    plain.bank.debit(session, succeeds=succeeds)
    after(plain)
    assert plain.states == [State.PAID if succeeds else State.FAILED]


def test_news_that_arrive_many_times_at_once_count_once(shop: Shop) -> None:
    session = shop.buy()
    names = ["evt_1", "evt_1", "evt_2", "evt_3"] * 3
    with ThreadPoolExecutor(6) as wires:
        answers = list(wires.map(lambda name: shop.bank.tell("completed", session, name), names))
    after(shop)
    assert set(answers) == {200}
    assert [step.state for step in shop.orders[0].history] == [State.PLACED, State.PAID]


@pytest.mark.parametrize("cleared", [True, False])
def test_news_that_are_late_by_a_day_change_nothing_twice(plain: Shop, *, cleared: bool) -> None:
    session = plain.buy()
    plain.world.clock.forward(minutes=40)
    if cleared:
        plain.chores()
    plain.world.clock.forward(days=1)
    assert plain.bank.tell("completed", session) == 200
    after(plain)
    assert [step.state for step in plain.orders[0].history] == [State.PLACED, State.PAID]


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(3))), ids=str)
def test_news_in_any_order_come_to_the_same(plain: Shop, arrival: tuple[int, ...]) -> None:
    session = plain.place()
    plain.bank.pay(session, delayed=True)
    news = [plain.bank.event("checkout.session.completed", session, "evt_0")]
    plain.bank.debit(session, succeeds=True)
    news.append(plain.bank.event("checkout.session.async_payment_succeeded", session, "evt_1"))
    intent = plain.bank.sessions[session]["payment_intent"]
    plain.bank.money.give_back(intent, 1000, {})
    news.append(plain.bank.event_of("charge.refunded", plain.bank.money.charges[intent], "evt_2"))
    assert [plain.bank.send(news[place]) for place in arrival] == [200] * 3
    after(plain)
    assert (plain.states, plain.orders[0].repaid) == ([State.PAID], 1000)


def truncated(shop: Shop, body: bytes) -> int:
    return shop.bank.send(body[: len(body) // 2])


BROKEN: dict[str, Callable[[Shop, bytes], int]] = {
    "forged": lambda shop, body: shop.bank.send(body, secret="whsec_of_somebody_else"),
    "unsigned": lambda shop, body: shop.bank.send_raw(body, None),
    "stale": lambda shop, body: shop.bank.send(body, moment=int(time.time()) - 24 * HOUR),
    "from the future": lambda shop, body: shop.bank.send(body, moment=int(time.time()) + HOUR),
    "changed": lambda shop, body: shop.bank.send_raw(body.replace(b"cs_test_1", b"cs_test_2"), signature(body)),
    "serialised anew": lambda shop, body: shop.bank.send_raw(json.dumps(json.loads(body)).encode(), signature(body)),
    "cut off": truncated,
    "empty": lambda shop, _: shop.bank.send(b""),
    "of no kind": lambda shop, _: shop.bank.send(b"{}"),
    "a list": lambda shop, _: shop.bank.send(b"[]"),
    "about nothing": lambda shop, _: shop.bank.send(
        b'{"id": "evt_1", "object": "event", "type": "checkout.session.completed", "data": {"object": {}}}'
    ),
    "no text": lambda shop, body: shop.bank.send_raw(b"\xff" + body, signature(body)),
}


def signature(body: bytes) -> str:
    return str(stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET))


@pytest.mark.parametrize("how", BROKEN)
def test_news_that_are_not_the_providers_are_refused_and_the_real_ones_count(plain: Shop, how: str) -> None:
    session = plain.buy()
    body = plain.bank.event("checkout.session.completed", session)
    assert BROKEN[how](plain, body) == 400
    assert plain.states == [State.PLACED]
    assert plain.bank.send(body) == 200
    after(plain)
    assert plain.states == [State.PAID]
