"""The work that goes on beside the requests, where a process lives long enough for it: one thread.

Rules of the room: it does the till's chores, each at its time, and leaves off when it is told to. No chore keeps the
others for long: a provider that is silent takes 24 seconds of each question, and letters go on. Hosts without a lasting
process have a schedule instead.
"""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Self

from functions import chores
from functions.chores import CHORES, attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.till import Till


class Background:
    """The thread; start it by ``with``. Leaving waits until the letter or order at hand is done."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._stop = Event()
        self._thread = Thread(target=self._run, name="till-background", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        due = dict.fromkeys(CHORES, 0.0)
        while not self._stop.wait(max(0.0, min(due.values()) - monotonic())):
            for chore in CHORES:
                if due[chore] <= monotonic() and not self._stop.is_set():
                    attempt(self._till, chore, self._until(monotonic() + chores.LIMIT_SECONDS))
                    due[chore] = monotonic() + chore.every_seconds

    def _until(self, end: float) -> Callable[[], bool]:
        """Whether there is time for one more piece of a chore."""
        return lambda: monotonic() < end and not self._stop.is_set()
