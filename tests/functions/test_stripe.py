"""The real stripe library against a local server that is stricter than Stripe, and its webhooks in every condition."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import stripe

from functions.chores import janitor
from functions.letters.kinds import is_needed
from functions.order import Order, State
from functions.payments import (
    ForgedEventError,
    Payment,
    PaymentLine,
    ProviderError,
    Recipient,
    SessionState,
    UnknownSessionError,
)
from functions.payments.stripe import Stripe
from functions.payments.stripe_params import session_params
from tests.functions import stripe_server
from tests.functions.shop import World, form_of, origin, shop
from tests.functions.stripe_server import KEY, WEBHOOK_SECRET, StripeServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(kw_only=True)
class Shop:
    """A shop that Stripe takes the money for."""

    world: World
    server: StripeServer

    def place(self, *lines: tuple[str, int]) -> str:
        """From the cart to the payment page; the session's id."""
        answer = self.world.order(*(lines or (("JACKET-M", 1),)), cart="cart-1")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"].rpartition("/")[2])

    @property
    def order(self) -> Order:
        return self.orders[-1]

    @property
    def orders(self) -> tuple[Order, ...]:
        return self.world.store.orders_since(self.world.clock() - timedelta(days=1))

    def letters(self) -> list[str]:
        """What would be sent now."""
        due = self.world.store.due_letters(self.world.clock())
        pairs = ((letter, self.world.store.order_by_id(letter.order or "")) for letter in due)
        return sorted(letter.kind for letter, order in pairs if is_needed(self.world.till, letter, order))


