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
import stripe.params._balance_transaction_list_params as balance_params
import stripe.params._charge_list_refunds_params as refund_list_params
import stripe.params._dispute_list_params as dispute_params
import stripe.params._payout_list_params as payout_params
import stripe.params._refund_create_params as refund_params
import stripe.params._webhook_endpoint_list_params as endpoint_params
import stripe.params.checkout._session_create_params as create_params
import stripe.params.checkout._session_line_item_list_params as line_params
import stripe.params.checkout._session_list_params as list_params
import stripe.params.checkout._session_retrieve_params as retrieve_params
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from typing_extensions import get_type_hints, is_typeddict

from tests.functions.stripe_money import Money, RefusedError, page

if TYPE_CHECKING:
    from collections.abc import Callable

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
ENDPOINTS = model_of(endpoint_params.WebhookEndpointListParams, vars(endpoint_params))
RETRIEVE = model_of(retrieve_params.SessionRetrieveParams, vars(retrieve_params))
LIST = model_of(list_params.SessionListParams, vars(list_params))
LINES = model_of(line_params.SessionLineItemListParams, vars(line_params))
REFUND = model_of(refund_params.RefundCreateParams, vars(refund_params))
REFUNDS = model_of(refund_list_params.ChargeListRefundsParams, vars(refund_list_params))
DISPUTES = model_of(dispute_params.DisputeListParams, vars(dispute_params))
PAYOUTS = model_of(payout_params.PayoutListParams, vars(payout_params))
BALANCE = model_of(balance_params.BalanceTransactionListParams, vars(balance_params))

