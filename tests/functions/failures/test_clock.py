"""The clock steps."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from functions.order import State
from tests.functions.failing import after, session_of

if TYPE_CHECKING:
    from tests.functions.failing import Shop

HOUR = 3600


@pytest.mark.parametrize("hours", [-1, 24])
@pytest.mark.parametrize("step", range(5))
def test_the_clock_may_step_at_any_moment_of_an_order_and_be_set_right_later(
    plain: Shop, step: int, hours: int
) -> None:
    clock = plain.world.clock

    def moment(number: int) -> None:
        plain.chores()
        if number == step:
            clock.forward(hours=hours)

    moment(0)
    form = plain.form()
    moment(1)
    answer = plain.press(form)
    if answer.status_code == 303:
        moment(2)
        session = session_of(answer)
        if plain.bank.sessions[session]["status"] == "open":
            plain.bank.pay(session)
        moment(3)
        assert plain.bank.tell("completed", session) == 200
        moment(4)
    clock.moment = datetime.now(UTC).replace(microsecond=0)
    after(plain)


def test_what_is_done_now_and_then_goes_on_when_the_clock_was_ahead(shop: Shop) -> None:
    shop.world.clock.forward(days=30)
    shop.chores()
    shop.world.clock.forward(days=-30)
    shop.place()
    shop.world.clock.forward(minutes=36)
    shop.chores()
    assert (shop.states, shop.world.free("LAST-ONE")) == ([State.CANCELLED], 1)
    after(shop)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_not_the_providers_loses_nothing(plain: Shop, hours: int) -> None:
    session = plain.buy()
    plain.world.clock.forward(hours=hours)
    body = plain.bank.event("checkout.session.completed", session)
    assert plain.bank.send(body, moment=int(time.time()) - hours * HOUR) == 400
    plain.chores()
    assert plain.states == [State.PAID]
    after(plain)


def test_no_page_is_opened_by_a_clock_that_is_behind_the_providers(plain: Shop) -> None:
    plain.world.clock.forward(hours=-1)
    assert plain.press(plain.form()).status_code == 503
    plain.world.clock.forward(hours=1)
    plain.chores()
    assert (plain.states, plain.world.free("LAST-ONE")) == ([State.CANCELLED], 1)
    plain.bank.pay(plain.place())
    after(plain)


def test_what_a_clock_that_was_ahead_has_reserved_is_free_once_it_is_set_right(shop: Shop) -> None:
    shop.world.clock.forward(days=1)
    assert shop.press(shop.form()).status_code == 503
    shop.world.clock.forward(days=-1)
    shop.chores()
    assert (shop.states, shop.world.free("LAST-ONE")) == ([State.CANCELLED], 1)
    shop.bank.pay(shop.place())
    after(shop)
