"""The built site as the till has it: catalogue and pages of one build, read anew as soon as another lies there.

Rules of the room: a deploy needs no new start. Whether another build lies there is seen by the two files (device,
inode, time, size), so often that whoever comes from a new page is served from its catalogue. What cannot be used is
told to the log once, and the build before goes on selling.
"""

from __future__ import annotations

import logging
import os
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from functions import catalog as catalogs
from functions import pages as till_pages
from functions.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from functions.settings import Settings

    _Stamp = tuple[tuple[int, int, int, int], ...]

_log = logging.getLogger(__name__)
_FILES = ("catalog.json", "pages.json")
#: A look costs as much as a twentieth of a quote; no page is read and left in less time than this.
_PAUSE_SECONDS = 0.05


class Build(msgspec.Struct, frozen=True, kw_only=True):
    """What one build made for the till."""

    catalog: catalogs.Catalog
    pages: till_pages.Pages


def read(settings: Settings) -> Build:
    """What lies beside the site now. Raises SettingsError if it is not there, or not for this till."""
    folder = settings.site_folder / "_till"
    try:
        catalog, pages = (folder / name for name in _FILES)
        build = Build(catalog=catalogs.load(catalog.read_bytes()), pages=till_pages.load(pages.read_bytes()))
    except (OSError, catalogs.CatalogError, till_pages.PagesError) as error:
        raise SettingsError((f"LITFASS_SITE_DIR holds no site that this till can use: {error}",)) from error
    if problems := tuple(_contradictions(settings, build.catalog)):
        raise SettingsError(problems)
    return build


def _contradictions(settings: Settings, catalog: catalogs.Catalog) -> Iterator[str]:
    """Where the settings and the build are not for each other."""
    if catalog.base_path != settings.base_path:
        path = catalog.base_path
        yield f'LITFASS_SITE_URL has the path "{settings.base_path}", but the site was built for "{path}"'
    if catalog.preview and not settings.preview:
        yield "LITFASS_PREVIEW is not yes, but the site was built as a preview: build it without --preview"
    if settings.preview and not catalog.preview:
        yield "LITFASS_PREVIEW is yes, but the site was not built as a preview: litfass build --preview URL"


class Site:
    """The build of this moment; safe for threads. Making one raises SettingsError, asking it never does."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._paths = tuple(str(settings.site_folder / "_till" / name) for name in _FILES)
        self._lock = Lock()
        self._looked = clock()
        self._stamp = _stamp_of(self._paths)  # before the reading: what comes between is seen next
        self._build = read(settings)

    def catalog(self) -> catalogs.Catalog:
        """The catalogue."""
        return self._now().catalog

    def pages(self) -> till_pages.Pages:
        """The till's pages."""
        return self._now().pages

    def _now(self) -> Build:
        now = self._clock()
        if now - self._looked < _PAUSE_SECONDS:
            return self._build
        self._looked, stamp = now, _stamp_of(self._paths)
        if stamp not in {self._stamp, None}:
            with self._lock:
                if stamp != self._stamp:
                    self._take_up(stamp)
        return self._build

    def _take_up(self, stamp: _Stamp | None) -> None:
        self._stamp = stamp
        try:
            self._build = read(self._settings)
        except SettingsError as error:
            _log.error("the till stays with build %s: %s", self._build.catalog.build, error)
        else:
            _log.info("the till has taken up build %s", self._build.catalog.build)


def _stamp_of(paths: tuple[str, ...]) -> _Stamp | None:
    """What tells one build's files from another's; None while they are being exchanged."""
    try:
        found = [os.stat(path) for path in paths]  # noqa: PTH116 (a Path costs three times as much)
    except OSError:
        return None
    return tuple((one.st_dev, one.st_ino, one.st_mtime_ns, one.st_size) for one in found)
