"""The till as one ASGI application: its routes, the headers of every answer, and what happens to the unforeseen.

Rules of the room: no handler is written here. Addresses lie below the base path of the site, as they stand in pages.
"""

from __future__ import annotations

import logging
from functools import cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Route

from functions import api, availability, buy, checkout, chores, openapi, paying, placing, review, status, webhook
from functions.payments.choice import form_action_origins, make_provider
from functions.problems import problem
from functions.store import Store, StoreError
from functions.till import Till, utc_now
from functions.web import Inquiry, RefusedError, as_problems, endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

    from functions.catalog import Catalog
    from functions.pages import Pages
    from functions.payments import Provider
    from functions.settings import Settings

    _Answer = Callable[[Request, Exception], Response]

_log = logging.getLogger(__name__)

#: Path below the base path, method, handler, and whether it answers programs (JSON) instead of people (pages).
ROUTES = (
    ("/till/quote", "POST", api.quote_cart, True),
    ("/till/availability", "GET", availability.handle, True),
    ("/till/health", "GET", api.health, True),
    ("/till/chores", "GET", chores.handle, True),
    ("/till/openapi.json", "GET", openapi.handle, True),
    ("/till/checkout", "POST", checkout.handle, False),
    ("/till/review", "POST", review.handle, False),
    ("/till/order", "POST", placing.handle, False),
    ("/till/webhooks/{provider}", "POST", webhook.handle, True),
    ("/till/orders/{token}", "GET", status.handle, False),
    ("/till/orders/{token}/pay", "POST", placing.go_on, False),
    ("/till/orders/{token}/cancelled", "GET", paying.cancelled, False),
    ("/buy/{lines}", "GET", buy.handle, False),
)


def create_app(
    settings: Settings,
    catalog: Callable[[], Catalog],
    pages: Callable[[], Pages],
    *,
    provider: Callable[[], Provider] | None = None,
    store: Callable[[], Store] | None = None,
    now: Callable[[], datetime] = utc_now,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The till's application; `app.state.till` is what its background work needs.

    Provider and store are made by the settings, at the first need, unless they are given.
    """
    till = Till(
        settings=settings,
        catalog=catalog,
        pages=pages,
        provider=provider or cache(lambda: make_provider(settings)),
        store=store or cache(lambda: Store.open(settings.database_url)),
        now=now,
    )
    headers = _headers(settings)
    app = Starlette(
        routes=_routes(till),
        lifespan=lifespan,
        middleware=[Middleware(_Headers, headers=headers)],
        exception_handlers=_unforeseen(till, headers),
    )
    app.router.redirect_slashes = False
    app.state.till = till
    return app


def _routes(till: Till) -> list[Route]:
    """Every address below the base path, with the handler and the kind of refusal that its askers can read."""
    return [
        Route(
            till.settings.base_path + path,
            endpoint(partial(handler, till), as_problems if for_programs else till.refuse),
            methods=[method],
        )
        for path, method, handler, for_programs in ROUTES
    ]


def _unforeseen(till: Till, headers: Mapping[str, str]) -> Mapping[int | type[Exception], _Answer]:
    """What is answered where no handler could."""
    return {
        HTTPStatus.NOT_FOUND: partial(_refuse, till, "not_found"),
        HTTPStatus.METHOD_NOT_ALLOWED: partial(_refuse, till, "method_not_allowed"),
        StoreError: partial(_wait, till),
        Exception: partial(_fail, till, headers),
    }


def _refuse(till: Till, code: str, request: Request, error: Exception) -> Response:
    """No such address, or not this way."""
    known = HTTPStatus.METHOD_NOT_ALLOWED if code == "method_not_allowed" else HTTPStatus.NOT_FOUND
    answer = _answer(till, request, known, code)
    answer.headers.update(getattr(error, "headers", None) or {})  # Allow, which 405 must carry (RFC 9110)
    return answer


def _wait(till: Till, request: Request, error: Exception) -> Response:
    """The store is away: nothing is lost, and the same request may be sent again."""
    _log.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    answer = _answer(till, request, HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable")
    answer.headers["retry-after"] = "30"
    return answer


def _fail(till: Till, headers: Mapping[str, str], request: Request, _error: Exception) -> Response:
    """Our own fault: the shopper gets a page without the trace; Starlette raises it again for the host's log."""
    answer = _answer(till, request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal")
    answer.headers.update(headers)  # this answer is made outside of all middleware
    return answer


def _answer(till: Till, request: Request, status: HTTPStatus, code: str) -> Response:
    """A page for people, else problems for programs."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    inquiry = Inquiry(path={}, query=tuple(request.query_params.multi_items()), headers=headers, body=b"")
    refusal = RefusedError(status, problem(code, ""))
    wants_page = "text/html" in headers.get("accept", "")
    return till.refuse(inquiry, refusal) if wants_page else as_problems(inquiry, refusal)


def _headers(settings: Settings) -> dict[str, str]:
    """The security headers of every answer, also of refusals and failures."""
    headers = {
        "content-security-policy": "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "connect-src 'self'",
                "manifest-src 'self'",
                f"form-action 'self' {' '.join(form_action_origins(settings))}",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            )
        ),
        "x-content-type-options": "nosniff",
        # Not "no-referrer": with it browsers send "Origin: null" with our own forms. With this, too, the token of a
        # status page never leaves the site.
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cache-control": "no-store",
        "x-robots-tag": "noindex",
    }
    if settings.site_url.startswith("https:"):
        headers["strict-transport-security"] = "max-age=31536000"
    return headers


class _Headers:
    """Middleware that adds headers to every answer which does not set them itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
