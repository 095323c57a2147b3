"""The till as a function of Vercel's, whose runtime calls it by ASGI and lets it rest when it has returned."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
import stripe

from functions.hosts import vercel
from functions.settings import SettingsError
from functions.store import Store
from tests.functions.hosted import CHORES_SECRET, SITE, Resting, environment, letters
from tests.functions.shop import ADDRESS, cart_json, form_of, origin
from tests.functions.stripe_server import WEBHOOK_SECRET, StripeServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

CRON = {"user-agent": "vercel-cron/1.0", "authorization": f"Bearer {CHORES_SECRET}"}


@dataclass(kw_only=True)
class Function:
    """A deployed function, and the provider."""

    till: Resting
    server: StripeServer
    folder: Path

    def order(self) -> str:
        """From the cart to the pressed button; the payment session."""
        page = self.till.ask("POST", "/till/review", form={"cart": cart_json(("TEA", 2)), **ADDRESS})
        placed = self.till.ask("POST", "/till/order", form=form_of(page, "/till/order"), headers={"origin": SITE})
        assert placed.status_code == HTTPStatus.SEE_OTHER
        return placed.headers["location"].rpartition("/")[2]

    def tell(self, body: bytes) -> httpx.Response:
        signature = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET)
        return self.till.ask("POST", "/till/webhooks/stripe", body=body, headers={"stripe-signature": signature})


@pytest.fixture
def function(tmp_path: Path, postgres_schema_url: str) -> Iterator[Function]:
    server = StripeServer()
    with Store.open(postgres_schema_url) as store, origin() as bank:
        store.migrate()
        server.url, bank.app = bank.url, server.app()
        app = vercel.create(environment(tmp_path, postgres_schema_url, bank.url) | {"VERCEL": "1"})
        with app.till.store():
            yield Function(till=Resting(app=app), server=server, folder=tmp_path)


def test_a_whole_order_is_paid_and_its_letters_follow_the_answer(function: Function) -> None:
    session = function.order()
    function.server.pay(session)
    assert function.tell(function.server.event("checkout.session.completed", session)).status_code == HTTPStatus.OK
    assert "order" in letters(function.folder)
    status = function.server.sessions[session]["success_url"].removeprefix(SITE)
    assert "data-paid-cart" in function.till.ask("GET", status).text


def test_the_schedule_gets_the_chores_done(function: Function) -> None:
    session = function.order()
    function.server.pay(session)  # and the news are lost
    answer = function.till.ask("GET", "/till/chores", headers=CRON)
    assert (answer.status_code, answer.json()["failed"]) == (200, [])
    assert {"order", "shop"} <= set(letters(function.folder))


def test_nobody_else_gets_them_done(function: Function) -> None:
    answers = [
        function.till.ask("GET", "/till/chores", headers={"authorization": said}) for said in ("", "Bearer guess")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_vercels_own_name_for_the_secret_is_read(tmp_path: Path) -> None:
    settings = environment(tmp_path, "postgresql://db.example/shop", "https://stripe.example")
    del settings["LITFASS_CHORES_SECRET"]
    assert vercel.create({**settings, "CRON_SECRET": "0123456789abcdef"})


def test_sqlite_is_refused_there(tmp_path: Path) -> None:
    settings = environment(tmp_path, "sqlite:///till.db", "https://stripe.example")
    with pytest.raises(SettingsError, match="must be a Postgres here"):
        vercel.create({**settings, "VERCEL": "1"})


def test_there_is_nothing_in_the_module_but_the_app() -> None:
    with pytest.raises(AttributeError, match="no attribute nothing"):
        vercel.nothing  # noqa: B018 (the access is what is tested)
