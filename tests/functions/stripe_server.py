"""A local server that behaves like Stripe where the till meets it, and is stricter about what it is asked.

The rules for parameters are the library's own parameter types, made into models that refuse what they do not know.
"""

from __future__ import annotations

import functools
import json
import operator
import threading
import time
import typing
from dataclasses import dataclass, field
from types import SimpleNamespace, UnionType
from typing import TYPE_CHECKING, Any, NotRequired
from urllib.parse import parse_qsl

import httpx
import stripe
import stripe.params.checkout._session_create_params as create_params
import stripe.params.checkout._session_retrieve_params as retrieve_params
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from typing_extensions import get_type_hints, is_typeddict

if TYPE_CHECKING:
    from starlette.requests import Request

KEY = "sk_test_of_the_tests"
WEBHOOK_SECRET = "whsec_of_the_tests"
VERSION = "2026-10-28.endive"

#: What the library's option types add to its parameters, and never goes over the wire.
_OPTIONS = {
    "api_key",
    "stripe_version",
    "stripe_account",
    "stripe_context",
    "max_network_retries",
    "idempotency_key",
    "content_type",
    "headers",
}


_UNIONS = {typing.Union, UnionType}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


def model_of(parameters: type, namespace: dict[str, object]) -> type[BaseModel]:
    """A TypedDict of the library as a model that refuses unknown keys. Numbers arrive as text, so they may be read."""
    known: dict[str, type[BaseModel]] = {}

    def convert(annotation: Any) -> Any:  # noqa: ANN401 (an annotation is anything)
        if is_typeddict(annotation):
            return build(annotation)
        origin = typing.get_origin(annotation)
        if origin is NotRequired:
            return convert(typing.get_args(annotation)[0])
        if origin is typing.Literal:
            return annotation
        arguments = tuple(convert(argument) for argument in typing.get_args(annotation))
        if origin is None:
            return annotation
        literals = [argument for argument in arguments if typing.get_origin(argument) is typing.Literal]
        if literals and str in arguments:  # "Literal[…] | str" is the library's way to stay open; we are not
            return literals[0]
        arguments = tuple(a for a in arguments if "UntypedStripeObject" not in str(a))
        return functools.reduce(operator.or_, arguments) if origin in _UNIONS else origin[arguments]

    def build(typed: Any) -> type[BaseModel]:  # noqa: ANN401 (a TypedDict class)
        if typed.__name__ not in known:
            own = {name: hint for name, hint in typed.__annotations__.items() if name not in _OPTIONS}
            hints = get_type_hints(SimpleNamespace(__annotations__=own), globalns=namespace, include_extras=True)
            fields: dict[str, Any] = {
                name: (convert(hint), ... if name in typed.__required_keys__ else None) for name, hint in hints.items()
            }
            known[typed.__name__] = create_model(typed.__name__, __base__=_Strict, **fields)
        return known[typed.__name__]

    return build(parameters)


