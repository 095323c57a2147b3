"""Watching: a change below content/, in a theme or in site.yml is told once, when the hand has come to rest."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import contextmanager
from pathlib import PurePath
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

    from watchdog.observers.api import BaseObserver, ObservedWatch

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
    folders = _Folders(root, observer, touched)

    def work() -> None:
        while touched.wait() and not closed.is_set():
            while touched.is_set() and not closed.is_set():
                touched.clear()
                touched.wait(_REST_SECONDS)
            if not closed.is_set():
                folders.renew()
                _tell(changed)

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


def _tell(changed: Callable[[], None]) -> None:
    try:
        changed()
    except OSError as error:  # a file went away while it was read: its own event comes, and reads again
        _log.warning("the change could not be read: %s", error)
    except Exception:  # noqa: BLE001 (the rim of a thread: our own fault, which must not end the preview in silence)
        _log.exception("this is a fault of the tool, not of your content; the pages stay as they were")


class _Folders:
    """The folders of a site that are watched. One that is made later, or anew, is watched from then on."""

    def __init__(self, root: Path, observer: BaseObserver, touched: threading.Event) -> None:
        self._root = root
        self._observer = observer
        self._touched = touched
        self._watches: dict[str, ObservedWatch] = {}
        self._stale = {"content", "themes"}
        own = bundled().resolve()
        if own != (root / "themes").resolve():
            self._schedule(own)
        observer.schedule(_Top(self._top), str(root.resolve()), recursive=False, event_filter=_CHANGES)
        self.renew()

    def renew(self) -> None:
        """Watch anew what is no longer the folder that it was."""
        while self._stale:
            name = self._stale.pop()
            if name in self._watches:
                self._observer.unschedule(self._watches.pop(name))
            folder = (self._root / name).resolve()
            if folder.is_dir():
                self._watches[name] = self._schedule(folder)

    def _schedule(self, folder: Path) -> ObservedWatch:
        return self._observer.schedule(_Any(self._touched), str(folder), recursive=True, event_filter=_CHANGES)

    def _top(self, name: str) -> None:
        """Of the site's own folder only these count: the output and the cache lie there too."""
        if name in {"content", "themes"}:
            self._stale.add(name)
        if name in {"content", "themes", "site.yml"}:
            self._touched.set()


class _Any(FileSystemEventHandler):
    def __init__(self, touched: threading.Event) -> None:
        self._touched = touched

    def on_any_event(self, event: FileSystemEvent) -> None:
        del event
        self._touched.set()


class _Top(FileSystemEventHandler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            self._tell(PurePath(os.fsdecode(path)).name)
