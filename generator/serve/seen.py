"""Seen: which pages the editor looks at, so that these are made first."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: An editor goes back and forth between a few pages.
_LATELY = 8


class Seen:
    """Pages by URL: those that a browser shows now, and the last ones that were asked for."""

    def __init__(self) -> None:
        """Nobody has looked at anything."""
        self._lock = Lock()
        self._shown: Counter[str] = Counter()
        self._asked: dict[str, None] = {}

    def ask(self, url: str) -> None:
        """Somebody asks for a page."""
        with self._lock:
            self._asked.pop(url, None)
            self._asked[url] = None
            if len(self._asked) > _LATELY:
                del self._asked[next(iter(self._asked))]

    @contextmanager
    def shown(self, url: str) -> Iterator[None]:
        """A browser shows a page and waits for its changes, while the context is open."""
        with self._lock:
            self._shown[url] += 1
        try:
            yield
        finally:
            with self._lock:
                self._shown -= Counter((url,))

    def urls(self) -> tuple[str, ...]:
        """All of them, those that are shown first, the last asked first."""
        with self._lock:
            return tuple(dict.fromkeys((*self._shown, *reversed(self._asked))))
