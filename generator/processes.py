"""Processes: work that takes long, shared out over the machine's cores; results come in the order of the work.

Rules of the room: it knows no work. What all works have in common travels once, with the function; a work and its
result travel each time, and should be small.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

Work = TypeVar("Work")
Done = TypeVar("Done")


def shared_out(
    function: Callable[[Work], Done], works: Sequence[Work], jobs: int, executor: Executor | None = None
) -> Iterator[Done]:
    """What ``function`` makes of each of the ``works``; in this process if there is one job or one work.

    Works and results must be picklable, and the function too where processes cannot be forked. An ``executor`` takes
    the place of this machine's processes; it is given the function with each work.
    """
    if executor is not None:
        yield from executor.map(function, works)
        return
    if jobs == 1 or len(works) <= 1:
        yield from map(function, works)
        return
    context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
    with ProcessPoolExecutor(
        min(jobs, len(works)), mp_context=context, initializer=_Hands.begin, initargs=(function,)
    ) as pool:
        yield from pool.map(_Hands.work, works)


def portions(works: Sequence[Work], number: int) -> list[Sequence[Work]]:
    """The ``works`` in so many portions of nearly the same size, fewer where there is less to do."""
    size = max(1, -(-len(works) // max(1, number)))
    return [works[start : start + size] for start in range(0, len(works), size)]


def _may_fork() -> bool:
    """Whether a copy of this process would be whole: a lock that another thread held would stay locked in it for ever.

    macOS's own libraries start threads behind Python's back, so that forking is unsafe there in any case.
    """
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - names only


class _Hands(Generic[Work, Done]):
    """What a process that helps does; forked, it inherits the function, which then is never pickled."""

    function: Callable[[Work], Done]

    @classmethod
    def begin(cls, function: Callable[[Work], Done]) -> None:
        """Keep the function, and end with the caller."""
        gc.freeze()  # the collector would write into every object, and so copy what is shared with the caller
        gc.enable()
        cls.function = function
        _end_with_caller()

    @classmethod
    def work(cls, work: Work) -> Done:
        """Do one of the works."""
        return cls.function(work)


def _end_with_caller() -> None:
    """End this process when the one that started it dies; else a build that is killed leaves its processes waiting."""
    caller = multiprocessing.parent_process()

    def wait() -> None:
        if caller is not None:
            caller.join()
            os._exit(1)

    threading.Thread(target=wait, name="end with caller", daemon=True).start()