#: Stripe expands four levels, and no more (docs.stripe.com/expand).
_DEEPEST = 4


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
    money: Money = field(default_factory=Money)
    key: str = KEY
    account: dict[str, Any] = field(
        default_factory=lambda: {"id": "acct_1", "object": "account", "charges_enabled": True, "requirements": None}
    )
    endpoints: list[dict[str, Any]] = field(default_factory=list)
    restricted: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    # What a shopper does.

    def pay(self, session_id: str, *, delayed: bool = False) -> None:
        session = self.sessions[session_id]
        assert session["status"] == "open"
        session |= {"status": "complete", "payment_status": "unpaid" if delayed else "paid", "url": None}
        self.intents[session["payment_intent"]] = "processing" if delayed else "succeeded"
        if not delayed:
            self._charge(session)

    def debit(self, session_id: str, *, succeeds: bool) -> None:
        session = self.sessions[session_id]
        if succeeds:
            session["payment_status"] = "paid"
            self._charge(session)
        self.intents[session["payment_intent"]] = "succeeded" if succeeds else "requires_payment_method"

    def _charge(self, session: dict[str, Any]) -> None:
        asked = session["asked"]["payment_intent_data"]
        self.money.charge(
            session["payment_intent"], session["amount_total"], session["currency"], asked.get("metadata", {})
        )

    # What Stripe sends.

    def event(self, kind: str, session_id: str, event_id: str = "evt_1") -> bytes:
        return self.event_of(kind, self._shown(session_id, expand=()), event_id)

    def event_of(self, kind: str, about: dict[str, Any], event_id: str = "evt_1") -> bytes:
        content = {
            "id": event_id,
            "object": "event",
            "api_version": VERSION,
            "created": int(time.time()),
            "type": kind,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": {"object": about},
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
                Route("/v1/checkout/sessions", self._list, methods=["GET"]),
                Route("/v1/checkout/sessions/{id}", self._retrieve, methods=["GET"]),
                Route("/v1/checkout/sessions/{id}/line_items", self._line_items, methods=["GET"]),
                Route("/v1/checkout/sessions/{id}/expire", self._expire, methods=["POST"]),
                Route("/v1/refunds", self._refund, methods=["POST"]),
                Route("/v1/charges/{id}/refunds", self._refunds, methods=["GET"]),
                Route("/v1/disputes", self._disputes, methods=["GET"]),
                Route("/v1/payouts", self._payouts, methods=["GET"]),
                Route("/v1/balance_transactions", self._balance, methods=["GET"]),
                Route("/v1/account", self._account, methods=["GET"]),
                Route("/v1/webhook_endpoints", self._endpoints, methods=["GET"]),
                Route("/c/pay/{id}", self._page, methods=["GET", "POST"]),
            ]
        )

    async def _create(self, request: Request) -> Response:
        return await self._keyed(request, "create", self._created)

    async def _refund(self, request: Request) -> Response:
        return await self._keyed(request, "refund", self._refunded)

    async def _keyed(
        self, request: Request, name: str, make: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]
    ) -> Response:
        """What is made once for each idempotency key."""
        body = (await request.body()).decode()
        params = nested(parse_qsl(body, keep_blank_values=True))
        key = request.headers.get("idempotency-key", "")
        with self.lock:
            self.requests.append((name, key, params))
            if refused := self._refused(request):
                return refused
            if not key:
                return _error(400, "the tests ask for an idempotency key", code="idempotency_key_missing")
            if key in self.answers:
                return self._replay(key, body)
            status, content = make(params)
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
            "created": self.now(),
            "customer_email": params.get("customer_email"),
            "locale": params.get("locale"),
            "asked": params,
            "client_reference_id": params.get("client_reference_id"),
            "payment_intent": f"pi_{len(self.sessions) + 1}",
            "expires_at": int(params["expires_at"]),
            "success_url": params["success_url"],
            "cancel_url": params["cancel_url"],
            "metadata": params.get("metadata", {}),
        }
        return 200, self._shown(session_id, ())

    def _refunded(self, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.fail_next:
            return self.fail_next.pop(0), {"error": {"type": "api_error", "message": "Something went wrong"}}
        try:
            REFUND.model_validate(params)
            given = self.money.give_back(params["payment_intent"], int(params["amount"]), params.get("metadata", {}))
        except ValidationError as error:
            return 400, {"error": {"type": "invalid_request_error", "message": str(error)}}
        except RefusedError as error:
            return 400, {"error": {"type": "invalid_request_error", "message": "No.", "code": error.code}}
        return 200, given

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
            return JSONResponse(self._shown(session_id, expansions(params)))

    async def _list(self, request: Request) -> Response:
        def found(params: dict[str, Any]) -> list[dict[str, Any]]:
            LIST.model_validate(params)
            expand = {path.removeprefix("data.") for path in expansions(params)}
            wanted, created = params.get("payment_intent"), params.get("created", {})
            return [
                self._shown(name, expand)
                for name, session in reversed(self.sessions.items())
                if _is_within(session, created)
                and (wanted is None or (session["payment_intent"] == wanted and session["status"] == "complete"))
            ]

        return self._page_of(request, found)

    async def _line_items(self, request: Request) -> Response:
        def found(params: dict[str, Any]) -> list[dict[str, Any]]:
            LINES.model_validate(params)
            asked = self.sessions[request.path_params["id"]]["asked"]["line_items"]
            expanded = "data.price.product" in expansions(params)
            return [_line_item(index, line, expanded=expanded) for index, line in enumerate(asked)]

        return self._page_of(request, found)

    async def _refunds(self, request: Request) -> Response:
        def found(params: dict[str, Any]) -> list[dict[str, Any]]:
            REFUNDS.model_validate(params)
            charge = request.path_params["id"]
            return [refund for refund in reversed(self.money.refunds.values()) if refund["charge"] == charge]

        return self._page_of(request, found)

    async def _disputes(self, request: Request) -> Response:
        def found(params: dict[str, Any]) -> list[dict[str, Any]]:
            DISPUTES.model_validate(params)
            return [dispute for dispute in self.money.disputes.values() if dispute["charge"] == params["charge"]]

        return self._page_of(request, found)

    async def _payouts(self, request: Request) -> Response:
        def found(params: dict[str, Any]) -> list[dict[str, Any]]:
            PAYOUTS.model_validate(params)
            return [payout for payout in self.money.payouts.values() if _is_within(payout, params["created"])]

        return self._page_of(request, found)

    async def _balance(self, request: Request) -> Response:
        def found(params: dict[str, Any]) -> list[dict[str, Any]]:
            BALANCE.model_validate(params)
            assert "data.source" in expansions(params)
            return [
                self.money.balance(intent) | {"source": self.money.shown_charge(intent, set())}
                for intent in self.money.payouts[params["payout"]]["intents"]
            ]

        return self._page_of(request, found)

    def _page_of(self, request: Request, find: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> Response:
        """A page of a list, as far as was asked for."""
        params = nested(list(request.query_params.multi_items()))
        with self.lock:
            self.requests.append(("list", request.url.path, params))
            if refused := self._refused(request):
                return refused
            if self.fail_next:
                return _error(self.fail_next.pop(0), "Something went wrong", "api_error")
            after, limit = params.get("starting_after", ""), int(params.get("limit", 10))
            assert 1 <= limit <= 100
            return JSONResponse(page(find(params), request.url.path, after, limit))

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

    def _shown(self, session_id: str, expand: typing.Collection[str]) -> dict[str, Any]:
        session = {name: value for name, value in self.sessions[session_id].items() if name != "asked"}
        if session["status"] != "complete":
            session["payment_intent"] = None
        elif any(path.startswith("payment_intent") for path in expand):
            session["payment_intent"] = self._intent(session_id, expand)
        return session

    def _intent(self, session_id: str, expand: typing.Collection[str]) -> dict[str, Any]:
        session = self.sessions[session_id]
        intent, asked = session["payment_intent"], session["asked"]["payment_intent_data"]
        charge = self.money.charges.get(intent)
        below = {path.removeprefix("payment_intent.latest_charge.") for path in expand}
        expanded = any("latest_charge" in path for path in expand)
        return {
            "id": intent,
            "object": "payment_intent",
            "status": self.intents[intent],
            "description": asked.get("description"),
            "shipping": asked.get("shipping"),
            "latest_charge": charge and (self.money.shown_charge(intent, below) if expanded else charge["id"]),
        }

    async def _account(self, request: Request) -> Response:
        return self._refused(request) or JSONResponse(self.account)

    async def _endpoints(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        if self.restricted:
            return _error(403, "The provided key does not have the required permissions for this endpoint")
        ENDPOINTS.model_validate(nested(list(request.query_params.multi_items())))
        return JSONResponse({"object": "list", "data": self.endpoints, "has_more": False, "url": request.url.path})

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return _error(401, "Invalid API Key provided", "invalid_request_error")
        if request.headers.get("stripe-version") != VERSION:
            return _error(400, f"another version: {request.headers.get('stripe-version')}")
        return None


def expansions(params: dict[str, Any]) -> list[str]:
    """What is to be expanded; Stripe goes no deeper than four levels."""
    paths: list[str] = params.get("expand", [])
    assert all(path.count(".") < _DEEPEST for path in paths), paths
    return paths


def _line_item(index: int, line: dict[str, Any], *, expanded: bool) -> dict[str, Any]:
    data, product = line["price_data"], f"prod_{index}"
    about = {"id": product, "object": "product", **data["product_data"]}
    return {
        "id": f"li_{index}",
        "object": "item",
        "description": data["product_data"]["name"],
        "quantity": int(line["quantity"]),
        "amount_total": int(line["quantity"]) * int(data["unit_amount"]),
        "currency": data["currency"],
        "price": {"id": f"price_{index}", "object": "price", "product": about if expanded else product},
    }


def _is_within(made: dict[str, Any], created: dict[str, str]) -> bool:
    """Whether it was made in the time that is asked for."""
    moment = int(made["created"])
    return int(created.get("gte", 0)) <= moment < int(created.get("lt", moment + 1))


def _error(status: int, message: str, kind: str = "invalid_request_error", code: str | None = None) -> Response:
    return JSONResponse({"error": {"type": kind, "message": message, "code": code}}, status)
