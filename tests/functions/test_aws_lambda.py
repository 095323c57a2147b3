"""The till as a function of Amazon's: its documented events come in, its documented answers go out."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import stripe

from functions.chores.table import CHORES
from functions.hosts import aws_lambda
from functions.settings import SettingsError
from functions.store import Store
from tests.functions.hosted import SITE, environment, letters
from tests.functions.lambda_events import FRONTS, Context, body_of, event, of_rule, of_scheduler
from tests.functions.shop import ADDRESS, cart_json, form_of, origin
from tests.functions.stripe_server import WEBHOOK_SECRET, StripeServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from functions.hosts.aws_lambda import Handler
    from tests.functions.lambda_events import Front

    Answer = Mapping[str, object]

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": SITE}
JSON = {"content-type": "application/json"}


@dataclass(kw_only=True)
class Function:
    """A deployed function, what fronts it, and the provider."""

    handler: Handler
    front: Front
    server: StripeServer
    folder: Path

    def get(self, url: str, *cookies: str) -> Answer:
        return self.handler(event(self.front, "GET", url, cookies=cookies), Context())

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return self.handler(event(self.front, "POST", url, body, headers), Context())

    def send(self, url: str, fields: Mapping[str, str]) -> Answer:
        return self.post(url, urlencode(fields).encode(), FORM)

    def order(self) -> Answer:
        """From the cart to the pressed button."""
        page = self.send("/till/review", {"cart": cart_json(("TEA", 2)), **ADDRESS})
        assert page["statusCode"] == HTTPStatus.OK
        return self.send("/till/order", form_of(httpx.Response(200, text=body_of(page)), "/till/order"))

    def tell(self, body: bytes, **headers: str) -> Answer:
        signature = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET)
        return self.post("/till/webhooks/stripe", body, {**JSON, "stripe-signature": signature, **headers})


@pytest.fixture(autouse=True)
def _loop() -> Iterator[None]:
    """The loop that the adapter runs in; where it finds none it makes one and never closes it."""
    with closing(asyncio.new_event_loop()) as loop:
        asyncio.set_event_loop(loop)
        yield
        asyncio.set_event_loop(None)


@pytest.fixture(params=FRONTS)
def function(request: pytest.FixtureRequest, tmp_path: Path, postgres_schema_url: str) -> Iterator[Function]:
    server = StripeServer()
    with Store.open(postgres_schema_url) as store, origin() as here:
        store.migrate()
        server.url, here.app = here.url, server.app()
        settings = environment(tmp_path, postgres_schema_url, here.url) | {"AWS_LAMBDA_FUNCTION_NAME": "till"}
        handler = aws_lambda.create(settings)
        with handler.till.store():
            yield Function(handler=handler, front=request.param, server=server, folder=tmp_path)


def headers_of(answer: Answer) -> Mapping[str, str]:
    headers = answer["headers"]
    assert isinstance(headers, dict)
    return headers


def test_a_quote_is_answered_as_the_fronts_read_it(function: Function) -> None:
    cart = {"country": "DE", "lines": [{"sku": "TEA", "quantity": 2}]}
    answer = function.post("/till/quote", json.dumps(cart).encode(), JSON)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, False)
    assert json.loads(body_of(answer))["goods"] == 1780
    assert headers_of(answer)["x-content-type-options"] == "nosniff"


def test_a_name_that_comes_twice_in_the_query_is_read_twice(function: Function) -> None:
    answer = function.get("/till/availability?sku=TEA&sku=BREAD", "theme=dark", "a=b")
    assert sorted(json.loads(body_of(answer))["items"]) == ["BREAD", "TEA"]


def test_an_encoded_path_is_read(function: Function) -> None:
    assert "Ware TEA" in body_of(function.get("/buy/TEA:2,BREAD:1"))


def test_a_whole_order_is_paid_and_its_letters_go_before_the_answer(function: Function) -> None:
    placed = function.order()
    assert placed["statusCode"] == HTTPStatus.SEE_OTHER
    (session,) = function.server.sessions
    assert headers_of(placed)["location"] == f"{function.server.url}/c/pay/{session}"
    function.server.pay(session)
    told = function.tell(function.server.event("checkout.session.completed", session))
    assert (told["statusCode"], "order" in letters(function.folder)) == (200, True)
    status = urlsplit(function.server.sessions[session]["success_url"])
    assert "data-paid-cart" in body_of(function.get(f"{status.path}?{status.query}"))


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream"])
def test_the_body_of_news_arrives_byte_for_byte(function: Function, kind: str) -> None:
    function.order()
    (session,) = function.server.sessions
    function.server.pay(session)
    body = json.dumps(
        {**json.loads(function.server.event("checkout.session.completed", session)), "note": "Grüße,  \t\r\n☃ "},
        indent=3,
        ensure_ascii=False,
    ).encode()
    assert function.tell(body + b"\n\n", **{"content-type": kind})["statusCode"] == HTTPStatus.OK
    assert "order" in letters(function.folder)


def test_news_with_one_other_byte_are_refused(function: Function) -> None:
    function.order()
    (session,) = function.server.sessions
    body = function.server.event("checkout.session.completed", session)
    signature = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET)
    answer = function.post("/till/webhooks/stripe", body + b" ", {**JSON, "stripe-signature": signature})
    assert answer["statusCode"] == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("schedule", [of_rule, of_scheduler])
def test_a_schedule_gets_the_chores_done(function: Function, schedule: Callable[[], dict[str, object]]) -> None:
    expected = {"done": tuple(chore.name for chore in CHORES), "failed": ()}
    assert function.handler(schedule(), Context()) == expected


def test_a_schedule_without_time_leaves_the_chores_to_the_next(function: Function) -> None:
    assert function.handler(of_rule(), Context(left_seconds=0)) == {"done": (), "failed": ()}


def test_sqlite_is_refused_there(tmp_path: Path) -> None:
    settings = environment(tmp_path, "sqlite:///till.db", "https://stripe.example")
    with pytest.raises(SettingsError, match="must be a Postgres here"):
        aws_lambda.create({**settings, "AWS_LAMBDA_FUNCTION_NAME": "till"})


def test_there_is_nothing_in_the_module_but_the_handler() -> None:
    with pytest.raises(AttributeError, match="no attribute nothing"):
        aws_lambda.nothing  # noqa: B018 (the access is what is tested)
