"""The gate: what every request to an address of the till passes before its handler sees it.

Rules of the room: this room alone awaits; handlers are plain functions that run in worker threads, but for those that
never wait (``pure``). What an address allows is said in the table of `app` and kept here, so that nobody can forget it:
a post from a page of another site is refused unless the table says otherwise.
"""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING

import msgspec
from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from functions.limits import client_of
from functions.problems import problem
from functions.web import Inquiry, RefusedError, as_problems, check_bounds, headers_of, query_of, read_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyio import CapacityLimiter
    from starlette.types import Receive, Scope, Send

    from functions.limits import Limit
    from functions.store import Store
    from functions.till import Till

#: A flood of different questions is answered, but not remembered.
_MOST_REMEMBERED = 1000
_LONGEST_REMEMBERED = 8 * 1024

#: So many requests of one address wait for the provider at once; Starlette's 40 threads are for all others.
_ASKING_AT_ONCE = 20


class Address(msgspec.Struct, frozen=True):
    """One address of the till: method, path below the base path, handler; and who may ask it how.

    ``programs`` are answered in JSON, people with pages. ``foreign``: a page of another site may post here, since that
    moves nothing or proves itself by a signature. ``shared``: scripts of the site ask it, also from another origin.
    ``pure``: the handler opens no store and never waits. ``asks``: it asks the provider, who may be silent: threads of
    its own wait for that, so that all else is answered. ``kept``: the answer hangs on address, body, catalogue and
    store alone, and holds for a second. A body that has ``unless`` is neither: codes that are tried are counted.
    """

    method: str
    path: str
    handler: Callable[[Till, Inquiry], Response]
    programs: bool = False
    foreign: bool = False
    shared: bool = False
    pure: bool = False
    asks: bool = False
    unless: bytes = b""
    kept: bool = False
    limit: Limit | None = None


class Gate:
    """An address of a till as an ASGI application."""

    def __init__(self, till: Till, address: Address) -> None:
        self._till = till
        self._address = address
        self._memory = _Memory()
        self._store: Store | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = await self._answer(scope, receive)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        try:
            inquiry = await self._read(scope, receive)
        except RefusedError as refusal:
            return await run_in_threadpool(self._refuse, _unread(scope), refusal)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        page = self._page_of(scope, inquiry)
        known = self._memory.recall(page) if page else None
        if (known or self._address.pure) and not self._asks_store(inquiry):
            return self._handle(inquiry, page, known)
        return await to_thread.run_sync(self._handle, inquiry, page, known, limiter=self._threads)

    @cached_property
    def _threads(self) -> CapacityLimiter | None:
        """The threads that answer here; None: those of all others."""
        if not self._address.asks:
            return None
        from anyio import CapacityLimiter  # noqa: PLC0415 (loads much, and a quote asks nobody)

        return CapacityLimiter(_ASKING_AT_ONCE)

    def _page_of(self, scope: Scope, inquiry: Inquiry) -> _Page | None:
        """Under what the answer is remembered; None where it is not."""
        if not self._address.kept or self._is_other(inquiry) or len(inquiry.body) > _LONGEST_REMEMBERED:
            return None
        till = self._till
        if not self._address.pure and self._store is None:  # opening one may wait, and all others with it
            return None
        writes = self._store.writes if self._store else 0
        return _Page(
            moment=(int(monotonic()), till.now(), till.catalog().build, writes),
            question=(scope["query_string"], inquiry.body, inquiry.media_type, inquiry.headers.get("if-none-match")),
        )

    def _asks_store(self, inquiry: Inquiry) -> bool:
        limit, till = self._address.limit, self._till
        counts = limit is not None and till.limiter.asks_store(limit, inquiry.client, till.now())
        return counts or self._is_other(inquiry)

    def _is_other(self, inquiry: Inquiry) -> bool:
        """Whether the body has the word that makes it another question, or an escape that may hide it."""
        unless, body = self._address.unless, inquiry.body
        return bool(unless) and (unless in body or b"\\u" in body)

    async def _read(self, scope: Scope, receive: Receive) -> Inquiry:
        """The request. Raises RefusedError if it is out of bounds."""
        check_bounds(scope)
        headers, settings = headers_of(scope), self._till.settings
        client = scope["client"]
        return Inquiry(
            path=scope["path_params"],
            query=query_of(scope["query_string"]),
            headers=headers,
            body=await read_body(receive) if self._address.method == "POST" else b"",
            client=client_of(headers.get(settings.client_header), client[0] if client else ""),
        )

    def _handle(self, inquiry: Inquiry, page: _Page | None, known: Response | None) -> Response:
        """The handler's answer, or the one that is known, or why it is refused."""
        try:
            self._admit(inquiry)
            answer = known or self._address.handler(self._till, inquiry)
        except RefusedError as refusal:
            return self._refuse(inquiry, refusal)
        if page:
            self._memory.keep(page, answer)
        elif self._address.kept and not self._address.pure:
            self._store = self._till.store()
        return answer

    def _admit(self, inquiry: Inquiry) -> None:
        """Raises RefusedError for who comes too often, and for a form of another site's page."""
        address, settings = self._address, self._till.settings
        if address.limit:
            self._till.allow(address.limit, inquiry)
        if address.method == "POST" and not address.foreign and inquiry.is_foreign(*settings.origins):
            raise RefusedError(HTTPStatus.FORBIDDEN, problem("foreign_origin", ""))

    def _refuse(self, inquiry: Inquiry, refusal: RefusedError) -> Response:
        answer = (as_problems if self._address.programs else self._till.refuse)(inquiry, refusal)
        answer.headers.update(refusal.headers)
        return answer


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer stands in the memory: the moment, as far as answers hang on it, and what was asked."""

    moment: tuple[object, ...]
    question: tuple[object, ...]


class _Memory:
    """Answers of one moment; those of the moment before are forgotten."""

    def __init__(self) -> None:
        self._moment: tuple[object, ...] = ()
        self._answers: dict[tuple[object, ...], Response] = {}

    def recall(self, page: _Page) -> Response | None:
        return self._answers.get(page.question) if page.moment == self._moment else None

    def keep(self, page: _Page, answer: Response) -> None:
        if page.moment != self._moment or len(self._answers) >= _MOST_REMEMBERED:
            self._moment, self._answers = page.moment, {}
        self._answers[page.question] = answer


def _unread(scope: Scope) -> Inquiry:
    """A request that is refused unread: of its headers only the language counts, if that is in bounds."""
    languages = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"]
    return Inquiry(path={}, query=(), headers={"accept-language": "".join(languages)[:200]}, body=b"")
