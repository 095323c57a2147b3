"""Tools: what the preview adds to the magazine, below ``/_litfass/``: news of changes, findings, the scene, the bar.

Rules of the room: nothing of it is in the magazine's own pages but one script element. What changes anything is a POST
from a page of this preview; a page of any other origin is refused, one that only calls itself ours among them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from generator.serve.addresses import host_of
from generator.serve.scene import MalformedSceneError, UnknownSkuError
from generator.serve.told import scene_of, told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from generator.serve.addresses import Origins
    from generator.serve.findings import Findings
    from generator.serve.preview import Preview

#: How long a browser's connection for changes is silent at most; then a comment keeps it open.
_SILENCE_SECONDS = 15.0
_NEVER_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_FILES = Path(__file__).parent / "browser"
_KINDS = {".js": "text/javascript", ".css": "text/css"}
_MOST_BYTES = 16 * 1024


class Tools:
    """The routes of the preview's own; they lie below ``findings.inside``."""

    def __init__(self, preview: Preview, findings: Findings, origins: Origins) -> None:
        """Nothing is made yet."""
        self._preview = preview
        self._findings = findings
        self._origins = origins

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        inside = self._findings.inside
        return [
            Route(f"{inside}/changes", self.changes),
            Route(f"{inside}/diagnostics", self.diagnostics),
            Route(f"{inside}/scene", self._ours(self.play), methods=["POST"]),
            Route(f"{inside}/open", self._ours(self.open), methods=["POST"]),
            Route(f"{inside}/{{name}}", self.own),
        ]

    async def changes(self, request: Request) -> Response:
        """Server-sent events: what there is to read, now and whenever it changes."""
        page = urlsplit(request.headers.get("referer", "")).path
        return StreamingResponse(self._news(page), media_type="text/event-stream", headers=_NEVER_KEPT)

    async def _news(self, page: str) -> AsyncIterator[str]:
        version = 0
        with self._preview.shown(page):
            while not self._preview.closed:
                state = await run_in_threadpool(self._preview.wait, version, _SILENCE_SECONDS)
                news = state.version > version
                yield f"data: {json.dumps(told(state, page))}\n\n" if news else ": still here\n\n"
                version = state.version

    async def diagnostics(self, request: Request) -> Response:
        """What is wrong with the newest content: errors, or with ``?warnings`` what is only said."""
        state = self._preview.state
        found = state.warnings if "warnings" in request.query_params else state.errors
        return Response(self._findings.list(found), headers=_NEVER_KEPT, media_type="text/html")

    async def own(self, request: Request) -> Response:
        """The scripts and the style that the preview adds to each page."""
        file = _FILES / request.path_params["name"]
        if file.suffix not in _KINDS or not file.is_file():
            return Response("Not found.", 404)
        return Response(file.read_bytes(), headers=_NEVER_KEPT, media_type=_KINDS[file.suffix])

    async def play(self, form: Mapping[str, str]) -> Response:
        """Show another scene, in all browsers."""
        try:
            await run_in_threadpool(self._preview.play, scene_of(form))
        except (MalformedSceneError, UnknownSkuError) as error:
            return Response(str(error), 422, _NEVER_KEPT, "text/plain")
        return Response(status_code=204)

    async def open(self, form: Mapping[str, str]) -> Response:
        """Open a place of the site in the editor, where that takes a command."""
        file, place = self._findings.file(form.get("file", "")), (form.get("line", ""), form.get("column", ""))
        if file is None or not all(number.isdecimal() for number in place):
            return Response("There is no such place.", 404, _NEVER_KEPT)
        opened = await run_in_threadpool(self._findings.editor.open, file, *map(int, place))
        return Response(status_code=204) if opened else Response("The editor cannot be started.", 500, _NEVER_KEPT)

    def _ours(
        self, act: Callable[[Mapping[str, str]], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Act on the form of a page of ours, and on nobody else's."""

        async def answer(request: Request) -> Response:
            if not self._is_ours(request):
                return Response("Only a page of this preview may ask for that.", 403, _NEVER_KEPT)
            body = await request.body()
            if len(body) > _MOST_BYTES:
                return Response("That is too long.", 413, _NEVER_KEPT)
            return await act(dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=64)))

        return answer

    def _is_ours(self, request: Request) -> bool:
        """Whether a request comes from a page of this preview, by what no page can make a browser say.

        Behind a proxy the page has another origin than the one that is asked; such a browser says that it is the same.
        """
        sender, site = request.headers.get("origin", ""), request.headers.get("sec-fetch-site", "")
        is_same = site == "same-origin" or sender == f"http://{host_of(request.scope)}"
        return self._origins.is_known(request.scope) and is_same
