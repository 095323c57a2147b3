"""Watching: what changed in content/, a theme, an extension or site.yml is told as soon as it is whole, all in one."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import PurePath
from time import monotonic
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
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from watchdog.observers.api import BaseObserver, ObservedWatch

_log = logging.getLogger(__name__)

#: An editor empties a file and writes it, or writes another one and renames it, within a millisecond or two, and
#: `git checkout` goes from file to file in less. So what has been quiet for so long is whole; what is not, since the
#: machine has other work, is read once more when the rest of it comes.
_REST_SECONDS = 0.01
#: What never rests is read all the same.
_PATIENCE_SECONDS = 0.5

#: Of the site's own folder only these count, and site.yml: the output and the cache lie there too.
_FOLDERS = ("content", "themes", "extensions")

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
def watch(root: Path, changed: Callable[[Collection[str]], None]) -> Iterator[None]:
    """Call ``changed``, in a thread of its own and never twice at once, while the context is open.

    It is given the paths of files as diagnostics name them; a path that ends with a slash is a folder's, of which
    anything may have changed.
    """
    touched = _Touched()
    observer = Observer()
    folders = _Folders(root, observer, touched)

    def work() -> None:
        for paths in touched:
            folders.renew()
            _tell(changed, paths)

    worker = threading.Thread(target=work, name="watch", daemon=True)
    observer.start()
    worker.start()
    try:
        yield
    finally:
        touched.close()
        observer.stop()
        observer.join()
        worker.join()


class Later:
    """Changes for somebody who is not there yet: nothing is missed while all is read for the first time."""

    def __init__(self) -> None:
        """Nobody is there."""
        self._is_there = threading.Event()
        self._changed: Callable[[Collection[str]], None] = lambda _paths: None

    def tell(self, paths: Collection[str]) -> None:
        """Tell of paths, as soon as there is somebody."""
        self._is_there.wait()
        self._changed(paths)

    def tell_to(self, changed: Callable[[Collection[str]], None]) -> None:
        """From now on somebody is there."""
        self._changed = changed
        self._is_there.set()


def _tell(changed: Callable[[Collection[str]], None], paths: Collection[str]) -> None:
    try:
        changed(paths)
    except OSError as error:  # a file went away while it was read: its own event comes, and reads again
        _log.warning("the change could not be read: %s", error)
    except Exception:  # noqa: BLE001 (the rim of a thread: our own fault, which must not end the preview in silence)
        _log.exception("this is a fault of the tool, not of your content; the pages stay as they were")


class _Touched:
    """The paths that were touched; going through it waits for the next ones, until it is closed."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._news = threading.Condition()
        self._closed = False

    def add(self, path: str) -> None:
        with self._news:
            self._paths.add(path)
            self._news.notify()

    def close(self) -> None:
        with self._news:
            self._closed = True
            self._news.notify()

    def __iter__(self) -> Iterator[frozenset[str]]:
        while paths := self._next():
            yield paths

    def _next(self) -> frozenset[str]:
        """The next paths once no other comes for a moment; none when closed."""
        with self._news:
            self._news.wait_for(lambda: self._paths or self._closed)
            patient_until = monotonic() + _PATIENCE_SECONDS
            while not self._closed and self._news.wait(_REST_SECONDS) and monotonic() < patient_until:
                pass
            paths = frozenset() if self._closed else frozenset(self._paths)
            self._paths.clear()
            return paths


class _Folders:
    """The folders of a site that are watched. One that is made later, or anew, is watched from then on."""

    def __init__(self, root: Path, observer: BaseObserver, touched: _Touched) -> None:
        self._root = root
        self._observer = observer
        self._touched = touched
        self._watches: dict[str, ObservedWatch] = {}
        self._stale = set(_FOLDERS)
        own = bundled().resolve()
        if own != (root / "themes").resolve():
            self._schedule(own, own.as_posix())
        observer.schedule(_Handler(self._top), str(root.resolve()), recursive=False, event_filter=_CHANGES)
        self.renew()

    def renew(self) -> None:
        """Watch anew what is no longer the folder that it was."""
        while self._stale:
            name = self._stale.pop()
            if name in self._watches:
                self._observer.unschedule(self._watches.pop(name))
            folder = (self._root / name).resolve()
            if folder.is_dir():
                self._watches[name] = self._schedule(folder, name)

    def _schedule(self, folder: Path, name: str) -> ObservedWatch:
        handler = _Handler(partial(self._inside, folder, name))
        return self._observer.schedule(handler, str(folder), recursive=True, event_filter=_CHANGES)

    def _top(self, path: PurePath, *, is_folder: bool) -> None:
        """Something lies directly in the site's folder."""
        del is_folder
        if path.name in _FOLDERS:
            self._stale.add(path.name)
            self._touched.add(f"{path.name}/")
        elif path.name == "site.yml":
            self._touched.add("site.yml")

    def _inside(self, folder: Path, name: str, path: PurePath, *, is_folder: bool) -> None:
        """What is hidden is an editor's own."""
        inside = path.relative_to(folder) if path.is_relative_to(folder) else PurePath()
        if not any(part.startswith(".") for part in inside.parts):
            self._touched.add(f"{name}/{inside.as_posix()}{'/' * is_folder}")


class _Handler(FileSystemEventHandler):
    def __init__(self, tell: Callable[..., None]) -> None:
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                self._tell(PurePath(os.fsdecode(path)), is_folder=event.is_directory)
