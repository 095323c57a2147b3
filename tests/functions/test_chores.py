"""The chores: done once by many hands, within their time, and none keeps the others."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from functions.app import create_app
from functions.chores import table as chores
from functions.chores.passing import InPassing
from functions.chores.table import Chore, Done
from functions.store import Store, StoreError
from tests.functions.hosted import Resting
from tests.functions.shop import shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from functions.till import Till
    from tests.functions.shop import World


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with shop(tmp_path, database=store_url) as opened:
        yield opened


def letters(world: World) -> int:
    return len(list(world.mails.glob("*.eml")))


def paid(world: World) -> None:
    world.press(world.order(("TEA", 1)).headers["location"], "paid")


def test_all_is_done_once(world: World) -> None:
    paid(world)
    assert chores.work(world.till) == Done(done=tuple(chore.name for chore in chores.CHORES), failed=())
    assert letters(world) == 2


def test_what_other_hands_have_just_done_is_left(world: World) -> None:
    chores.work(world.till)
    with Store.open(world.till.settings.database_url) as another:
        again = replace(world.till, store=lambda: another)
        assert chores.work(again).done == ("outbox",)
        world.clock.forward(minutes=1)
        assert chores.work(again).done == ("expired", "outbox")
        world.clock.forward(minutes=15)
        assert chores.work(again).done == ("expired", "reconcile", "books", "alarm", "withdrawals", "outbox")


def test_an_unpaid_order_gives_its_units_back(world: World) -> None:
    world.order(("JACKET-M", 2))
    world.clock.forward(minutes=36)
    chores.work(world.till)
    assert world.free("JACKET-M") == 5


def test_without_time_nothing_is_begun(world: World) -> None:
    assert chores.work(world.till, seconds=0) == Done(done=(), failed=())


def test_when_time_is_over_the_rest_is_left_for_later(world: World) -> None:
    paid(world)
    asked: list[int] = []

    def once() -> bool:
        asked.append(1)
        return len(asked) == 1

    chores.attempt(world.till, chores.CHORES[-1], once)
    assert letters(world) == 1


def test_a_chore_that_fails_is_named_and_keeps_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_till: Till, _go_on: Callable[[], bool]) -> None:
        message = "the store is away"
        raise StoreError(message)

    paid(world)
    broken = Chore(name="broken", every_seconds=1, do=fail)
    assert chores.work(world.till, (broken, *chores.CHORES)) == Done(
        done=tuple(chore.name for chore in chores.CHORES), failed=("broken",)
    )
    assert (letters(world), "the chore broken of the till failed" in caplog.text) == (2, True)


def test_without_a_secret_there_is_no_such_address(world: World) -> None:
    answers = [world.get("/till/chores", authorization=said) for said in ("", "Bearer", "Bearer None")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.fixture
def resting(world: World) -> Resting:
    till = world.till
    return Resting(
        app=InPassing(
            create_app(
                till.settings, till.catalog, till.pages, provider=till.provider, store=till.store, now=world.clock
            )
        )
    )


def test_letters_are_sent_in_passing(world: World, resting: Resting) -> None:
    paid(world)
    resting.ask("GET", "/buy/TEA")
    assert letters(world) > 0


def test_a_quote_sends_none(world: World, resting: Resting) -> None:
    paid(world)
    resting.ask("POST", "/till/quote", json={"lines": [{"sku": "TEA", "quantity": 1}]})
    resting.ask("GET", "/till/availability?sku=TEA")
    assert letters(world) == 0


def test_whoever_passes_within_ten_seconds_leaves_it_to_the_next(world: World, resting: Resting) -> None:
    with Store.open(world.till.settings.database_url) as another:
        assert another.marks.claim("chore:passing", world.clock(), 9)
    paid(world)
    resting.ask("GET", "/buy/TEA")
    assert letters(world) == 0


def test_a_store_that_is_away_takes_no_answer_away(world: World, resting: Resting) -> None:
    world.store.close()
    for file in world.mails.parent.glob("till.db*"):
        file.unlink()
    assert resting.ask("GET", "/buy/TEA").status_code == HTTPStatus.OK
