"""The preview: the last good magazine, its pages made when they are asked for, and what is wrong with the newest one.

Rules of the room: it knows no HTTP. A change makes a new magazine beside the old one and puts it in its place in one
step; with an error the old one stays, and the errors are kept for who looks. Pages that were seen lately are made ahead
after a change, those that a browser shows first; whoever asks for a page waits for that page alone.
"""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore, Condition, Event, Lock
from typing import TYPE_CHECKING

from generator.cache import Cache, Memory, code_version
from generator.diagnostics import Report, Severity
from generator.images import encode
from generator.magazine import read_magazine
from generator.serve.edition import Edition
from generator.serve.kept import Kept
from generator.serve.seen import Seen
from generator.source import ASSETS, ENDINGS

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.images import Picture, Rendition
    from generator.magazine import Magazine
    from generator.model import Artifact, Page
    from generator.model import Key as Thing
    from generator.serve.scene import Scene

_log = logging.getLogger(__name__)

#: How long to wait where there is nothing to do.
_LONG_SECONDS, _A_MINUTE = 3600.0, 60.0
#: Folders of pictures, and how a file ends of which somebody may read something: not ``4913``, not ``moor.md~``.
_PICTURES, _ENDING = tuple(f"{folder}/" for folder in ASSETS), re.compile(r"\.[A-Za-z0-9]+$")


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What there is to show: the last good ``edition``, None before there was any; ``version`` counts the changes.

    ``errors`` keep the newest content from being shown; ``warnings`` do not. ``scene`` is that of the newest content.
    """

    version: int
    edition: Edition | None
    scene: Scene
    errors: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


class Preview:
    """The site in ``root`` as it changes, in a scene that may be exchanged. ``base_url`` is where it is read, or ""."""

    def __init__(self, root: Path, scene: Scene, base_url: str = "") -> None:
        """Read the magazine for the first time. Raises UnknownSkuError."""
        self._root = root
        self._base_url = base_url
        self._memory = Memory.open(root, code_version())
        self._cache = Cache(root=root)
        self._kept = Kept()
        self._seen = Seen()
        self._unread: set[str] = set()  # what has changed since the last good reading
        self._good: Magazine | None = None  # as it was read, whatever the scene makes of it
        self._reading = Lock()
        self._changed = Condition()
        self._is_asked, self._is_closed = Event(), Event()
        # A page asks for many pictures at once, and several browsers for the same one: each is made once, and a decoded
        # photo takes 50 MB.
        self._making: dict[str, Lock] = {}
        self._hands = BoundedSemaphore(os.cpu_count() or 1)
        self._state = State(version=0, edition=None, scene=scene)
        self.read(())
        self._check(scene)

    @property
    def state(self) -> State:
        """What there is to show now."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether nobody will read any more."""
        return self._is_closed.is_set()

    def read(self, paths: Collection[str]) -> State | None:
        """Read what has changed, by the ``paths`` of the files; None if nothing is to be seen of it.

        With an error the last good edition stays.
        """
        with self._reading:
            before, report = self._state, Report()
            new = paths if self._unread else [path for path in paths if self._is_read(path, before.edition)]
            self._unread.update(new)
            if before.edition and not self._unread:
                return None
            magazine, changed = self._read(before.scene, report)
            if magazine is not None:
                self._unread.clear()
                if before.edition and not before.errors and changed is not None and not changed:
                    return None
            return self._show(magazine, changed, before.scene, report)

    def play(self, scene: Scene) -> State:
        """Show another scene, to all who look. Raises UnknownSkuError."""
        with self._reading:
            self._check(scene)
            return self._read_as(scene)

    def _check(self, scene: Scene) -> None:
        if self._good is not None:
            scene.check(self._good)

    def _read_as(self, scene: Scene) -> State:
        """Read for a scene, or as of another moment of the same."""
        report = Report()
        magazine, _ = self._read(scene, report)
        if magazine is not None:
            self._unread.clear()
        return self._show(magazine, None, scene, report)

    def _is_read(self, path: str, edition: Edition | None) -> bool:
        """Whether anything depends on a file; editors put some of their own beside it, most of them for a moment."""
        folder, _, inside = path.partition("/")
        if edition is None or folder != "content" or path.endswith(("/", *ENDINGS)) or inside.startswith(_PICTURES):
            return True
        images = edition.magazine.images
        is_known = inside in images.pictures or inside in images.broken
        return is_known or (_ENDING.search(path) is not None and (self._root / path).exists())

    def _read(self, scene: Scene, report: Report) -> tuple[Magazine | None, frozenset[Thing] | None]:
        """The magazine as it is now, and which things changed of it; None: it has another shape."""
        moment = scene.moment(self._base_url)
        if self._good is None:
            return read_magazine(self._root, moment, report, self._memory, os.cpu_count() or 1), None
        renewed = self._good.with_changes(self._unread, moment, report)
        return renewed.magazine, None if renewed.shape else renewed.changed

    def _show(self, magazine: Magazine | None, changed: frozenset[Thing] | None, scene: Scene, report: Report) -> State:
        version, edition = self._state.version + 1, self._state.edition
        if magazine is not None:
            self._good, staged = magazine, scene.staged(magazine)
            edition = Edition.of(staged, scene, version, edition)
            self._kept.renew(staged, version, changed)
        found = {severity: [one for one in report.diagnostics if one.severity is severity] for severity in Severity}
        with self._changed:
            self._state = State(
                version=version,
                edition=edition,
                scene=scene,
                errors=tuple(found[Severity.ERROR]),
                warnings=tuple(found[Severity.WARNING]),
            )
            self._changed.notify_all()
        return self._state

    def page(self, page: Page, report: Report) -> bytes | None:
        """The HTML of a page as of the last good edition, which has none if it is gone; "" if its template is wrong."""
        self._seen.ask(page.url)
        html = self._kept.page(page, report)
        self._is_asked.set()
        return html

    def channel(self, name: str) -> tuple[Artifact, ...]:
        """The files of a channel as of the last good edition."""
        if self._state.edition is None:
            message = "channels are asked for only when there is a magazine"
            raise RuntimeError(message)
        self._is_asked.set()
        return self._kept.channel(name)

    def counted(self, sku: str) -> int:
        """What the product's file says there was to begin with, whatever the scene makes of it."""
        context = self._good.renderer.context if self._good else None
        if context is None or sku not in context.by_sku:
            return 0
        product = context.graph.products[context.by_sku[sku], context.graph.site.default_language]
        return next(variant.opening_stock for variant in product.variants if variant.sku == sku)

    def shown(self, url: str) -> AbstractContextManager[None]:
        """A browser shows a page while the context is open."""
        return self._seen.shown(url)

    def wait(self, version: int, seconds: float) -> State:
        """The state once it is newer than ``version``, or as it is after so many seconds or when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._state.version > version, seconds)
        return self._state

    def close(self) -> None:
        """Let everybody who waits go."""
        self._is_closed.set()
        self._is_asked.set()
        with self._changed:
            self._changed.notify_all()

    def wait_for_readers(self) -> None:
        """Wait until somebody has been answered, or it is closed."""
        self._is_asked.wait()

    def wait_for_end(self) -> None:
        """Wait until it is closed."""
        self._is_closed.wait()

    def keep_time(self) -> None:
        """Read again whenever something appears, expires or changes its price by the clock, until it is closed."""
        while not self.closed:
            state = self._state
            until = state.edition.magazine.graph.steady[1] if state.edition and state.scene.now is None else None
            seconds = (until - datetime.now(UTC)).total_seconds() if until else _LONG_SECONDS
            if seconds > 0:  # a clock may be set, and a machine may sleep
                self.wait(state.version, min(seconds, _A_MINUTE))
            else:
                with self._reading:
                    state = self._read_as(self._state.scene)
                self.wait(state.version, _LONG_SECONDS if state.errors else 0)

    def make_ahead(self) -> None:
        """Make the pages that were seen lately after each change, until it is closed."""
        version = self._state.version
        while not self.closed:
            version = self.wait(version, _LONG_SECONDS).version
            for url in self._seen.urls():
                edition = self._state.edition
                if self.closed or self._state.version > version or edition is None:
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