CREATE = model_of(create_params.SessionCreateParams, vars(create_params))
RETRIEVE = model_of(retrieve_params.SessionRetrieveParams, vars(retrieve_params))


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """``a[b][0][c]=d`` as nested mappings and lists."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        path = key.replace("]", "").split("[")
        here = root
        for name in path[:-1]:
            here = here.setdefault(name, {})
        here[path[-1]] = value
    return typing.cast("dict[str, Any]", _with_lists(root))


def _with_lists(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    if not isinstance(value, dict):
        return value
    converted = {key: _with_lists(entry) for key, entry in value.items()}
    if converted and all(key.isdigit() for key in converted):
        return [converted[key] for key in sorted(converted, key=int)]
    return converted


@dataclass(kw_only=True)
class StripeServer:
    """The server's state, and what a test may make it do."""

    url: str = ""
    webhook_url: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    intents: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, int, dict[str, Any]]] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    fail_next: list[int] = field(default_factory=list)
    amount_off_by: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    # What a shopper does.

    def pay(self, session_id: str, *, delayed: bool = False) -> None:
        session = self.sessions[session_id]
        assert session["status"] == "open"
        session |= {"status": "complete", "payment_status": "unpaid" if delayed else "paid", "url": None}
        self.intents[session["payment_intent"]] = "processing" if delayed else "succeeded"

    def debit(self, session_id: str, *, succeeds: bool) -> None:
        session = self.sessions[session_id]
        if succeeds:
            session["payment_status"] = "paid"
        self.intents[session["payment_intent"]] = "succeeded" if succeeds else "requires_payment_method"

    # What Stripe sends.

    def event(self, kind: str, session_id: str, event_id: str = "evt_1") -> bytes:
        content = {
            "id": event_id,
            "object": "event",
            "api_version": VERSION,
            "created": int(time.time()),
            "type": kind,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": {"object": self._shown(session_id, expand=())},
        }
        return json.dumps(content, indent=2).encode()

    def send(self, body: bytes, *, secret: str = WEBHOOK_SECRET, moment: int | None = None) -> int:
        """Deliver a signed event; the status of the till's answer."""
        header = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, timestamp=moment)
        return self.send_raw(body, header)

    def send_raw(self, body: bytes, header: str | None) -> int:
        headers = {"content-type": "application/json"} | ({} if header is None else {"stripe-signature": header})
        return httpx.post(self.webhook_url, content=body, headers=headers).status_code

    def tell(self, kind: str, session_id: str, event_id: str = "evt_1") -> int:
        return self.send(self.event(f"checkout.session.{kind}", session_id, event_id))

    # What the till asks.

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/checkout/sessions", self._create, methods=["POST"]),
                Route("/v1/checkout/sessions/{id}", self._retrieve, methods=["GET"]),
                Route("/v1/checkout/sessions/{id}/expire", self._expire, methods=["POST"]),
                Route("/c/pay/{id}", self._page, methods=["GET", "POST"]),
            ]
        )

    async def _create(self, request: Request) -> Response:
        body = (await request.body()).decode()
        params = nested(parse_qsl(body, keep_blank_values=True))
        key = request.headers.get("idempotency-key", "")
        with self.lock:
            self.requests.append(("create", key, params))
            if refused := self._refused(request):
                return refused
            if not key:
                return _error(400, "the tests ask for an idempotency key", code="idempotency_key_missing")
            if key in self.answers:
                return self._replay(key, body)
            status, content = self._created(params)
            if status < 400 or status >= 500:
                self.answers[key] = (body, status, content)
            return JSONResponse(content, status)

    def _replay(self, key: str, body: str) -> Response:
        """The first answer to that key, also if it was a failure; other parameters are an error."""
        first, status, content = self.answers[key]
        if first != body:
            return _error(
                400, "Keys for idempotent requests can only be used with the same parameters", "idempotency_error"
            )
        return JSONResponse(content, status, headers={"idempotent-replayed": "true"})

    def _created(self, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.fail_next:
            return self.fail_next.pop(0), {"error": {"type": "api_error", "message": "Something went wrong"}}
        if fault := self._fault(params):
            return 400, {"error": {"type": "invalid_request_error", "message": fault, "code": "parameter_invalid"}}
        session_id = f"cs_test_{len(self.sessions) + 1}"
        total = sum(int(line["quantity"]) * int(line["price_data"]["unit_amount"]) for line in params["line_items"])
        self.sessions[session_id] = {
            "id": session_id,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "mode": params["mode"],
            "url": f"{self.url}/c/pay/{session_id}",
            "amount_total": total + self.amount_off_by,
            "currency": params["line_items"][0]["price_data"]["currency"],
            "client_reference_id": params.get("client_reference_id"),
            "payment_intent": f"pi_{len(self.sessions) + 1}",
            "expires_at": int(params["expires_at"]),
            "success_url": params["success_url"],
            "cancel_url": params["cancel_url"],
            "metadata": params.get("metadata", {}),
        }
        return 200, self.sessions[session_id]

    def _fault(self, params: dict[str, Any]) -> str:
        """What Stripe would refuse: unknown or mistyped parameters, and its limits."""
        try:
            CREATE.model_validate(params)
        except ValidationError as error:
            return str(error)
        if len(params["line_items"]) > 100:
            return "line_items: at most 100"
        left = int(params["expires_at"]) - self.now()
        if not 30 * 60 <= left <= 24 * 60 * 60:
            return f"expires_at: must be between 30 minutes and 24 hours from now, not {left} seconds"
        if any(len(value) > 500 for value in params.get("metadata", {}).values()):
            return "metadata: at most 500 characters"
        return ""

    def now(self) -> int:
        return int(time.time())

    async def _retrieve(self, request: Request) -> Response:
        params = nested(list(request.query_params.multi_items()))
        session_id = request.path_params["id"]
        with self.lock:
            self.requests.append(("retrieve", session_id, params))
            if refused := self._refused(request):
                return refused
            if self.fail_next:
                return _error(self.fail_next.pop(0), "Something went wrong", "api_error")
            if session_id not in self.sessions:
                return _error(404, f"No such checkout.session: {session_id}", code="resource_missing")
            RETRIEVE.model_validate(params)
            return JSONResponse(self._shown(session_id, params.get("expand", ())))

    async def _expire(self, request: Request) -> Response:
        session_id = request.path_params["id"]
        with self.lock:
            self.requests.append(("expire", session_id, {}))
            if refused := self._refused(request):
                return refused
            session = self.sessions[session_id]
            if session["status"] != "open":
                return _error(400, "Only Checkout Sessions with a status in [open] can be expired.")
            session |= {"status": "expired", "url": None}
            return JSONResponse(self._shown(session_id, ()))

    async def _page(self, request: Request) -> Response:
        """Stripe's page, for a browser: the button pays."""
        session = self.sessions[request.path_params["id"]]
        if request.method == "POST":
            self.pay(session["id"])
            self.tell("completed", session["id"])
            return RedirectResponse(session["success_url"], 303)
        return HTMLResponse("<!doctype html><title>Pay</title><form method=post><button>Pay</button></form>")

    def _shown(self, session_id: str, expand: typing.Iterable[str]) -> dict[str, Any]:
        session = dict(self.sessions[session_id])
        if "payment_intent" in expand and session["status"] == "complete":
            intent = session["payment_intent"]
            session["payment_intent"] = {"id": intent, "object": "payment_intent", "status": self.intents[intent]}
        elif session["status"] != "complete":
            session["payment_intent"] = None
        return session

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return _error(401, "Invalid API Key provided", "invalid_request_error")
        if request.headers.get("stripe-version") != VERSION:
            return _error(400, f"another version: {request.headers.get('stripe-version')}")
        return None


def _error(status: int, message: str, kind: str = "invalid_request_error", code: str | None = None) -> Response:
    return JSONResponse({"error": {"type": kind, "message": message, "code": code}}, status)
