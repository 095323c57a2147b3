"""What became of the money at Stripe, by the real library: refunds, disputes, fees, payouts, and orders rebuilt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import stripe

from functions import lifecycle
from functions.chores import outbox
from functions.invoices import invoicing
from functions.order import State
from functions.payments import PaidOut, PaymentLine, ProviderError, ProviderRefund, SessionState, UnknownSessionError
from functions.returns import refunding
from tests.functions.shop import shop
from tests.functions.stripe_server import WEBHOOK_SECRET, StripeServer
from tests.functions.test_stripe import Shop, a_payment, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.order import Order
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


# News of the money, in a running shop.


@pytest.fixture
def till(tmp_path: Path, store_url: str, server: StripeServer, provider: Stripe) -> Iterator[Shop]:
    with shop(tmp_path, provider=provider, database=store_url) as world:
        world.clock.moment = datetime.now(UTC).replace(microsecond=0)
        server.webhook_url = f"{world.url}/till/webhooks/stripe"
        yield Shop(world=world, server=server)


def bought(till: Shop) -> Order:
    """An order of one jacket that was paid; its payment is pi_1."""
    session = till.place()
    till.server.pay(session)
    assert till.server.tell("completed", session, "evt_paid") == 200
    return till.order


def tell(till: Shop, kind: str, about: dict[str, object], event_id: str = "") -> int:
    return till.server.send(till.server.event_of(kind, about, event_id or f"evt_{kind}"))


def given(till: Shop) -> list[tuple[int, str, str]]:
    return [(refund.minor, refund.reason, refund.state) for refund in till.world.store.refunds.of_order(till.order.id)]


def promised(till: Shop, minor: int, name: str = "r1") -> None:
    refunding.request(till.world.till, till.order, minor=minor, reason="shop", id=name)
    outbox.work(till.world.till, channels=("refund",))


def test_a_refund_of_the_dashboard_is_booked_once_whatever_is_told_of_it(till: Shop) -> None:
    order = bought(till)
    about = till.server.money.give_back("pi_1", order.amount_due, {})
    answers = [
        tell(till, kind, about, f"evt_{turn}_{kind}")
        for turn in range(2)
        for kind in ("refund.created", "charge.refunded")
    ]
    assert (answers, given(till)) == ([200] * 4, [(order.amount_due, "provider", "done")])
    assert till.order.state is State.REFUNDED


def test_a_refund_of_ours_is_made_once_at_stripe_and_known_by_its_news(till: Shop) -> None:
    bought(till)
    promised(till, 1000)
    assert tell(till, "refund.created", till.server.money.refunds["re_1"]) == 200
    assert (given(till), till.server.money.refunds["re_1"]["metadata"]) == ([(1000, "shop", "done")], {"refund": "r1"})


def test_a_refund_that_was_made_but_not_written_down_is_not_made_again(till: Shop) -> None:
    order = bought(till)
    refunding.request(till.world.till, order, minor=1000, reason="shop", id="r1")
    assert order.payment is not None
    till.world.till.provider().refund(order.payment.session, 1000, "r1")  # and then the power was gone
    till.server.answers.clear()
    outbox.work(till.world.till, channels=("refund",))
    assert (given(till), len(till.server.money.refunds)) == ([(1000, "shop", "done")], 1)


def test_stripe_away_means_that_it_is_asked_again_later(till: Shop) -> None:
    bought(till)
    till.server.fail_next = [500] * 3
    promised(till, 1000)
    assert given(till) == [(1000, "shop", "due")]
    till.world.clock.forward(hours=1)
    outbox.work(till.world.till, channels=("refund",))
    assert given(till) == [(1000, "shop", "done")]


def test_a_refund_that_the_bank_sends_back_is_open_again_and_the_shop_is_told(till: Shop) -> None:
    bought(till)
    promised(till, 1000)
    till.server.money.fail("re_1")
    assert tell(till, "refund.failed", till.server.money.refunds["re_1"]) == 200
    assert (given(till), till.order.repaid, "alert" in till.letters()) == ([(1000, "shop", "failed")], 0, True)


def papers(till: Shop) -> list[int]:
    """What the invoice and its corrections come to, in the order of their issue."""
    return [invoicing.facts_of(paper.body).total for paper in till.world.store.invoices.of_order(till.order.id)]


def test_money_that_was_sent_back_is_owed_still_and_what_was_written_of_it_stands(till: Shop) -> None:
    order = bought(till)
    refunding.request(till.world.till, order, refunding.all_left(order, ()), reason="shop", restock=True, id="r1")
    outbox.work(till.world.till, channels=("refund",))
    till.server.money.fail("re_1")
    tell(till, "refund.failed", till.server.money.refunds["re_1"])
    known, due = till.world.store.refunds.of_order(order.id), order.amount_due
    assert (till.order.state, till.order.repaid, papers(till)) == (State.REFUNDED, 0, [due, -due])
    assert (refunding.all_left(order, known), till.world.free("JACKET-M")) == ((), 5)
    told = [one.payload for one in till.world.store.due_letters(till.world.clock(), limit=99) if one.kind == "alert"]
    assert len(told) == 1
    assert f"litfass orders refund {order.number} --amount {due / 100:.2f} --by-hand" in told[0]
    promised(till, due, "r2")
    assert (till.order.state, till.order.repaid, papers(till)) == (State.REFUNDED, due, [due, -due])


def test_more_than_was_sent_back_is_corrected_by_the_difference(till: Shop) -> None:
    order = bought(till)
    promised(till, 1000)
    till.server.money.fail("re_1")
    tell(till, "refund.failed", till.server.money.refunds["re_1"])
    promised(till, 1500, "r2")
    assert (till.order.repaid, papers(till)) == (1500, [order.amount_due, -1000, -500])


@pytest.mark.parametrize(
    ("status", "state"), [("won", State.PAID), ("warning_closed", State.PAID), ("lost", State.REFUNDED)]
)
def test_a_dispute_freezes_the_order_until_the_bank_has_decided(till: Shop, status: str, state: State) -> None:
    bought(till)
    assert tell(till, "charge.dispute.created", till.server.money.dispute("pi_1", "needs_response")) == 200
    assert till.order.state is State.DISPUTED
    assert tell(till, "charge.dispute.closed", till.server.money.dispute("pi_1", status)) == 200
    assert till.order.state is state


@pytest.mark.parametrize(("disputed", "taken"), [(None, 18390), (17000, 17000)])
def test_a_dispute_that_was_lost_after_a_refund_in_part_costs_what_was_left_of_it_or_less(
    till: Shop, disputed: int | None, taken: int
) -> None:
    due = bought(till).amount_due
    promised(till, 1000)
    tell(till, "charge.dispute.created", till.server.money.dispute("pi_1", "needs_response", disputed))
    told = till.server.money.dispute("pi_1", "lost", disputed)
    assert [tell(till, "charge.dispute.closed", told, f"evt_{turn}") for turn in range(2)] == [200, 200]
    assert sorted(given(till)) == [(1000, "shop", "done"), (taken, "dispute", "done")]
    assert (till.order.repaid, papers(till)) == (1000 + taken, [due, -1000, -taken])
    assert till.order.state is (State.PAID if disputed else State.REFUNDED)


def test_a_refund_that_a_dispute_has_overtaken_is_not_counted(till: Shop) -> None:
    order = bought(till)
    refunding.request(till.world.till, order, minor=1000, reason="shop", id="r1")
    tell(till, "charge.dispute.closed", till.server.money.dispute("pi_1", "lost"))
    outbox.work(till.world.till, channels=("refund",))
    assert sorted(given(till)) == [(1000, "shop", "failed"), (order.amount_due, "dispute", "done")]
    assert (till.order.repaid, papers(till)) == (order.amount_due, [order.amount_due, -order.amount_due])


def test_news_that_cannot_be_looked_into_are_sent_again(till: Shop) -> None:
    bought(till)
    about = till.server.money.give_back("pi_1", 500, {})
    till.server.fail_next = [500] * 3
    assert [tell(till, "charge.refunded", about) for _ in range(2)] == [500, 200]
    assert given(till) == [(500, "provider", "done")]


def test_a_fee_that_is_booked_later_reaches_the_order(till: Shop) -> None:
    till.server.money.books_at_once = False
    order = bought(till)
    assert order.fee is None
    till.server.money.book("pi_1")
    assert tell(till, "charge.updated", {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}) == 200
    assert till.order.fee == order.amount_due * 15 // 1000 + 25


def test_money_that_comes_after_all_for_a_cancelled_order_goes_back(till: Shop) -> None:
    session = till.place()
    order = till.order
    lifecycle.advance(till.world.till, order, State.CANCELLED, cause="expired")
    till.server.pay(session)
    assert [till.server.tell("completed", session, f"evt_{n}") for n in range(2)] == [200, 200]
    outbox.work(till.world.till, channels=("refund",))
    assert (given(till), till.order.state) == ([(order.amount_due, "late", "done")], State.CANCELLED)
    assert {"alert", "refund"} <= set(till.letters())


def test_late_money_that_somebody_has_given_back_already_is_not_given_twice(till: Shop) -> None:
    session = till.place()
    order = till.order
    lifecycle.advance(till.world.till, order, State.CANCELLED, cause="expired")
    till.server.pay(session)
    about = till.server.money.give_back("pi_1", order.amount_due, {})
    assert [till.server.tell("completed", session), tell(till, "charge.refunded", about)] == [200, 200]
    outbox.work(till.world.till, channels=("refund",))
    assert (given(till), "alert" in till.letters()) == ([(order.amount_due, "provider", "done")], False)
