"""What a handler gets and gives: one request, read whole and within bounds, and answers.

Rules of the room: it knows no cart and no order, and no address. What is out of bounds is refused before anything is
made of it.
"""

from __future__ import annotations

import asyncio
import hmac
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from functions.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope

    from functions.problems import Problem

MAXIMUM_BODY = 256 * 1024
MAXIMUM_FIELDS = 64
MAXIMUM_HEADERS = 96
MAXIMUM_HEADER_BYTES = 24 * 1024
#: A question for 100 articles fits.
MAXIMUM_ADDRESS = 8 * 1024
#: As long may a body take from its first byte to its last; then its sender is not worth a connection.
BODY_SECONDS = 15.0

#: So much of a body that is too long is passed over, so that its sender comes to read the answer.
_PASSED_OVER = 16 * MAXIMUM_BODY


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """One request. Header names are lower-case; ``path`` holds the route's parameters; ``query`` keeps repetitions.

    ``client`` is whose requests are counted (`limits.client_of`), "" for nobody's.
    """

    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    client: str = ""

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

    def bears(self, secret: str) -> bool:
        """Whether the request says that secret as ``Authorization: Bearer …``; "" lets nobody in."""
        said = self.headers.get("authorization", "")
        return secret != "" and hmac.compare_digest(said.encode(), f"Bearer {secret}".encode())

    def is_foreign(self, *origins: str) -> bool:
        """Whether a browser says that a page of none of these origins, and none of this host, has sent this.

        Programs say nothing, and are no danger: shoppers have no cookie, and browsers send that of the packing table
        from its own pages alone, so that a forged form can do no more than its author could do himself.
        """
        if self.headers.get("sec-fetch-site") == "same-origin":
            return False
        sender = self.headers.get("origin")
        # Never parsed as an address: urlsplit raises at "http://[".
        return sender is not None and sender not in origins and sender.partition("://")[2] != self.headers.get("host")


class RefusedError(Exception):
    """The request is answered with ``status`` and these problems, and with these headers beside the usual."""

    def __init__(self, status: HTTPStatus, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.problems = problems
        self.headers = headers or {}
        super().__init__(status, problems)


@lru_cache(maxsize=256)
def query_of(text: bytes) -> tuple[tuple[str, str], ...]:
    """The query's parameters in their order; many shoppers look at one page, which asks the same for each of them."""
    return tuple(parse_qsl(text.decode("latin-1"), keep_blank_values=True))


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers; of several with one name the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def check_bounds(scope: Scope) -> None:
    """Raises RefusedError if the address or the headers are longer than any that the till's pages send."""
    if len(scope["path"]) + len(scope["query_string"]) > MAXIMUM_ADDRESS:
        raise RefusedError(HTTPStatus.REQUEST_URI_TOO_LONG, problem("address_too_long", ""))
    headers = scope["headers"]
    if len(headers) > MAXIMUM_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAXIMUM_HEADER_BYTES:
        raise RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, problem("headers_too_large", ""))


async def read_body(receive: Receive, seconds: float = BODY_SECONDS) -> bytes:
    """The whole body. Raises RefusedError if it is too long or too slow, ClientDisconnect if it never ends."""
    try:
        async with asyncio.timeout(seconds):
            return await _whole(receive)
    except TimeoutError as error:
        raise _closing(HTTPStatus.REQUEST_TIMEOUT, "too_slow") from error


async def _whole(receive: Receive) -> bytes:
    chunks, length, goes_on = [], 0, True
    while goes_on:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        length += len(chunk)
        if length <= MAXIMUM_BODY:
            chunks.append(chunk)
        elif length > _PASSED_OVER:
            raise _closing(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large")
        goes_on = message.get("more_body", False)
    if length > MAXIMUM_BODY:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem("body_too_large", ""))
    return b"".join(chunks)


def _closing(status: HTTPStatus, code: str) -> RefusedError:
    """A refusal after which nothing more of this connection is read."""
    return RefusedError(status, problem(code, ""), headers={"connection": "close"})


def as_json(content: object, status: int = HTTPStatus.OK) -> Response:
    """An answer for programs."""
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def as_problems(_inquiry: Inquiry, refusal: RefusedError) -> Response:
    """A refusal for programs."""
    return as_json({"problems": [found.as_json() for found in refusal.problems]}, refusal.status)


def see_other(url: str) -> Response:
    """On to another page, by GET."""
    return RedirectResponse(url, status_code=HTTPStatus.SEE_OTHER)
