"""Turns: who waits for an answer goes before who works ahead."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from generator.serve.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


def test_who_works_ahead_lets_those_who_wait_go_first() -> None:
    turns, order = Turns(), list[str]()
    has_begun, may_end = Event(), Event()

    def work(name: str, turn: Callable[[], AbstractContextManager[None]]) -> Thread:
        def run() -> None:
            with turn():
                order.append(name)
                has_begun.set()
                may_end.wait()

        thread = Thread(target=run)
        thread.start()
        return thread

    threads = [work("first", turns.taken)]
    has_begun.wait()
    threads += [work("ahead", turns.left), work("reader", turns.taken)]
    while turns._waiting == 0:  # noqa: SLF001 (that somebody waits shows nowhere else)
        pass
    may_end.set()
    for thread in threads:
        thread.join()
    assert order == ["first", "reader", "ahead"]


def test_a_turn_that_fails_is_given_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.taken():
        _ = 1 / 0
    with turns.left():
        pass
