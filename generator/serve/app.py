"""The preview over HTTP: the answers that a good host would give, and the till beside them.

Rules of the room: every page carries the policy of production, extended by the sandbox's origin and nothing else; what
the preview adds lies under ``/_litfass/``. The till answers for itself.
"""

from __future__ import annotations

import json
import mimetypes
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from generator.channels.headers import security_headers
from generator.diagnostics import Report, as_text
from generator.links import TILL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Receive, Scope, Send

    from generator.diagnostics import Diagnostic
    from generator.serve.edition import Edition
    from generator.serve.preview import Preview

#: How long a browser's connection for changes is silent at most; then a comment keeps it open.
_SILENCE_SECONDS = 15.0
#: Channels that readers fetch, and how the names of their files end.
_FETCHED, _ENDINGS = ("feeds", "sitemap"), (".xml", ".json", ".txt")
_FOR_EVER = "public, max-age=31536000, immutable"
_HERE = Path(__file__).parent

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Answers:
    """The routes of the preview; ``base_path`` is where the magazine lies, ``origins`` who takes the payments."""

    def __init__(self, preview: Preview, base_path: str, origins: Sequence[str]) -> None:
        """Nothing is made yet."""
        self._preview = preview
        self._base = base_path
        # A browser would remember it for localhost, and for every other tool that runs there.
        self._headers = {
            name: value for name, value in security_headers(origins) if name != "Strict-Transport-Security"
        }

    def routes(self) -> list[BaseRoute]:
        """All of them; the last answers every path."""
        inside = f"{self._base}/_litfass"
        return [
            Route(f"{inside}/changes", self.changes),
            Route(f"{inside}/live.js", self.own),
            Route(f"{inside}/live.css", self.own),
            Route(f"{inside}/diagnostics", self.diagnostics),
            Route("/{path:path}", self.read),
        ]

    async def changes(self, request: Request) -> Response:
        """Server-sent events: the version of what there is to read, now and whenever it changes."""
        page = urlsplit(request.headers.get("referer", "")).path
        return StreamingResponse(
            self._versions(page), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _versions(self, page: str) -> AsyncIterator[str]:
        version = 0
        with self._preview.shown(page):
            while not self._preview.closed:
                state = await run_in_threadpool(self._preview.wait, version, _SILENCE_SECONDS)
                told = {"version": state.version, "errors": len(state.errors)}
                yield f"data: {json.dumps(told)}\n\n" if state.version > version else ": still here\n\n"
                version = state.version

    async def own(self, request: Request) -> Response:
        """The script and the style that the preview adds to each page."""
        file = _HERE / request.url.path.rpartition("/")[2]
        return self._file(file.name, file.read_bytes(), "no-store")

    async def diagnostics(self, _request: Request) -> Response:
        """What is wrong with the newest content, as text."""
        text = "\n\n".join(as_text(found) for found in self._preview.state.errors)
        return Response(text, media_type="text/plain", headers={**self._headers, "Cache-Control": "no-store"})

    async def read(self, request: Request) -> Response:
        """Whatever a reader asks for."""
        return await run_in_threadpool(self._answer, request.url.path)

    def _answer(self, path: str) -> Response:
        state = self._preview.state
        if state.edition is None:
            return self._wrong(state.errors)
        if not path.startswith(f"{self._base}/"):
            return (
                RedirectResponse(f"{self._base}/", 302) if path in {"/", self._base} else self._missing(state.edition)
            )
        return self._page(state.edition, path) or self._other(state.edition, path) or self._missing(state.edition, path)

    def _page(self, edition: Edition, path: str, status: int = 200) -> Response | None:
        page = edition.places.pages.get(path)
        if page is None:
            return None
        report = Report()
        html = self._preview.page(page, report)
        if report.failed:
            return self._wrong(report.diagnostics, edition.version)
        return self._html(html, status, edition.version) if html is not None else None

    def _other(self, edition: Edition, path: str) -> Response | None:
        inside, places = path.removeprefix(f"{self._base}/"), edition.places
        target = f"{path}/" if f"{path}/" in places.pages else places.redirects.get(path)
        if target is not None:
            return RedirectResponse(target, 302, {"Cache-Control": "no-store"})
        if inside in places.assets:
            return self._file(inside, places.assets[inside], _FOR_EVER)
        content = self._preview.picture(inside)
        return self._file(inside, content, _FOR_EVER) if content is not None else self._fetched(inside)

    def _fetched(self, inside: str) -> Response | None:
        """What readers fetch besides pages: feeds, the sitemap."""
        for channel in _FETCHED if inside.endswith(_ENDINGS) else ():
            for file in self._preview.channel(channel):
                if file.path == inside:
                    return self._file(inside, file.content, "no-store")
        return None

    def _missing(self, edition: Edition, path: str = "/") -> Response:
        """The magazine's own page for what is not found, in the language of the address."""
        pages = edition.places.not_found
        best = max(pages, key=lambda page: len(page.url) if path.startswith(page.url.removesuffix("404.html")) else 0)
        return self._page(edition, best.url, 404) or Response("Not found.", 404)

    def _wrong(self, diagnostics: Iterable[Diagnostic], version: int = 0) -> Response:
        text = "\n\n".join(as_text(found) for found in diagnostics)
        head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Litfass</title></head>'
        body = f"<body><h1>The page cannot be made</h1><pre>{escape(text)}</pre></body></html>"
        return self._html(f"{head}{body}".encode(), 500, version)

    def _html(self, html: bytes, status: int, version: int) -> Response:
        """A page that listens for changes, from the ``version`` that it shows."""
        inside = f"{self._base}/_litfass"
        style = f'<link rel="stylesheet" href="{inside}/live.css">'
        script = f'<script type="module" src="{inside}/live.js?{version}"></script>'
        live = html.replace(b"</head>", f"{style}{script}</head>".encode(), 1)
        return Response(live, status, {**self._headers, "Cache-Control": "no-store"}, "text/html")

    def _file(self, name: str, content: bytes, caching: str) -> Response:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(content, 200, {**self._headers, "Cache-Control": caching}, kind)


def create_app(preview: Preview, *, base_path: str, origins: Sequence[str], till: Callable[[], ASGIApp]) -> ASGIApp:
    """The preview, and the application of the till, made at the first need, for the addresses that are the till's."""
    pages = Starlette(routes=Answers(preview, base_path, origins).routes())
    own = tuple(f"{base_path}/{folder}/" for folder in TILL)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_till = scope["type"] == "http" and scope["path"].startswith(own) and preview.state.edition is not None
        await (await run_in_threadpool(till) if is_till else pages)(scope, receive, send)

    return app
