"""The till as one ASGI application: its routes, and what happens to the unforeseen.

Rules of the room: no handler is written here. Addresses lie below the till's base path, which is the site's unless the
till answers elsewhere. What an address allows stands in `ROUTES` and is kept by the `gate`.
"""

from __future__ import annotations

import logging
import secrets
from functools import cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from functions import journal
from functions.app.gate import Address, Gate
from functions.app.headers import Headers, of_answers, of_pages
from functions.app.later import Later, later
from functions.faults import StoreError
from functions.limits import ASK, FORM, KNOCK, ORDER
from functions.ordering import quoting
from functions.problems import problem
from functions.till import Till, utc_now
from functions.web import Inquiry, RefusedError, as_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from starlette.requests import Request
    from starlette.types import Lifespan, Receive, Scope, Send

    from functions.catalog import Catalog
    from functions.pages import Pages
    from functions.payments import Provider
    from functions.settings import Settings
    from functions.store import Store

    _Answer = Callable[[Request, Exception], Response]

_log = logging.getLogger(__name__)

#: Every address, those first that are asked for most. `gate.Address` says what the words mean.
ROUTES = (
    Address(
        "POST",
        "/till/quote",
        quoting.quote_cart,
        programs=True,
        foreign=True,
        shared=True,
        pure=True,
        kept=True,
        unless=b"coupon",
        limit=ASK,
    ),
    Address(
        "GET", "/till/availability", later("ordering.availability"), programs=True, shared=True, kept=True, limit=ASK
    ),
    Address("GET", "/till/health", later("chores.health"), programs=True, limit=ASK),
    Address("GET", "/till/chores", later("chores.table"), programs=True),
    Address("GET", "/till/openapi.json", later("app.openapi"), programs=True),
    Address("POST", "/till/checkout", later("ordering.checkout"), foreign=True, limit=FORM),
    Address("POST", "/till/review", later("ordering.review"), limit=FORM),
    Address("POST", "/till/order", later("ordering.placing"), asks=True, limit=ORDER),
    Address("POST", "/till/webhooks/{provider}", later("webhook"), programs=True, foreign=True, asks=True),
    Address("GET", "/till/orders/{token}", later("ordering.status")),
    Address("POST", "/till/orders/{token}/pay", later("ordering.placing", "go_on"), asks=True, limit=ORDER),
    Address("GET", "/till/orders/{token}/cancelled", later("ordering.paying", "cancelled"), asks=True),
    Address("GET", "/till/orders/{token}/invoices/{number}", later("ordering.invoice_page")),
    Address("GET", "/till/desk", later("desk.table", "show")),
    Address("POST", "/till/desk/sign-in", later("desk.door", "knock"), limit=KNOCK),
    Address("POST", "/till/desk/sign-out", later("desk.door", "leave")),
    Address("GET", "/till/desk/links/{link}", later("desk.door", "arrive"), limit=KNOCK),
    Address("POST", "/till/desk/links/{link}", later("desk.door", "enter"), limit=KNOCK),
    Address("GET", "/till/desk/slips", later("desk.table", "slips")),
    Address("GET", "/till/desk/orders/{number}", later("desk.parcel", "show")),
    Address("GET", "/till/desk/orders/{number}/slip", later("desk.table", "slip")),
    Address("POST", "/till/desk/orders/{number}/refund", later("desk.repayment", "refund")),
    Address("POST", "/till/desk/orders/{number}/{act}", later("desk.parcel", "move")),
    Address("GET", "/till/desk/stock", later("desk.stock", "show")),
    Address("POST", "/till/desk/stock", later("desk.stock", "correct")),
    Address("GET", "/till/desk/returns", later("desk.returns", "show")),
    Address("POST", "/till/desk/returns/{withdrawal}/{act}", later("desk.returns", "act")),
    Address("GET", "/till/desk/letters", later("desk.letters", "show")),
    Address("POST", "/till/desk/letters", later("desk.letters", "retry")),
    Address("GET", "/till/withdraw", later("returns.withdraw", "show"), limit=FORM),
    Address("POST", "/till/withdraw", later("returns.withdraw"), limit=FORM),
    Address("GET", "/till/find", later("ordering.finding", "show"), limit=FORM),
    Address("POST", "/till/find", later("ordering.finding"), limit=FORM),
    Address("GET", "/buy/{lines}", later("ordering.buy"), limit=FORM),
)


