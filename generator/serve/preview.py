"""The preview: the last good magazine, its pages made when they are asked for, and what is wrong with the newest one.

Rules of the room: it knows no HTTP. A change makes a new magazine beside the old one and puts it in its place in one
step; with an error the old one stays, and the errors are kept for who looks. Pages that were seen lately are made ahead
after a change, those that a browser shows first; whoever asks for a page waits for that page alone.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import BoundedSemaphore, Condition, Lock
from typing import TYPE_CHECKING

from generator.cache import Cache, Memory, code_version
from generator.diagnostics import Report, Severity
from generator.images import encode
from generator.magazine import Moment, read_magazine
from generator.serve.edition import Edition
from generator.serve.kept import Kept
from generator.serve.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.images import Picture, Rendition
    from generator.model import Artifact, Page

_log = logging.getLogger(__name__)

#: How long to wait where there is nothing to do.
_LONG_SECONDS = 3600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """``edition`` is the last good one, None before there was any; ``version`` counts the readings."""

    version: int
    edition: Edition | None
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What keeps the newest content from being shown."""
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)


class Preview:
    """The site in ``root`` as it changes. ``moment`` says as of when; ``now`` None is always the present."""

    def __init__(self, root: Path, moment: Moment, now: datetime | None) -> None:
        """Read the magazine for the first time."""
        self._root = root
        self._moment = moment
        self._now = now
        self._memory = Memory.open(root, code_version())
        self._cache = Cache(root=root)
        self._kept = Kept()
        self._seen = Seen()
        self._unread: set[str] = set()  # what has changed since the last good reading
        self._changed = Condition()
        self._closed = False
        # A page asks for many pictures at once, and several browsers for the same one: each is made once, and a decoded
        # photo takes 50 MB.
        self._making: dict[str, Lock] = {}
        self._hands = BoundedSemaphore(os.cpu_count() or 1)
        self._state = State(version=0, edition=None)
        self.read(())

    @property
    def state(self) -> State:
        """What there is to show now."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether nobody will read any more."""
        return self._closed

    def read(self, paths: Collection[str]) -> State:
        """Read what has changed, by the ``paths`` of the files; with an error the last good edition stays.

        To be called by one thread at a time.
        """
        self._unread.update(paths)
        report, before, version = Report(), self._state.edition, self._state.version + 1
        moment = replace(self._moment, now=self._now or datetime.now(UTC))
        magazine = read_magazine(self._root, moment, report, self._memory, os.cpu_count() or 1)
        if magazine is not None:
            self._kept.renew(magazine, version, None)
            self._unread.clear()
        edition = Edition.of(magazine, version, before) if magazine else before
        with self._changed:
            self._state = State(version=version, edition=edition, diagnostics=report.diagnostics)
            self._changed.notify_all()
        return self._state

    def page(self, page: Page, report: Report) -> bytes | None:
        """The HTML of a page as of the last good edition, which has none if it is gone; "" if its template is wrong."""
        self._seen.ask(page.url)
        return self._kept.page(page, report)

    def channel(self, name: str) -> tuple[Artifact, ...]:
        """The files of a channel as of the last good edition."""
        if self._state.edition is None:
            message = "channels are asked for only when there is a magazine"
            raise RuntimeError(message)
        return self._kept.channel(name)

    def shown(self, url: str) -> AbstractContextManager[None]:
        """A browser shows a page while the context is open."""
        return self._seen.shown(url)

    def wait(self, version: int, seconds: float) -> State:
        """The state once it is newer than ``version``, or as it is after so many seconds or when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._state.version > version, seconds)
        return self._state

    def close(self) -> None:
        """Let everybody who waits go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def make_ahead(self) -> None:
        """Make the pages that were seen lately after each change, until it is closed."""
        version = self._state.version
        while not self._closed:
            version = self.wait(version, _LONG_SECONDS).version
            for url in self._seen.urls():
                edition = self._state.edition
                if self._closed or self._state.version > version or edition is None:
                    break
                if url in edition.places.pages:
                    self._kept.page_ahead(edition.places.pages[url])

    def picture(self, path: str) -> bytes | None:
        """A file of a picture, made now if it was not made before; None if there is none or it is damaged."""
        edition = self._state.edition
        found = edition.places.pictures.get(path) if edition else None
        if found is None:
            return None
        with self._making.setdefault(path, Lock()), self._hands:
            return self._cache.read(path) or self._make(*found)

    def _make(self, picture: Picture, rendition: Rendition) -> bytes | None:
        encoded = encode(picture, (rendition,))
        if encoded.wrong:
            _log.warning('picture "%s" is damaged: %s', encoded.src, encoded.wrong)
            return None
        [(path, content)] = encoded.files
        with suppress(OSError):  # then it is made again when it is asked for again
            self._cache.keep(path, content)
        return content
