"""Turns: one at a time; who works ahead lets everybody who waits for an answer go first."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Turns:
    """A lock with two queues."""

    def __init__(self) -> None:
        """Nobody has it."""
        self._changed = Condition()
        self._is_taken = False
        self._waiting = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have it, next after whoever has it now."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._is_taken)
            self._waiting -= 1
            self._is_taken = True
        with self._given_back():
            yield

    @contextmanager
    def left(self) -> Iterator[None]:
        """Have it when nobody else wants it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_taken and not self._waiting)
            self._is_taken = True
        with self._given_back():
            yield

    @contextmanager
    def _given_back(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._is_taken = False
                self._changed.notify_all()
