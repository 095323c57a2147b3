"""A little work after an answer, for hosts where a process rests between requests and whose plans may refuse schedules.

Rules of the room: no answer waits for it, and none is lost by it. What is done is said in `table`, loaded only then.
"""

from __future__ import annotations

from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import Message, Receive, Scope, Send

    from functions.till import Till

#: How often a process asks whether there is something to do; the store's marks say it for all processes.
_EVERY_SECONDS = 10

#: What is asked for while a page is read, or by a machine, never waits.
_QUICK = ("quote", "availability", "health", "chores", "openapi.json")


class InPassing:
    """The till on such a host.

    When an answer is on its way, letters are sent and unpaid orders cleared, for two seconds at most and once in ten,
    whatever the number of processes; always after news that were taken in, since those promise letters. Quotes and
    availabilities stay quick and open no store for it. ``till`` is the shop's.
    """

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self.till: Till = app.state.till
        self._next = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and then do a little."""
        status = 0

        async def listening(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, listening)
        if scope["type"] == "http":
            path: str = scope["path"]
            news = path.startswith(self.till.path("webhooks/")) and status == HTTPStatus.OK
            if news or self._is_due(path):
                await run_in_threadpool(self._work, news=news)

    def _is_due(self, path: str) -> bool:
        quick = {self.till.path(name) for name in _QUICK}
        if monotonic() < self._next or path in quick or path.startswith(self.till.path("webhooks/")):
            return False
        self._next = monotonic() + _EVERY_SECONDS
        return True

    def _work(self, *, news: bool) -> None:
        from functions.chores.table import in_passing  # noqa: PLC0415 (a quote needs none of it)

        in_passing(self.till, news=news)
