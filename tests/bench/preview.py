"""The preview as an editor's browser sees it: how long until a page is there, and until it shows what was saved."""

from __future__ import annotations

import http.client
import socket
import time
from typing import TYPE_CHECKING

from tests.bench.processes import said, server, wait_until_idle
from tests.bench.site import StaleError

if TYPE_CHECKING:
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


def preview(site: Site) -> Iterator[tuple[str, float]]:
    """Start it without caches, edit and ask, stop; start it again. Seconds by row; a stale page is infinitely late."""
    site.clear()
    cold, story, first, whole, base, warm = ROWS
    port = _free_port()
    started = time.perf_counter()
    with server(site.tool.serve(site.root, port), site.root) as session:
        yield cold, _seen(site, port, _story(site), "<", started, _READY_SECONDS)
        # Some answer before they are done, and then miss what is saved meanwhile; an editor is slower than that.
        wait_until_idle(session)
        yield story, _edited(site, port, "story")
        wait_until_idle(session)
        yield from zip((first, whole), _priced(site, port), strict=True)
        wait_until_idle(session)
        yield base, _edited(site, port, "base")
    port = _free_port()
    started = time.perf_counter()
    with server(site.tool.serve(site.root, port), site.root):
        yield warm, _seen(site, port, _story(site), "<", started, _READY_SECONDS)


def _story(site: Site) -> str:
    return f"/stories/{site.corpus.stories[0].id}/"


def _edited(site: Site, port: int, kind: Kind) -> float:
    """Save an edit; how long until the story shows it."""
    saved = time.perf_counter()
    edit = site.edit(kind)
    return _seen(site, port, _story(site), edit.mark, saved)


def _priced(site: Site, port: int) -> tuple[float, float]:
    """Save a price; how long until its first page shows it, and until all have been asked for and do."""
    saved = time.perf_counter()
    edit = site.edit("price")
    first, *others = (_seen(site, port, url, edit.mark, saved) for url in edit.urls)
    return first, max(first, *others)


def _seen(site: Site, port: int, url: str, mark: str, since: float, limit: float = _FRESH_SECONDS) -> float:
    """Ask until the page shows the mark; the seconds since then, or infinity."""
    while time.perf_counter() - since < limit:
        if mark.encode() in _read(port, url):
            return time.perf_counter() - since
        time.sleep(_PAUSE_SECONDS)
    if mark == "<":
        message = f"{site.tool.name}: the preview is not ready after {limit:.0f} s\n{said(site.root)}"
        raise StaleError(message)
    return float("inf")


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
    with socket.create_server((_HOST, 0)) as found:
        return int(found.getsockname()[1])
