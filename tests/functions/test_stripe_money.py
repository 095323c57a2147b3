"""What became of the money at Stripe, by the real library: refunds, disputes, fees, payouts, and orders rebuilt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import stripe

from functions.payments import PaidOut, PaymentLine, ProviderError, ProviderRefund, SessionState, UnknownSessionError
from tests.functions.stripe_server import WEBHOOK_SECRET, StripeServer
from tests.functions.test_stripe import a_payment, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.payments.stripe import Stripe

EARLIER = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def server() -> StripeServer:
    return StripeServer()


@pytest.fixture
def provider(server: StripeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stripe]:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)  # how often it tries stays as it is
    with running(server) as opened:
        yield opened


@pytest.fixture
def paid(server: StripeServer, provider: Stripe) -> str:
    """A session of 382.90 € that was paid; its payment is pi_1."""
    session = provider.start(a_payment()).id
    server.pay(session)
    return session


def test_a_refund_is_given_once_for_its_key(server: StripeServer, provider: Stripe, paid: str) -> None:
    given = [provider.refund(paid, 1000, "r1") for _ in range(2)]
    assert given == [ProviderRefund(id="re_1", key="r1", minor=1000, state="done")] * 2
    assert [key for name, key, _ in server.requests if name == "refund"] == ["refund-r1"]


def test_a_key_that_stripe_has_forgotten_after_a_day_gives_nothing_twice(
    server: StripeServer, provider: Stripe, paid: str
) -> None:
    provider.refund(paid, 1000, "r1")
    server.answers.clear()
    provider.refund(paid, 1000, "r1")
    assert len(server.money.refunds) == 1


def test_two_refunds_of_one_payment_are_two(provider: Stripe, paid: str) -> None:
    given = [provider.refund(paid, minor, key).minor for minor, key in ((1000, "r1"), (1000, "r2"))]
    assert (given, [refund.key for refund in provider.session(paid).refunds]) == ([1000, 1000], ["r1", "r2"])


def test_more_refunds_than_stripe_shows_at_once_are_all_seen(server: StripeServer, provider: Stripe, paid: str) -> None:
    for number in range(25):
        server.money.give_back("pi_1", 100, {"refund": f"r{number}"})
    assert [refund.key for refund in provider.session(paid).refunds] == [f"r{number}" for number in range(25)]


@pytest.mark.parametrize("minor", [38291, 100_000])
def test_more_than_was_paid_is_refused_for_good(provider: Stripe, paid: str, minor: int) -> None:
    assert provider.refund(paid, minor, "r1") == ProviderRefund(id="", key="r1", minor=minor, state="failed")


def test_what_was_never_paid_is_not_given_back(provider: Stripe) -> None:
    assert provider.refund(provider.start(a_payment()).id, 100, "r1").state == "failed"


def test_a_refund_of_an_unknown_session_is_a_word_of_its_own(provider: Stripe) -> None:
    with pytest.raises(UnknownSessionError):
        provider.refund("cs_test_0", 100, "r1")


def test_a_failure_of_stripes_own_may_be_asked_again(server: StripeServer, provider: Stripe, paid: str) -> None:
    server.fail_next = [500] * 3
    with pytest.raises(ProviderError):
        provider.refund(paid, 100, "r1")
    assert provider.refund(paid, 100, "r1").state == "done"


@pytest.mark.parametrize(
    ("status", "state"), [("succeeded", "done"), ("pending", "pending"), ("requires_action", "pending")]
)
def test_a_refund_at_the_dashboard_has_no_key(
    server: StripeServer, provider: Stripe, paid: str, status: str, state: str
) -> None:
    server.money.give_back("pi_1", 500, {}, status)
    assert [(refund.key, refund.state) for refund in provider.session(paid).refunds] == [("", state)]


def test_hundredths_that_stripe_alone_counts_are_given_back_as_ours(server: StripeServer, provider: Stripe) -> None:
    session = provider.start(a_payment(currency="ISK")).id
    server.pay(session)
    assert (provider.refund(session, 100, "r1").minor, server.money.refunds["re_1"]["amount"]) == (100, 10000)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("needs_response", "open"),
        ("warning_under_review", "open"),
        ("won", "won"),
        ("warning_closed", "won"),
        ("lost", "lost"),
    ],
)
def test_a_dispute_is_told_with_the_session(
    server: StripeServer, provider: Stripe, paid: str, status: str, told: str
) -> None:
    server.money.dispute("pi_1", status)
    assert provider.session(paid).dispute == told


def test_a_payment_without_dispute_costs_no_question_about_it(
    server: StripeServer, provider: Stripe, paid: str
) -> None:
    assert provider.session(paid).dispute == ""
    assert [path for name, path, _ in server.requests if name == "list"] == []


def test_the_fee_is_known_as_soon_as_stripe_has_booked_it(server: StripeServer, provider: Stripe) -> None:
    server.money.books_at_once = False
    session = provider.start(a_payment()).id
    server.pay(session)
    before = provider.session(session).fee_minor
    server.money.book("pi_1")
    assert (before, provider.session(session).fee_minor) == (None, 38290 * 15 // 1000 + 25)


def test_a_fee_in_another_currency_is_unknown(server: StripeServer, provider: Stripe, paid: str) -> None:
    server.money.book("pi_1", "usd")
    assert provider.session(paid).fee_minor is None


def test_payouts_name_the_orders_that_they_carry(server: StripeServer, provider: Stripe, paid: str) -> None:
    server.money.pay_out("po_1", "pi_1")
    server.money.pay_out("po_by_hand", automatic=False)
    fee = provider.session(paid).fee_minor
    assert list(provider.payouts(EARLIER)) == [PaidOut(payout="po_1", order="1", fee_minor=fee or 0)]


def test_all_sessions_are_listed_page_by_page(server: StripeServer, provider: Stripe) -> None:
    made = [provider.start(a_payment(key=f"checkout-{n}", order=str(n))).id for n in range(1, 104)]
    server.pay(made[0])
    provider.refund(made[0], 100, "r1")
    found = list(provider.sessions(EARLIER))
    assert [session.id for session in found] == made[::-1]
    assert (found[-1].state, found[-1].refunds[0].key) == (SessionState.PAID, "r1")


def test_sessions_before_that_time_are_not_listed(provider: Stripe, paid: str) -> None:
    assert provider.session(paid).state is SessionState.PAID
    assert list(provider.sessions(datetime.now(UTC) + timedelta(hours=1))) == []


def test_a_lost_order_can_be_rebuilt_from_its_session(server: StripeServer, provider: Stripe) -> None:
    lines = (
        PaymentLine(title="Jacke · M", unit_minor=18900, quantity=2, sku="JACKET-M"),
        PaymentLine(title="3 × Tee", unit_minor=1000, quantity=1, sku="TEA", units=3),
    )
    asked = a_payment(lines=lines, total_minor=39290)
    session = provider.start(asked).id
    server.pay(session)
    assert provider.payment(session) == asked


def test_more_lines_than_a_page_holds_are_rebuilt_as_far_as_stripe_takes_lines(
    server: StripeServer, provider: Stripe
) -> None:
    lines = tuple(PaymentLine(title=f"Ware {n}", unit_minor=100, quantity=1, sku=f"S-{n}") for n in range(100))
    session = provider.start(a_payment(lines=lines, total_minor=10490)).id
    server.pay(session)
    rebuilt = provider.payment(session)
    rest = replace(lines[98], title="Ware 98 …", unit_minor=200, sku="")
    assert (rebuilt.lines, rebuilt.shipping_minor) == ((*lines[:98], rest), 490)


@pytest.mark.parametrize(
    "kind", ["charge.refunded", "charge.updated", "charge.dispute.created", "charge.dispute.closed", "refund.failed"]
)
def test_an_event_about_the_money_names_its_session(
    server: StripeServer, provider: Stripe, paid: str, kind: str
) -> None:
    body = server.event_of(kind, {"id": "x", "object": "refund", "payment_intent": "pi_1"})
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET)
    assert provider.event(body, {"stripe-signature": header}).session == paid


@pytest.mark.parametrize("intent", [None, "pi_of_another_shop"])
def test_an_event_about_money_that_came_otherwise_names_none(
    server: StripeServer, provider: Stripe, intent: str | None
) -> None:
    body = server.event_of("charge.refunded", {"id": "ch_9", "object": "charge", "payment_intent": intent})
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), WEBHOOK_SECRET)
    assert provider.event(body, {"stripe-signature": header}).session == ""
