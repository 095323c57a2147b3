"""The preview as an editor's browser sees it: how long until a page is there, and until it shows what was saved."""

from __future__ import annotations

import http.client
import math
import socket
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.processes import FailedError, said, server, wait_until_idle

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.bench.site import Kind, Site

_HOST = "127.0.0.1"
_READY_SECONDS, _FRESH_SECONDS = 900.0, 120.0
#: Between two questions for the same page; a browser would be told, and ask once.
_PAUSE_SECONDS = 0.01
# Hugo makes a page anew for a browser that goes there, and not for what else asks.
_HEADERS = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}

#: The rows of the table, in their order.
ROWS = (
    "preview ready, cold",
    "preview: story saved, page shows it",
    "preview: price saved, first page",
    "preview: price saved, all pages",
    "preview: base saved, asked page",
    "preview ready, warm",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Preview:
    """A preview that runs; ``started`` by the clock."""

    site: Site
    port: int
    process: subprocess.Popen[bytes]
    started: float

    def ready(self) -> float:
        """How long until a story is there."""
        return self._seen(self._story, "<", self.started, _READY_SECONDS)

    def edited(self, kind: Kind) -> float:
        """Save an edit; how long until the story shows it."""
        saved = time.perf_counter()
        return self._seen(self._story, self.site.edit(kind).mark, saved)

    def priced(self) -> tuple[float, float]:
        """Save a price; how long until its first page shows it, and until all have been asked for and do."""
        saved = time.perf_counter()
        edit = self.site.edit("price")
        first, *others = (self._seen(url, edit.mark, saved) for url in edit.urls)
        return first, max(first, *others)

    @property
    def _story(self) -> str:
        return self.site.corpus.stories[0].url

    def _seen(self, url: str, mark: str, since: float, limit: float = _FRESH_SECONDS) -> float:
        """Ask until the page shows the mark; the seconds since then, or infinity. Raises FailedError."""
        while time.perf_counter() - since < limit:
            if mark.encode() in _read(self.port, url):
                return time.perf_counter() - since
            if self.process.poll() is not None:
                break
            time.sleep(_PAUSE_SECONDS)
        if mark == "<" or self.process.poll() is not None:
            passed = time.perf_counter() - since
            message = f"{self.site.tool.name}: no preview after {passed:.0f} s\n{said(self.site.root)}"
            raise FailedError(message)
        return math.inf


def preview(site: Site) -> Iterator[tuple[str, float]]:
    """Start it without caches, edit and ask, stop; start it again. Seconds by row; a stale page is infinitely late."""
    site.clear()
    cold, story, first, whole, base, warm = ROWS
    with _running(site) as running:
        yield cold, running.ready()
        # Some answer before they are done, and then miss what is saved meanwhile; an editor is slower than that.
        wait_until_idle(running.process)
        yield story, running.edited("story")
        wait_until_idle(running.process)
        yield from zip((first, whole), running.priced(), strict=True)
        wait_until_idle(running.process)
        yield base, running.edited("base")
    with _running(site) as running:
        yield warm, running.ready()


@contextmanager
def _running(site: Site) -> Iterator[_Preview]:
    port, started = _free_port(), time.perf_counter()
    with server(site.tool.serve(site.root, port), site.root) as process:
        yield _Preview(site=site, port=port, process=process, started=started)


def _read(port: int, url: str) -> bytes:
    """The page, or nothing while there is none."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=60)
    try:
        connection.request("GET", url, headers=_HEADERS)
        response = connection.getresponse()
        text = response.read()
    except (OSError, http.client.HTTPException):
        return b""
    else:
        return text if response.status == http.HTTPStatus.OK else b""
    finally:
        connection.close()


def _free_port() -> int:
    """A port that is free together with the next one, where the preview of Litfass has its bank."""
    while True:
        with socket.create_server((_HOST, 0)) as found, suppress(OSError):
            port = int(found.getsockname()[1])
            with socket.create_server((_HOST, port + 1)):
                return port
