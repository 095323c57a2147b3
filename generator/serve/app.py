"""The preview over HTTP: the answers that a good host would give, and the till beside them.

Rules of the room: every page carries the policy of production, extended by the sandbox's origin and nothing else; what
the preview adds lies under ``/_litfass/`` (`tools`). The till answers for itself.
"""

from __future__ import annotations

import mimetypes
import re
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from generator.channels.headers import security_headers
from generator.diagnostics import Report
from generator.links import TILL
from generator.serve.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from generator.diagnostics import Diagnostic
    from generator.serve.addresses import Origins
    from generator.serve.edition import Edition
    from generator.serve.findings import Findings
    from generator.serve.preview import Preview

#: Channels that readers fetch, and how the names of their files end.
_FETCHED, _ENDINGS = ("feeds", "podcast", "sitemap"), (".xml", ".json", ".txt")
_FOR_EVER = "public, max-age=31536000, immutable"
#: The preview's script comes before those of the theme: it notes what the page was before they change it.
_HEAD = re.compile(rb"<head[^>]*>", re.IGNORECASE)

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Answers:
    """The pages of the magazine and all that belongs to them; ``base_path`` is where it lies."""

    def __init__(self, preview: Preview, base_path: str, findings: Findings, origins: Origins) -> None:
        """Nothing is made yet."""
        self._preview = preview
        self._base = base_path
        self._findings = findings
        self._origins = origins

    async def read(self, request: Request) -> Response:
        """Whatever a reader asks for."""
        answer = await run_in_threadpool(self._answer, request.url.path)
        bank = self._origins.bank(self._origins.of(request.scope))
        for name, value in security_headers([bank]):
            if name != "Strict-Transport-Security":  # a browser would remember it for all that runs on localhost
                answer.headers[name] = value
        return answer

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
        if inside in places.media:
            return FileResponse(places.media[inside], headers={"Cache-Control": _FOR_EVER})
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
        return self._html(self._findings.page(diagnostics), 500, version)

    def _html(self, html: bytes, status: int, version: int) -> Response:
        """A page that listens for changes, from the ``version`` that it shows."""
        script = f'<script type="module" src="{self._findings.inside}/live.js?{version}"></script>'.encode()
        live = _HEAD.sub(lambda head: head[0] + script, html, count=1)
        return Response(live, status, {"Cache-Control": "no-store"}, "text/html")

    def _file(self, name: str, content: bytes, caching: str) -> Response:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(content, 200, {"Cache-Control": caching}, kind)


def create_app(
    preview: Preview, *, base_path: str, findings: Findings, origins: Origins, till: Callable[[str], ASGIApp]
) -> ASGIApp:
    """The preview, and the till of the origin at which it is read, made at the first need, for the till's addresses."""
    answers = Answers(preview, base_path, findings, origins)
    pages = Starlette(routes=[*Tools(preview, findings, origins).routes(), Route("/{path:path}", answers.read)])
    own = tuple(f"{base_path}/{folder}/" for folder in TILL)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_till = scope["type"] == "http" and scope["path"].startswith(own) and preview.state.edition is not None
        answering = await run_in_threadpool(till, origins.of(scope)) if is_till else pages
        await answering(scope, receive, send)

    return app
