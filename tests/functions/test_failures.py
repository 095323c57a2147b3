"""Everything around the till fails, one after the other; afterwards no order, no cent, no unit and no mail is missing.

`after` says what holds each time. Deaths of the till's own process are in test_killed.py, all failures in any order in
test_rehearsal.py.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import stripe

from functions import outbox, refunding
from functions.cli import main
from functions.order import State
from tests.functions.failing import after, by_mail, failing, session_of
from tests.functions.mailbox import mailbox
from tests.functions.outages import CHORES, FAULTS, away, away_when_asked, full, served
from tests.functions.stripe_server import WEBHOOK_SECRET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.functions.failing import Shop

HOUR = 3600


@pytest.fixture(autouse=True)
def _patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long: not the library between its attempts or for an answer, and not SQLite for its turn."""
    seconds = getattr(request, "param", 0.4)
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(stripe, "RequestsClient", functools.partial(_client, stripe.RequestsClient, seconds))
    monkeypatch.setattr("functions.store.database.BUSY_SECONDS", 0.1)


def _client(kind: type[stripe.RequestsClient], seconds: float, timeout: tuple[int, int]) -> stripe.RequestsClient:
    """The library's client, with as much patience as the test has."""
    assert timeout == (3, 8)
    return kind(timeout=seconds)


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def shop(tmp_path: Path, database: str) -> Iterator[Shop]:
    """On both databases, for failures that they have a part in."""
    with failing(tmp_path, database) as opened:
        yield opened


@pytest.fixture
def plain(tmp_path: Path, sqlite_url: str) -> Iterator[Shop]:
    """On one of them, for all others."""
    with failing(tmp_path, sqlite_url) as opened:
        yield opened


# The database is away for a while.


def test_the_database_may_be_away_at_any_step(shop: Shop, database: str) -> None:
    form = shop.form()
    with away(database):
        assert shop.press(form).status_code == 503
    session = session_of(shop.press(form))
    shop.bank.pay(session)
    with away(database):
        assert shop.bank.tell("completed", session) == 503
    assert shop.bank.tell("completed", session) == 200
    with away(database):
        assert "outbox" in shop.chores().failed
    after(shop)
    assert shop.states == [State.PAID]


def test_the_database_may_go_away_while_a_payment_page_is_opened(shop: Shop, database: str) -> None:
    form = shop.form()
    with away_when_asked(shop, database):
        assert shop.press(form).status_code == 503
    shop.bank.pay(session_of(shop.press(form)))
    after(shop)
    assert (shop.states, len(shop.bank.sessions)) == ([State.PAID], 1)


def test_the_database_may_go_away_while_a_payment_is_looked_into(shop: Shop, database: str) -> None:
    session = shop.buy()
    with away_when_asked(shop, database):
        assert shop.bank.tell("completed", session) == 503
    assert shop.bank.tell("completed", session) == 200
    after(shop)
    assert shop.states == [State.PAID]


def test_the_database_may_go_away_while_an_unpaid_order_is_cleared(shop: Shop, database: str) -> None:
    shop.place()
    shop.world.clock.forward(minutes=36)
    with away_when_asked(shop, database):
        assert "expired" in shop.chores().failed
    after(shop)
    assert shop.states == [State.CANCELLED]


def test_the_database_may_go_away_while_money_goes_back(shop: Shop, database: str) -> None:
    give_back(shop)
    with away_when_asked(shop, database):
        shop.chores()
    after(shop)
    assert (shop.states, len(shop.bank.money.refunds)) == ([State.REFUNDED], 1)


def give_back(shop: Shop) -> None:
    """Everything of a new order, as soon as the chores are done."""
    shop.bank.tell("completed", shop.buy())
    shop.chores()
    assert refunding.request(shop.till, shop.orders[0], ((0, 1),), reason="shop")


# The disk is full for a while.


def test_the_disk_may_be_full_at_any_step(shop: Shop, database: str, tmp_path: Path) -> None:
    with served(shop, tmp_path, database) as process:
        form = shop.form()
        with full(database, process):
            assert shop.press(form).status_code == 503
        session = session_of(shop.press(form))
        shop.bank.pay(session)
        with full(database, process):
            assert shop.bank.tell("completed", session) == 503
        assert shop.bank.tell("completed", session) == 200
        with full(database, process):
            shop.world.get("/till/chores", authorization=f"Bearer {CHORES}")  # beside those that the server does itself
    after(shop)
    assert shop.states == [State.PAID]


BACKUP = """
import resource, sys
from functions.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
sys.exit(main(["backup", sys.argv[2], "--keep", "1"]))
"""


def test_a_backup_that_finds_no_room_leaves_the_last_one(plain: Shop, sqlite_url: str, tmp_path: Path) -> None:
    plain.buy()
    environment = {**os.environ, "LITFASS_DATABASE_URL": sqlite_url}
    ends = [
        subprocess.run([sys.executable, "-c", BACKUP, room, tmp_path / "safe"], env=environment, check=False).returncode
        for room in ("-1", "8192")
    ]
    (kept,) = (tmp_path / "safe").iterdir()
    assert (ends, kept.stat().st_size > 8192) == ([0, 2], True)
    after(plain)


# The provider fails.


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


# The provider's news.


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


# The mail server is down.


@pytest.mark.parametrize("refusal", [b"451 4.3.0 later", b"421 4.7.0 going away", b""])
def test_mails_wait_for_the_mail_server(shop: Shop, refusal: bytes) -> None:
    with mailbox(refuses=bool(refusal), refusal=refusal) as (box, url):
        by_mail(shop, box, url if refusal else "smtp://127.0.0.1:1")
        shop.bank.tell("completed", shop.buy())
        shop.chores()
        assert box.taken == []
        box.refusal = b""
        by_mail(shop, box, url)
        after(shop)
        assert len(box.taken) == len(shop.told())


def test_mails_that_were_given_up_after_days_go_out_when_somebody_says_so(
    shop: Shop, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.bank.tell("completed", shop.buy())
    with mailbox(refuses=True) as (box, url):
        by_mail(shop, box, url)
        for _ in range(20):
            shop.world.clock.forward(hours=7)
            outbox.work(shop.till)
        assert {letter.key for letter in shop.world.store.waiting_letters() if letter.dead_at} >= {
            f"order-{shop.orders[0].id}",
            f"shop-{shop.orders[0].id}",
        }
        box.refusal = b""
        monkeypatch.setenv("LITFASS_DATABASE_URL", database)
        assert main(["outbox", "retry", "all"]) == 0
        after(shop)


# The clock steps.


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