def create_app(
    settings: Settings,
    catalog: Callable[[], Catalog],
    pages: Callable[[], Pages],
    *,
    provider: Callable[[], Provider] | None = None,
    store: Callable[[], Store] | None = None,
    now: Callable[[], datetime] = utc_now,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The till's application; `app.state.till` is what its background work needs.

    Provider and store are made by the settings, at the first need, unless they are given.
    """
    till = Till(
        settings=settings,
        catalog=catalog,
        pages=pages,
        provider=provider or cache(lambda: _make_provider(settings)),
        store=store or cache(lambda: _open_store(settings, now)),
        now=now,
        entropy=entropy,
    )
    journal.keep()
    for name in settings.unread:
        _log.warning("%s", name)
    app = Starlette(
        routes=_routes(till),
        lifespan=lifespan,
        middleware=[Middleware(Headers, settings=settings, shared=_shared(till))],
        exception_handlers=_unforeseen(till),
    )
    app.router.redirect_slashes = False
    app.state.till = till
    return app


def load_handlers() -> None:
    """Load all that answers, as a server does before it starts: later its files may be another version's."""
    for address in ROUTES:
        if isinstance(address.handler, Later):
            address.handler.load()


def _make_provider(settings: Settings) -> Provider:
    from functions.payments.choice import make_provider  # noqa: PLC0415 (a function that answers a quote asks none)

    return make_provider(settings)


def _open_store(settings: Settings, now: Callable[[], datetime]) -> Store:
    from functions.owner import open_store  # noqa: PLC0415 (as above)

    return open_store(settings, now)


def _routes(till: Till) -> list[Route]:
    """Every address below the base path; those that scripts of another origin ask answer their question before."""
    gates: dict[str, dict[str, Gate]] = {}
    for address in ROUTES:
        gates.setdefault(address.path, {})[address.method] = Gate(till, address)
    base = till.settings.till_base_path
    routes = [Route(base + path, _ByMethod(methods), methods=list(methods)) for path, methods in gates.items()]
    return routes + [Route(path, _permission, methods=["OPTIONS"]) for path in _shared(till)]


class _ByMethod:
    """The gates of one path; the router lets no other method in, and HEAD is answered as GET."""

    def __init__(self, gates: Mapping[str, Gate]) -> None:
        self._gates = {"HEAD": gates["GET"], **gates} if "GET" in gates else gates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._gates[scope["method"]](scope, receive, send)


def _shared(till: Till) -> Mapping[str, str]:
    """The paths that scripts of the site ask from another origin, with the method; none where the till lies there."""
    settings = till.settings
    if not settings.is_apart:
        return {}
    return {settings.till_base_path + address.path: address.method for address in ROUTES if address.shared}


async def _permission(_request: Request) -> Response:
    """The answer to a browser that asks whether it may send JSON (CORS preflight); `Headers` says to whom."""
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _unforeseen(till: Till) -> Mapping[int | type[Exception], _Answer]:
    """What is answered where no handler could."""
    return {
        HTTPStatus.NOT_FOUND: partial(_refuse, till, "not_found"),
        HTTPStatus.METHOD_NOT_ALLOWED: partial(_refuse, till, "method_not_allowed"),
        StoreError: partial(_wait, till),
        Exception: partial(_fail, till),
    }


def _refuse(till: Till, code: str, request: Request, error: Exception) -> Response:
    """No such address, or not this way."""
    known = HTTPStatus.METHOD_NOT_ALLOWED if code == "method_not_allowed" else HTTPStatus.NOT_FOUND
    answer = _answer(till, request, known, code)
    answer.headers.update(getattr(error, "headers", None) or {})  # Allow, which 405 must carry (RFC 9110)
    return answer


def _wait(till: Till, request: Request, error: Exception) -> Response:
    """The store is away: nothing is lost, and the same request may be sent again."""
    _log.error("%s %s: %s", request.method, journal.without_secrets(request.url.path), error, exc_info=error)
    answer = _answer(till, request, HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable")
    answer.headers["retry-after"] = "30"
    return answer


def _fail(till: Till, request: Request, _error: Exception) -> Response:
    """Our own fault: the shopper gets a page without the trace; Starlette raises it again for the host's log."""
    answer = _answer(till, request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal")
    # This answer is made outside of all middleware.
    usual = of_pages(till.settings) if answer.media_type == "text/html" else of_answers(till.settings)
    answer.headers.update({**usual, "x-request-id": journal.REQUEST.get()})
    return answer


def _answer(till: Till, request: Request, status: HTTPStatus, code: str) -> Response:
    """A page for people, else problems for programs."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    inquiry = Inquiry(path={}, query=tuple(request.query_params.multi_items()), headers=headers, body=b"")
    refusal = RefusedError(status, problem(code, ""))
    wants_page = "text/html" in headers.get("accept", "")
    return till.refuse(inquiry, refusal) if wants_page else as_problems(inquiry, refusal)
