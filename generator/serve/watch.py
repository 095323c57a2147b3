"""Watching: a change below content/, in a theme or in site.yml is told once, when the hand has come to rest."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from generator.theme import bundled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_log = logging.getLogger(__name__)

#: An editor saves in several steps, and `git checkout` in hundreds.
_REST_SECONDS = 0.15

# Reading a file is an event too: who listens to all of them reads for ever.
_CHANGES: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


@contextmanager
def watch(root: Path, changed: Callable[[], None]) -> Iterator[None]:
    """Call ``changed``, in a thread of its own and never twice at once, while the context is open."""
    touched, closed = threading.Event(), threading.Event()
    observer = Observer()
    for folder in {path.resolve() for path in (root / "content", root / "themes", bundled()) if path.is_dir()}:
        observer.schedule(_Any(touched), str(folder), recursive=True, event_filter=_CHANGES)
    observer.schedule(_SiteFile(touched), str(root.resolve()), recursive=False, event_filter=_CHANGES)

    def work() -> None:
        while touched.wait() and not closed.is_set():
            while touched.is_set() and not closed.is_set():
                touched.clear()
                touched.wait(_REST_SECONDS)
            if not closed.is_set():
                try:
                    changed()
                except OSError as error:  # a file went away while it was read: its own event comes, and reads again
                    _log.warning("the change could not be read: %s", error)

    worker = threading.Thread(target=work, name="watch", daemon=True)
    observer.start()
    worker.start()
    try:
        yield
    finally:
        closed.set()
        touched.set()
        observer.stop()
        observer.join()
        worker.join()


class _Any(FileSystemEventHandler):
    def __init__(self, touched: threading.Event) -> None:
        self._touched = touched

    def on_any_event(self, event: FileSystemEvent) -> None:
        del event
        self._touched.set()


class _SiteFile(_Any):
    """Of the site's own folder only site.yml counts: the output and the cache lie there too."""

    def on_any_event(self, event: FileSystemEvent) -> None:
        if any(str(path).endswith("site.yml") for path in (event.src_path, event.dest_path)):
            super().on_any_event(event)
