"""The provider fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from functions.order import State
from tests.functions.failing import after, give_back, session_of
from tests.functions.outages import FAULTS

if TYPE_CHECKING:
    from tests.functions.failing import Shop


@pytest.mark.parametrize("fault", FAULTS)
def test_one_page_is_opened_however_the_provider_fails(plain: Shop, fault: str) -> None:
    form = plain.form()
    with plain.line.broken(fault):
        assert plain.press(form).status_code == 503
    session = session_of(plain.press(form))
    plain.bank.pay(session)
    plain.bank.tell("completed", session)
    after(plain)
    assert (plain.states, len(plain.bank.sessions)) == ([State.PAID], 1)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_provider_that_is_asked_twice_opens_one_page(plain: Shop, fault: str) -> None:
    form = plain.form()
    with plain.line.broken(fault, times=1):
        session = session_of(plain.press(form))
    plain.bank.pay(session)
    after(plain)
    assert (plain.states, len(plain.bank.sessions)) == ([State.PAID], 1)


@pytest.mark.parametrize("fault", FAULTS)
def test_news_come_again_when_the_provider_fails_at_the_question(plain: Shop, fault: str) -> None:
    session = plain.buy()
    with plain.line.broken(fault):
        assert plain.bank.tell("completed", session) == 500
    assert plain.bank.tell("completed", session) == 200
    after(plain)
    assert plain.states == [State.PAID]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_order_is_replaced_only_when_the_provider_has_closed_its_page(plain: Shop, fault: str) -> None:
    first, form = plain.place(), plain.form(("JACKET-M", 1))
    with plain.line.broken(fault):
        assert plain.press(form).status_code == 503
    plain.bank.pay(session_of(plain.press(form)))
    after(plain)
    assert (plain.states, plain.bank.sessions[first]["status"]) == ([State.CANCELLED, State.PAID], "expired")


@pytest.mark.parametrize("fault", ["500", "silent"])
def test_an_order_that_is_paid_while_the_provider_fails_is_not_replaced(plain: Shop, fault: str) -> None:
    first, form = plain.place(), plain.form(("JACKET-M", 1))
    with plain.line.broken(fault):
        plain.press(form)
    plain.bank.pay(first)
    assert "/till/orders/" in plain.press(form).headers["location"]
    after(plain)
    assert plain.states == [State.PAID]


@pytest.mark.parametrize("fault", FAULTS)
def test_units_are_free_only_when_the_provider_has_closed_the_page(plain: Shop, fault: str) -> None:
    plain.place()
    plain.world.clock.forward(minutes=36)
    with plain.line.broken(fault):
        plain.chores()
        assert (plain.states, plain.world.free("LAST-ONE")) == ([State.PLACED], 0)
    after(plain)
    assert (plain.states, plain.world.free("LAST-ONE")) == ([State.CANCELLED], 1)


@pytest.mark.parametrize("fault", FAULTS)
def test_money_goes_back_once_however_the_provider_fails(plain: Shop, fault: str) -> None:
    give_back(plain)
    with plain.line.broken(fault):
        plain.chores()
    after(plain)
    assert (plain.states, len(plain.bank.money.refunds)) == ([State.REFUNDED], 1)


@pytest.mark.parametrize("_patience", [30], indirect=True)
def test_a_provider_that_is_silent_keeps_nobody_else_waiting(plain: Shop) -> None:
    forms = [plain.form(("TEA", 1), cart=f"cart-{number}") for number in range(45)]
    with ThreadPoolExecutor(len(forms)) as shoppers:
        with plain.line.held() as asked:
            pressed = [shoppers.submit(plain.press, form) for form in forms]
            assert all(asked.acquire(timeout=30) for _ in range(20))
            assert plain.world.get("/till/orders/none").status_code == 404
            assert not any(press.done() for press in pressed)
        assert {press.result().status_code for press in pressed} == {303}
    after(plain)