@contextmanager
def running(server: StripeServer) -> Iterator[Stripe]:
    with origin() as here:
        server.url, here.app = here.url, server.app()
        yield Stripe(secret_key=KEY, webhook_secrets=(WEBHOOK_SECRET,), api_base=server.url)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits for seconds before it tries again; how often it does stays as it is."""
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)


@pytest.fixture
def server() -> StripeServer:
    return StripeServer()


@pytest.fixture
def provider(server: StripeServer) -> Iterator[Stripe]:
    with running(server) as opened:
        yield opened


@pytest.fixture
def till(tmp_path: Path, server: StripeServer, provider: Stripe) -> Iterator[Shop]:
    with shop(tmp_path, provider=provider) as world:
        world.clock.moment = datetime.now(UTC).replace(microsecond=0)
        server.webhook_url = f"{world.url}/till/webhooks/stripe"
        yield Shop(world=world, server=server)


def a_payment(**changes: object) -> Payment:
    facts: dict[str, object] = {
        "key": "checkout-1",
        "order": "1",
        "number": "7K3M-9Q2X",
        "email": "ida@example.org",
        "language": "de",
        "currency": "EUR",
        "lines": (PaymentLine(title="Jacke · M", unit_minor=18900, quantity=2),),
        "shipping_title": "Standardversand",
        "shipping_minor": 490,
        "total_minor": 38290,
        "recipient": Recipient(
            name="Ida Muster", line1="Am Wegrain 7", line2="", postal_code="10115", city="Berlin", country="DE"
        ),
        "expires_at": datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=35),
        "success_url": "https://shop.example/till/orders/token?returned=1",
        "cancel_url": "https://shop.example/till/orders/token/cancelled",
    }
    return Payment(**{**facts, **changes})  # type: ignore[arg-type]  # the tests' own values


# What Stripe is asked.


def test_the_request_fixes_all_that_the_shopper_agreed_to(server: StripeServer, provider: Stripe) -> None:
    payment = a_payment()
    session = provider.start(payment)
    (_, key, params) = server.requests[0]
    assert (session.state, session.order, session.total_minor, key) == (SessionState.OPEN, "1", 38290, "checkout-1")
    assert params["adaptive_pricing"] == {"enabled": "false"}
    assert (params["customer_email"], params["locale"], params["client_reference_id"]) == ("ida@example.org", "de", "1")
    assert params["expires_at"] == str(int(payment.expires_at.timestamp()))
    assert params["payment_intent_data"]["shipping"]["address"]["line1"] == "Am Wegrain 7"
    assert [line["price_data"]["tax_behavior"] for line in params["line_items"]] == ["inclusive", "inclusive"]
    never = {"allow_promotion_codes", "optional_items", "shipping_options", "shipping_address_collection", "discounts"}
    assert never & params.keys() == set()


def test_free_shipping_is_no_line(server: StripeServer, provider: Stripe) -> None:
    provider.start(a_payment(shipping_minor=0, total_minor=37800))
    assert len(server.requests[0][2]["line_items"]) == 1


def test_a_hundred_lines_and_their_shipping_fit_into_stripes_limit(server: StripeServer, provider: Stripe) -> None:
    lines = tuple(PaymentLine(title=f"Ware {n}", unit_minor=100, quantity=1) for n in range(100))
    session = provider.start(a_payment(lines=lines, total_minor=10490))
    assert (session.total_minor, len(server.requests[0][2]["line_items"])) == (10490, 100)


def test_a_language_that_stripe_does_not_speak_follows_the_browser() -> None:
    assert session_params(a_payment(language="la"))["locale"] == "auto"


@pytest.mark.usefixtures("provider")
def test_the_local_server_refuses_what_the_library_does_not_know(server: StripeServer) -> None:
    client = stripe.StripeClient(KEY, base_addresses={"api": server.url}, http_client=stripe.RequestsClient())
    params = session_params(a_payment()) | {"payment_method_types": ["card"]}
    with pytest.raises(stripe.InvalidRequestError, match="payment_method_types"):
        client.v1.checkout.sessions.create(params=params, options={"idempotency_key": "1"})  # type: ignore[arg-type]  # the fault under test


def test_starting_twice_gives_the_same_session(server: StripeServer, provider: Stripe) -> None:
    payment = a_payment()
    assert provider.start(payment) == provider.start(payment)
    assert len(server.sessions) == 1


def test_the_same_key_with_another_payment_is_refused(provider: Stripe) -> None:
    provider.start(a_payment())
    with pytest.raises(ProviderError, match="same parameters"):
        provider.start(a_payment(email="other@example.org"))


def test_a_failure_of_stripes_that_is_replayed_for_its_key_is_got_past(server: StripeServer, provider: Stripe) -> None:
    server.fail_next = [500]
    session = provider.start(a_payment())
    assert session.state is SessionState.OPEN
    assert [key for _, key, _ in server.requests][-1] == "checkout-1-again"


@pytest.mark.parametrize(("currency", "asked"), [("JPY", "18900"), ("ISK", "1890000"), ("UGX", "1890000")])
def test_amounts_are_written_as_stripe_counts_that_currency(
    server: StripeServer, provider: Stripe, currency: str, asked: str
) -> None:
    session = provider.start(a_payment(currency=currency))
    assert server.requests[0][2]["line_items"][0]["price_data"]["unit_amount"] == asked
    assert (session.total_minor, provider.session(session.id).total_minor) == (38290, 38290)


def test_a_session_that_asks_another_amount_is_closed_and_refused(server: StripeServer, provider: Stripe) -> None:
    server.amount_off_by = 1
    with pytest.raises(ProviderError, match="asks 38291 eur, we 38290"):
        provider.start(a_payment())
    assert [session["status"] for session in server.sessions.values()] == ["expired"]


@pytest.mark.usefixtures("provider")
def test_a_wrong_key_is_the_providers_error(server: StripeServer) -> None:
    wrong = Stripe(secret_key="sk_test_wrong", webhook_secrets=(WEBHOOK_SECRET,), api_base=server.url)
    with pytest.raises(ProviderError, match="AuthenticationError"):
        wrong.start(a_payment())


def test_a_server_that_is_away_is_the_providers_error() -> None:
    away = Stripe(secret_key=KEY, webhook_secrets=(WEBHOOK_SECRET,), api_base="http://127.0.0.1:1")
    with pytest.raises(ProviderError, match="APIConnectionError"):
        away.session("cs_1")


@pytest.mark.parametrize(
    ("delayed", "debited", "expected"),
    [
        (False, None, SessionState.PAID),
        (True, None, SessionState.PENDING),
        (True, True, SessionState.PAID),
        (True, False, SessionState.FAILED),
    ],
)
def test_the_state_of_a_session_is_told_apart(
    server: StripeServer, provider: Stripe, *, delayed: bool, debited: bool | None, expected: SessionState
) -> None:
    session = provider.start(a_payment())
    server.pay(session.id, delayed=delayed)
    if debited is not None:
        server.debit(session.id, succeeds=debited)
    assert provider.session(session.id).state is expected


def test_expiring_a_paid_session_says_that_it_was_paid(server: StripeServer, provider: Stripe) -> None:
    session = provider.start(a_payment())
    server.pay(session.id)
    assert provider.expire(session.id).state is SessionState.PAID


def test_an_open_session_is_expired(provider: Stripe) -> None:
    session = provider.start(a_payment())
    assert provider.expire(session.id).state is SessionState.EXPIRED
    assert provider.session(session.id).state is SessionState.EXPIRED


def test_an_unknown_session_is_told_apart_from_a_failure(provider: Stripe) -> None:
    with pytest.raises(UnknownSessionError):
        provider.session("cs_nothing")


# Webhooks.


def test_a_paid_order_is_settled_by_its_event(till: Shop) -> None:
    session = till.place()
    till.server.pay(session)
    assert till.server.tell("completed", session) == 200
    assert (till.order.state, till.letters()) == (State.PAID, ["order", "shop"])


def test_the_same_event_twice_ships_once(till: Shop) -> None:
    session = till.place()
    till.server.pay(session)
    assert [till.server.tell("completed", session) for _ in range(3)] == [200, 200, 200]
    assert till.letters() == ["order", "shop"]
    assert [step.state for step in till.order.history] == [State.PLACED, State.PAID]


def test_two_events_of_one_payment_ship_once(till: Shop) -> None:
    session = till.place()
    till.server.pay(session)
    till.server.tell("completed", session, "evt_1")
    till.server.tell("async_payment_succeeded", session, "evt_2")
    assert (till.order.state, till.letters()) == (State.PAID, ["order", "shop"])


def test_events_in_the_wrong_order_end_where_the_payment_stands(till: Shop) -> None:
    session = till.place()
    completed = till.server.event("checkout.session.completed", session, "evt_1")
    till.server.pay(session, delayed=True)
    till.server.debit(session, succeeds=True)
    assert till.server.tell("async_payment_succeeded", session, "evt_2") == 200
    assert till.server.send(completed) == 200
    assert (till.order.state, till.letters()) == (State.PAID, ["order", "shop"])


def test_a_direct_debit_is_held_until_it_is_there(till: Shop) -> None:
    session = till.place(("LAST-ONE", 1))
    till.server.pay(session, delayed=True)
    till.server.tell("completed", session, "evt_1")
    assert (till.order.state, till.world.free("LAST-ONE"), till.letters()) == (State.PENDING, 0, ["order"])
    till.server.debit(session, succeeds=True)
    till.world.clock.forward(hours=1)
    for event in ("evt_2", "evt_2", "evt_3"):  # the provider says it again, and once more under another name
        till.server.tell("async_payment_succeeded", session, event)
    assert (till.order.state, till.letters()) == (State.PAID, ["arrived", "order", "shop"])


def test_a_direct_debit_that_fails_gives_the_units_back(till: Shop) -> None:
    session = till.place(("LAST-ONE", 1))
    till.server.pay(session, delayed=True)
    till.server.tell("completed", session, "evt_1")
    till.server.debit(session, succeeds=False)
    till.server.tell("async_payment_failed", session, "evt_2")
    assert (till.order.state, till.world.free("LAST-ONE")) == (State.FAILED, 1)


def test_an_expired_session_gives_the_units_back(till: Shop) -> None:
    session = till.place(("LAST-ONE", 1))
    till.server.sessions[session] |= {"status": "expired", "url": None}
    assert till.server.tell("expired", session) == 200
    assert (till.order.state, till.world.free("LAST-ONE")) == (State.CANCELLED, 1)


def test_a_forged_event_changes_nothing(till: Shop) -> None:
    session = till.place()
    till.server.pay(session)
    body = till.server.event("checkout.session.completed", session)
    good = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET)
    old, future = int(time.time()) - 301, int(time.time()) + 400
    answers = {
        "another secret": till.server.send(body, secret="whsec_wrong"),
        "no signature": till.server.send_raw(body, None),
        "an empty signature": till.server.send_raw(body, ""),
        "a broken signature": till.server.send_raw(body, "t=x,v1=y"),
        "an old one": till.server.send(body, moment=old),
        "one from the future": till.server.send(body, moment=future),
        "tampered with": till.server.send_raw(body.replace(b"cs_test_1", b"cs_test_2"), good),
        "serialised again": till.server.send_raw(json.dumps(json.loads(body)).encode(), good),
        "no UTF-8": till.server.send_raw(b"\xff\xfe", good),
        "nothing": till.server.send_raw(b"", good),
    }
    assert set(answers.values()) == {400}, answers
    assert (till.order.state, till.letters()) == (State.PLACED, [])


def test_a_signed_body_that_is_no_event_is_refused(provider: Stripe) -> None:
    for body in (b"no json", b'{"object": "v2.core.event", "id": "evt_1", "type": "v1.checkout.session.completed"}'):
        header = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET)
        with pytest.raises(ForgedEventError):
            provider.event(body, {"stripe-signature": header})


def test_an_event_of_another_kind_is_taken_in_and_changes_nothing(till: Shop) -> None:
    session = till.place()
    body = till.server.event("customer.created", session)
    assert till.server.send(body) == 200
    assert till.order.state is State.PLACED


def test_an_event_about_a_session_of_nobody_is_taken_in(till: Shop) -> None:
    session = till.place()
    body = till.server.event("checkout.session.completed", session).replace(b"cs_test_1", b"cs_live_9")
    assert till.server.send(body) == 200


def test_news_that_cannot_be_looked_into_come_again(till: Shop) -> None:
    session = till.place()
    till.server.pay(session)
    till.server.fail_next = [500, 500, 500]
    assert till.server.tell("completed", session) == 500
    assert till.letters() == []
    assert till.server.tell("completed", session) == 200
    assert till.letters() == ["order", "shop"]


def test_lost_news_are_fetched(till: Shop) -> None:
    session = till.place()
    till.server.pay(session)
    assert janitor.reconcile(till.world.till) == 1
    assert (till.order.state, janitor.reconcile(till.world.till)) == (State.PAID, 0)


# The till when Stripe fails.


def test_an_order_is_kept_when_stripe_fails(till: Shop) -> None:
    till.server.fail_next = [500, 500]
    answer = till.world.order(("JACKET-M", 1), cart="cart-1")
    assert (answer.status_code, till.order.state, till.world.free("JACKET-M")) == (503, State.PLACED, 4)
    assert "Something went wrong" not in answer.text


def test_a_payment_page_that_cannot_be_opened_is_a_page_with_a_way_on(till: Shop) -> None:
    till.server.amount_off_by = 1
    answer = till.world.order(("JACKET-M", 1), cart="cart-1")
    assert (answer.status_code, till.order.state, till.world.free("JACKET-M")) == (503, State.PLACED, 4)
    assert f"/till/orders/{till.order.token}" in answer.text
    assert "asks" not in answer.text
    till.server.amount_off_by = 0
    till.server.answers.clear()
    paying = till.world.post(f"/till/orders/{till.order.token}/pay", {})
    assert paying.headers["location"].startswith(f"{till.server.url}/c/pay/")


def test_an_order_without_enough_time_left_to_pay_is_reviewed_and_ordered_anew(till: Shop) -> None:
    till.server.amount_off_by = 1
    till.world.order(("LAST-ONE", 1), cart="cart-1")
    till.server.amount_off_by = 0
    till.world.clock.forward(minutes=10)
    page = till.world.post(f"/till/orders/{till.order.token}/pay", {})
    assert (page.status_code, till.world.free("LAST-ONE")) == (200, 1)
    assert till.world.post("/till/order", form_of(page, "/till/order")).status_code == 303
    assert [order.state for order in till.orders] == [State.CANCELLED, State.PLACED]
    assert till.world.free("LAST-ONE") == 0


def test_two_clicks_ask_stripe_with_one_key(till: Shop) -> None:
    form = form_of(till.world.review(("JACKET-M", 1), cart="cart-1"), "/till/order")
    answers = [till.world.post("/till/order", form) for _ in range(2)]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert [key for act, key, _ in till.server.requests if act == "create"] == [f"checkout-{till.order.id}"]


def test_the_models_know_what_the_library_knows() -> None:
    assert {"mode", "line_items", "adaptive_pricing", "payment_intent_data"} < set(stripe_server.CREATE.model_fields)
    assert "payment_method_types" not in stripe_server.CREATE.model_fields
