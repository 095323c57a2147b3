"""The work that goes on beside the requests, where a process lives long enough for it: one thread.

Rules of the room: hosts without a lasting process call `litfass outbox` on a schedule instead. A failure is logged and
the work goes on at its next time.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Self

from functions import janitor, outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.till import Till

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chore:
    """Something to be done again and again."""

    every_seconds: float
    do: Callable[[Till], object]


CHORES = (
    _Chore(every_seconds=2, do=outbox.work),
    _Chore(every_seconds=60, do=janitor.clear_expired),
    _Chore(every_seconds=900, do=janitor.reconcile),
)


class Background:
    """The thread; start it by ``with``. Leaving waits until the chore at hand is done."""

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
                    self._do(chore)
                    due[chore] = monotonic() + chore.every_seconds

    def _do(self, chore: _Chore) -> None:
        try:
            chore.do(self._till)
        except Exception:  # noqa: BLE001 (whatever it was, the next round may be well)
            _log.exception("a chore of the till failed")
