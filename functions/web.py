"""What a handler gets and gives: one request, read whole and within limits, and answers.

Rules of the room: handlers are plain functions that run in the thread pool; this room alone awaits. It knows no cart
and no order, and how a refusal looks is said by the caller.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from functions.problems import problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from functions.problems import Problem

MAXIMUM_BODY = 256 * 1024
MAXIMUM_FIELDS = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Inquiry:
    """One request. Header names are lower-case; ``path`` holds the route's parameters; ``query`` keeps repetitions."""

    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    def asked(self, name: str) -> str:
        """The first value of a query parameter, or ""."""
        return next((value for key, value in self.query if key == name), "")

    @property
    def media_type(self) -> str:
        """The body's media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def form(self) -> dict[str, str]:
        """The fields of a posted form, the first of each name. Raises RefusedError if the body is no such form."""
        if self.media_type != "application/x-www-form-urlencoded":
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, problem("not_a_form", ""))
        try:
            pairs = parse_qsl(
                self.body.decode(), keep_blank_values=True, max_num_fields=MAXIMUM_FIELDS, errors="strict"
            )
        except ValueError as error:  # UnicodeDecodeError is one
            raise RefusedError(HTTPStatus.BAD_REQUEST, problem("not_a_form", "")) from error
        return dict(reversed(pairs))

    def field(self, name: str) -> str:
        """One field of a posted form, "" if there is none."""
        try:
            return self.form().get(name, "")
        except RefusedError:
            return ""

    def is_foreign(self, origin: str) -> bool:
        """Whether a browser says that another site's page sent this.

        Programs say nothing, and are no danger: no cookie is ever used, so that a forged form can do no more than its
        author could do himself.
        """
        if self.headers.get("sec-fetch-site") == "same-origin":
            return False
        sender = self.headers.get("origin")
        # Never parsed as an address: urlsplit raises at "http://[".
        return sender is not None and sender != origin and sender.partition("://")[2] != self.headers.get("host")


class RefusedError(Exception):
    """The request is answered with ``status`` and these problems."""

    def __init__(self, status: HTTPStatus, *problems: Problem) -> None:
        self.status = status
        self.problems = problems
        super().__init__(status, problems)


def endpoint(
    handler: Callable[[Inquiry], Response], refuse: Callable[[Inquiry, RefusedError], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """The handler as Starlette calls it: the body is read, then a worker thread does the rest."""

    def guarded(inquiry: Inquiry, *, whole: bool) -> Response:
        if not whole:
            return refuse(inquiry, RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem("body_too_large", "")))
        try:
            return handler(inquiry)
        except RefusedError as refusal:
            return refuse(inquiry, refusal)

    async def answer(request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        inquiry = Inquiry(
            path=request.path_params,
            query=tuple(request.query_params.multi_items()),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body or b"",
        )
        return await run_in_threadpool(guarded, inquiry, whole=body is not None)

    return answer


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAXIMUM_BODY:
            return None
    return bytes(body)


def as_json(content: object, status: int = HTTPStatus.OK) -> Response:
    """An answer for programs."""
    return Response(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), status, media_type="application/json"
    )


def as_problems(_inquiry: Inquiry, refusal: RefusedError) -> Response:
    """A refusal for programs."""
    return as_json({"problems": [found.as_json() for found in refusal.problems]}, refusal.status)


def see_other(url: str) -> Response:
    """On to another page, by GET."""
    return RedirectResponse(url, status_code=HTTPStatus.SEE_OTHER)
