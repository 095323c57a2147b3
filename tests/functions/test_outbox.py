"""The outbox at work: channels that take turns, what is refused for good, what is tried again, and how long."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from functions.chores import outbox
from functions.chores.outbox import Tally
from functions.letters.mail import compose
from functions.letters.post import NotTakenError, Post
from functions.returns import refunding
from functions.store import DueLetter, Letter
from tests.functions.mailbox import mailbox
from tests.functions.shop import World, fresh_pages, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.order import Order
    from functions.store import KeptLetter
    from functions.till import Till


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with shop(tmp_path, database=store_url) as opened:
        yield opened


def paid(world: World) -> Order:
    world.press(world.order(("JACKET-M", 1)).headers["location"], "paid")
    return world.store.orders_since(world.clock() - world.clock.day)[-1]


def by(world: World, mail_url: str) -> Till:
    return replace(world.till, settings=replace(world.till.settings, mail_url=mail_url))


def waiting(world: World) -> dict[str, KeptLetter]:
    return {letter.kind: letter for letter in world.store.waiting_letters()}


def nowhere() -> str:
    """The address of a server that is down."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        return f"127.0.0.1:{gone.getsockname()[1]}"


def test_a_recipient_who_is_refused_for_good_is_given_up_at_once_and_named_by_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    paid(world)
    with mailbox(refuses=True, refusal=b"550 5.1.1 <ida@example.org>: no such user") as (_, url):
        assert outbox.work(by(world, url)) == Tally(given_up=2)
    dead = waiting(world)["order"]
    assert (dead.dead_at is not None, dead.error) == (True, "recipient refused 550 5.1.1")
    assert "ida@example.org" not in caplog.text
    world.clock.forward(days=30)
    assert outbox.work(world.till) == Tally()


def test_what_was_given_up_can_be_tried_again(world: World) -> None:
    paid(world)
    with mailbox(refuses=True, refusal=b"550 no") as (_, url):
        outbox.work(by(world, url))
    for letter in world.store.waiting_letters():
        if letter.dead_at:
            world.store.retry_letter(letter.key, now=world.clock())
    assert outbox.work(world.till) == Tally(sent=2)


def test_a_mail_server_that_is_down_is_asked_once_a_turn_and_keeps_no_refund(world: World) -> None:
    order = paid(world)
    asked = refunding.request(world.till, order, ((0, 1),), reason="shop")
    assert outbox.work(by(world, f"smtp://{nowhere()}")) == Tally(sent=1, failed=1)
    assert [one.state for one in world.store.refunds.of_order(order.id)] == ["done"]
    assert asked is not None
    errors = {letter.error for letter in world.store.waiting_letters() if letter.attempts}
    assert errors == {"ConnectionRefusedError: Connection refused"}


def test_no_letter_is_lost_while_the_mail_server_is_down_for_hours(world: World) -> None:
    paid(world)
    down = by(world, f"smtp://{nowhere()}")
    for _ in range(6):
        outbox.work(down)
        world.clock.forward(hours=1)
    while outbox.work(world.till).sent:
        world.clock.forward(hours=7)
    assert sorted(path.name.partition("-")[0] for path in world.mails.glob("*.eml")) == ["order", "shop"]


def test_after_twenty_attempts_a_letter_is_given_up(world: World) -> None:
    paid(world)
    with mailbox(refuses=True) as (_, url):
        till, tries = by(world, url), 0
        while outbox.work(till).failed:
            tries += 1
            world.clock.forward(hours=6)
    assert (tries, {letter.attempts for letter in world.store.waiting_letters() if letter.dead_at}) == (20, {20})


def test_a_mail_server_that_never_answers_keeps_nobody_for_long(world: World) -> None:
    order = paid(world)
    letter = DueLetter(key="shop-1", channel="mail", kind="shop", order=order.id, payload="", put_at=0, attempts=1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(NotTakenError) as refused:
            Post(url=url, timeout_seconds=0.05).send("shop-1", compose(world.till, letter, order))
    assert (str(refused.value), refused.value.away) == ("SMTPServerDisconnected: no answer", True)


def test_a_folder_that_cannot_be_written_is_a_letter_that_waits(world: World) -> None:
    paid(world)
    world.mails.write_text("in the way")
    assert outbox.work(world.till) == Tally(failed=1)
    world.mails.unlink()
    world.clock.forward(minutes=2)
    assert outbox.work(world.till) == Tally(sent=2)


def test_what_was_never_tried_goes_before_what_has_failed(world: World) -> None:
    paid(world)
    with mailbox(refuses=True) as (_, url):
        outbox.work(by(world, url))
    world.clock.forward(minutes=5)
    alert = Letter(key="alert-1", kind="alert", order=None, payload="Look.")
    world.store.put_letter(alert, now=world.clock())
    due = [letter.kind for letter in world.store.due_letters(world.clock(), channel="mail")]
    assert sorted(due[:2]) == ["alert", "received"]
    assert sorted(due[2:]) == ["order", "shop"]


def test_the_outbox_stops_when_it_is_told_to(world: World) -> None:
    paid(world)
    answers = iter((True, False))
    assert outbox.work(world.till, lambda: next(answers)) == Tally(sent=1)
    assert outbox.work(world.till, lambda: False) == outbox.work(world.till, limit_seconds=0) == Tally()


def test_a_letter_about_what_is_gone_says_where_it_failed_and_nothing_of_whom(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    order = paid(world)
    world.pages = fresh_pages()
    world.pages._file.templates["mail_order.html"] = "{{ view.contact.email.nothing }}"  # noqa: SLF001 (a broken theme)
    outbox.work(world.till)
    assert waiting(world)["order"].error.startswith("UndefinedError in ")
    assert (order.contact.email in caplog.text, f"order-{order.id}" in caplog.text) == (False, True)
