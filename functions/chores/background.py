"""The work that goes on beside the requests, where a process lives long enough for it: two threads.

Rules of the room: they do the till's chores, each at its time, and leave off when they are told to. Letters have a
thread of their own, since a provider that is silent takes 24 seconds of each question about an order. Hosts without a
lasting process have a schedule instead.
"""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Self

from functions.chores.table import CHORES, attempt

if TYPE_CHECKING:
    from functions.chores.table import Chore
    from functions.till import Till


class Background:
    """The threads; start them by ``with``. Leaving waits until the letter and the order at hand are done."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._stop = Event()
        self._threads = [
            Thread(target=self._run, args=(chores,), name="till-background", daemon=True)
            for chores in (CHORES[:-1], CHORES[-1:])
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, chores: tuple[Chore, ...]) -> None:
        due = dict.fromkeys(chores, 0.0)
        while not self._stop.wait(max(0.0, min(due.values()) - monotonic())):
            for chore in chores:
                if due[chore] <= monotonic() and not self._stop.is_set():
                    attempt(self._till, chore, lambda: not self._stop.is_set())
                    due[chore] = monotonic() + chore.every_seconds
