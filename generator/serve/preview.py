"""The preview: the last good magazine, its pages made when they are asked for, and what is wrong with the newest one.

Rules of the room: it knows no HTTP. A change makes a whole new magazine beside the old one and puts it in its place in
one step; with an error the old one stays, and the errors are kept for who looks.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from threading import BoundedSemaphore, Condition, Lock
from typing import TYPE_CHECKING

from generator.cache import Cache
from generator.channels import feeds, sitemap, till
from generator.diagnostics import Report, Severity
from generator.images import encode
from generator.magazine import Magazine, Moment, read_magazine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from functions.catalog import Catalog
    from generator.diagnostics import Diagnostic
    from generator.images import Picture, Rendition
    from generator.model import Page

_log = logging.getLogger(__name__)


class Edition:
    """A good magazine being read: each page, feed and catalogue is made once, when first asked for."""

    def __init__(self, magazine: Magazine, version: int) -> None:
        """Nothing is made yet; ``version`` is that of the reading."""
        self.magazine = magazine
        self.version = version
        self._pages: dict[str, str] = {}

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """All pages by URL."""
        return {page.url: page for page in self.magazine.renderer.context.routes.pages}

    @cached_property
    def redirects(self) -> Mapping[str, str]:
        """The targets of all aliases by their URL."""
        return {redirect.source: redirect.target for redirect in self.magazine.renderer.context.routes.redirects}

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Assets, feeds and what else readers fetch, by path in the output."""
        context = self.magazine.renderer.context
        made = {file.path: file.content for file in self.magazine.assets.files.values()}
        return {
            **made,
            **{file.path: file.content for file in (*feeds.artifacts(context), *sitemap.artifacts(context))},
        }

    @cached_property
    def catalog(self) -> Catalog:
        """What the till prices from."""
        return till.make_catalog(self.magazine.renderer.context)

    @cached_property
    def till_pages(self) -> bytes:
        """What the till speaks with, as pages.json; diagnostics of its templates show on its pages."""
        pages = self.magazine.renderer.till_pages(Report())
        return till.pages_json(self.magazine.renderer.context, pages)

    def html(self, page: Page, report: Report) -> str:
        """The HTML of a page; "" if its template is wrong."""
        if page.url not in self._pages:
            made = self.magazine.renderer.page(page, report)
            if report.failed:
                return ""
            self._pages[page.url] = made
        return self._pages[page.url]


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
        self._cache = Cache(root=root)
        self._reading = Lock()
        self._changed = Condition()
        self._closed = False
        # A page asks for many pictures at once, and several browsers for the same one: each is made once, and a decoded
        # photo takes 50 MB.
        self._making: dict[str, Lock] = {}
        self._hands = BoundedSemaphore(os.cpu_count() or 1)
        self._state = State(version=0, edition=None)
        self.read()

    @property
    def state(self) -> State:
        """What there is to show now."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether nobody will read any more."""
        return self._closed

    def read(self) -> State:
        """Read all anew; with an error the last good edition stays."""
        with self._reading:
            report = Report()
            now = self._now or datetime.now(UTC)
            magazine = read_magazine(self._root, replace(self._moment, now=now), report)
            version = self._state.version + 1
            edition = Edition(magazine, version) if magazine else self._state.edition
            state = State(version=version, edition=edition, diagnostics=report.diagnostics)
        with self._changed:
            self._state = state
            self._changed.notify_all()
        return state

    def catalog(self) -> Catalog:
        """What the till prices from, as of the last good edition."""
        return self._good().catalog

    def till_pages(self) -> bytes:
        """What the till speaks with, as of the last good edition."""
        return self._good().till_pages

    def _good(self) -> Edition:
        edition = self._state.edition
        if edition is None:
            message = "the till is asked only when there is a magazine"
            raise RuntimeError(message)
        return edition

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

    def picture(self, path: str) -> bytes | None:
        """A file of a picture, made now if it was not made before; None if there is none or it is damaged."""
        edition = self._state.edition
        found = edition.magazine.images.find(path) if edition else None
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
