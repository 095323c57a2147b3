"""The work beside the requests goes on, also after a failure, and ends when it is told to."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msgspec.structs import replace

from functions.chores.background import Background
from functions.chores.table import Chore
from functions.store import Store, StoreError
from tests.functions.shop import shop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from functions.till import Till


def test_letters_are_sent_while_it_runs(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        world.press(world.order(("TEA", 1)).headers["location"], "paid")
        sent = threading.Event()
        with Background(world.till):
            while not sent.wait(0.02):
                if len(list(world.mails.glob("*.eml"))) == 2:
                    sent.set()
        assert [thread for thread in threading.enumerate() if thread.name == "till-background"] == []


def test_a_chore_that_fails_does_not_keep_the_others(tmp_path: Path) -> None:
    with shop(tmp_path) as world:
        asked: list[int] = []
        went_on = threading.Event()

        def store() -> Store:
            asked.append(1)
            if len(asked) == 1:
                message = "the store is away"
                raise StoreError(message)
            went_on.set()
            return world.store

        with Background(replace(world.till, store=store)):
            assert went_on.wait(10)


def test_letters_do_not_wait_for_a_chore_that_has_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = threading.Event()

    def endless(_: Till, go_on: Callable[[], bool]) -> None:
        while go_on():
            pass

    endless_chore = Chore(name="endless", every_seconds=1, do=endless)
    letters = Chore(name="letters", every_seconds=1, do=lambda _, _go_on: sent.set())
    monkeypatch.setattr("functions.chores.background.CHORES", (endless_chore, letters))
    with shop(tmp_path) as world, Background(world.till):
        assert sent.wait(10)
