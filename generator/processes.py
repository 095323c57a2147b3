"""Processes: work that takes long, shared out over the machine's cores; results come in the order of the work."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Work = TypeVar("Work")
Done = TypeVar("Done")


def shared_out(function: Callable[[Work], Done], works: Sequence[Work], jobs: int) -> Iterator[Done]:
    """What ``function`` makes of each of the ``works``; in this process if there is one job or one work.

    Both must be picklable: processes are spawned, not forked, the same on every system and safe whatever threads the
    caller has.
    """
    if jobs == 1 or len(works) <= 1:
        yield from map(function, works)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(works)), mp_context=context, initializer=_end_with_caller) as pool:
        yield from pool.map(function, works)


def _end_with_caller() -> None:
    """End this process when the one that started it dies; else a build that is killed leaves its processes waiting."""
    caller = multiprocessing.parent_process()

    def wait() -> None:
        if caller is not None:
            caller.join()
            os._exit(1)

    threading.Thread(target=wait, name="end with caller", daemon=True).start()


def portions(works: Sequence[Work], number: int) -> list[Sequence[Work]]:
    """The ``works`` in so many portions of nearly the same size, fewer where there is less to do."""
    size = max(1, -(-len(works) // max(1, number)))
    return [works[start : start + size] for start in range(0, len(works), size)]
