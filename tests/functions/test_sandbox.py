"""The sandbox behaves like a real provider: idempotent, closing for good, and believed only with its signature."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from functions.payments import (
    Event,
    ForgedEventError,
    Payment,
    PaymentLine,
    ProviderError,
    Recipient,
    SessionState,
    UnknownSessionError,
)
from functions.payments.sandbox import Sandbox
from functions.payments.sandbox_page import create_sandbox_app
from functions.signature import is_genuine, sign
from tests.functions.shop import NOON, Clock, Origin, origin

if TYPE_CHECKING:
    from collections.abc import Iterator


def a_payment(**changes: object) -> Payment:
    facts: dict[str, object] = {
        "key": "checkout-1",
        "order": "1",
        "number": "7K3M-9Q2X",
        "email": "ida@example.org",
        "language": "en",
        "currency": "EUR",
        "lines": (PaymentLine(title="Jacket", unit_minor=18900, quantity=1),),
        "shipping_title": "Standard",
        "shipping_minor": 490,
        "total_minor": 19390,
        "recipient": Recipient(name="Ida", line1="1", line2="", postal_code="1", city="Berlin", country="DE"),
        "expires_at": NOON + timedelta(minutes=35),
        "success_url": "https://shop.example/till/orders/token?returned=1",
        "cancel_url": "https://shop.example/till/orders/token/cancelled",
    }
    return Payment(**{**facts, **changes})  # type: ignore[arg-type]  # the tests' own values


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bank() -> Iterator[Origin]:
    with origin() as here:
        yield here


@pytest.fixture
def sandbox(clock: Clock, bank: Origin) -> Iterator[Sandbox]:
    made = Sandbox(url=bank.url, webhook_url="http://127.0.0.1:1/", secret="a secret", now=clock, pauses_seconds=())
    bank.app = create_sandbox_app(made)
    yield made
    made.close()


def test_the_same_key_gives_the_same_page(sandbox: Sandbox) -> None:
    assert sandbox.start(a_payment()) == sandbox.start(a_payment())


def test_the_same_key_with_another_payment_is_refused(sandbox: Sandbox) -> None:
    sandbox.start(a_payment())
    with pytest.raises(ProviderError, match="another payment"):
        sandbox.start(a_payment(total_minor=1))


def test_a_page_expires_when_its_time_is_over(sandbox: Sandbox, clock: Clock) -> None:
    session = sandbox.start(a_payment())
    clock.forward(minutes=35)
    assert sandbox.session(session.id).state is SessionState.EXPIRED


def test_a_closed_page_cannot_be_paid(sandbox: Sandbox) -> None:
    session = sandbox.start(a_payment())
    assert sandbox.expire(session.id).state is SessionState.EXPIRED
    assert not sandbox.move(session.id, SessionState.PAID)
    assert sandbox.session(session.id).state is SessionState.EXPIRED


def test_a_paid_page_cannot_be_closed(sandbox: Sandbox) -> None:
    session = sandbox.start(a_payment())
    sandbox.move(session.id, SessionState.PAID)
    assert sandbox.expire(session.id).state is SessionState.PAID


def test_an_unknown_page_is_unknown(sandbox: Sandbox) -> None:
    with pytest.raises(UnknownSessionError):
        sandbox.session("sandbox_none")


def test_an_event_is_believed_with_its_signature_alone(sandbox: Sandbox) -> None:
    body = b'{"type": "session.paid", "session": "sandbox_1"}'
    headers = sign([b"a secret"], "evt_1", int(NOON.timestamp()), body)
    assert sandbox.event(body, headers) == Event(id="evt_1", kind="session.paid", session="sandbox_1")
    for forged in ({}, {**headers, "webhook-id": "evt_2"}, {**headers, "webhook-signature": "v1,eA=="}):
        with pytest.raises(ForgedEventError):
            sandbox.event(body, forged)


@pytest.mark.parametrize(("age", "expected"), [(0, True), (300, True), (301, False), (-300, True), (-301, False)])
def test_a_signature_holds_for_five_minutes_in_both_directions(age: int, *, expected: bool) -> None:
    headers = sign([b"a secret"], "evt_1", 1_000_000, b"body")
    assert is_genuine(b"a secret", headers, b"body", 1_000_000 + age) is expected


@pytest.mark.parametrize("stamp", ["", "x", "-1", "²", "9" * 40])
def test_a_malformed_time_is_no_signature(stamp: str) -> None:
    headers = {**sign([b"a secret"], "evt_1", 1_000_000, b""), "webhook-timestamp": stamp}
    assert not is_genuine(b"a secret", headers, b"", 1_000_000)


def test_an_empty_secret_signs_nothing() -> None:
    assert not is_genuine(b"", sign([b""], "evt_1", 1_000_000, b""), b"", 1_000_000)


def test_the_page_speaks_the_orders_language_and_needs_no_script(sandbox: Sandbox) -> None:
    session = sandbox.start(a_payment(language="de", number="<7K3M>"))
    page = httpx.get(session.url)
    assert page.status_code == 200
    assert '<html lang="de">' in page.text
    assert "&lt;7K3M&gt;" in page.text
    assert "193,90" in page.text
    assert "<script" not in page.text
    assert "form-action 'self' https://shop.example;" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("act", "leads_to", "state"),
    [
        ("paid", "?returned=1", SessionState.PAID),
        ("cancelled", "/cancelled", SessionState.OPEN),
        ("declined", "?note=refused", SessionState.OPEN),
        ("pending", "?note=waiting", SessionState.PENDING),
        ("nonsense", "", SessionState.OPEN),
    ],
)
def test_each_button_leads_where_it_says(sandbox: Sandbox, act: str, leads_to: str, state: SessionState) -> None:
    session = sandbox.start(a_payment())
    answer = httpx.post(session.url, data={"act": act})
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(leads_to)
    assert sandbox.session(session.id).state is state


def test_a_delayed_payment_is_settled_or_fails_later(sandbox: Sandbox) -> None:
    for act, state in (("settled", SessionState.PAID), ("failed", SessionState.FAILED)):
        session = sandbox.start(a_payment(key=act))
        httpx.post(session.url, data={"act": "pending"})
        buttons = re.findall(r'value="(\w+)"', httpx.get(session.url).text)
        assert buttons == ["settled", "failed"]
        assert httpx.post(session.url, data={"act": act}).headers["location"].endswith("?returned=1")
        assert sandbox.session(session.id).state is state


def test_an_unknown_payment_is_a_page_that_says_so(sandbox: Sandbox) -> None:
    assert httpx.get(f"{sandbox.url}/pay/none").status_code == 404
    assert httpx.post(f"{sandbox.url}/pay/none", data={"act": "paid"}).status_code == 404


def paid(sandbox: Sandbox) -> str:
    session = sandbox.start(a_payment())
    sandbox.move(session.id, SessionState.PAID)
    return session.id


def test_a_refund_is_given_once_for_its_key_and_never_more_than_was_paid(sandbox: Sandbox) -> None:
    session = paid(sandbox)
    given = [sandbox.refund(session, 1000, "r1") for _ in range(2)]
    assert (given[0], given[0].state) == (given[1], "done")
    assert [sandbox.refund(session, minor, key).state for minor, key in ((18391, "r2"), (18390, "r3"))] == [
        "failed",
        "done",
    ]
    assert [refund.key for refund in sandbox.session(session).refunds] == ["r1", "r3"]


def test_what_was_not_paid_is_not_given_back(sandbox: Sandbox) -> None:
    assert sandbox.refund(sandbox.start(a_payment()).id, 1, "r1").state == "failed"


def test_what_can_be_done_afterwards_depends_on_what_was_done(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/pay/{paid(sandbox)}"
    offered = []
    for act in ("refunded", "disputed", "won", "lost"):
        offered.append(re.findall(r'value="(\w+)"', httpx.get(url).text))
        httpx.post(url, data={"act": act})
    assert offered == [["refunded", "disputed"], ["disputed"], ["won", "lost"], []]


def test_while_the_bank_decides_nothing_is_given_back(sandbox: Sandbox) -> None:
    session = paid(sandbox)
    assert [sandbox.complain(session, state) for state in ("won", "open", "open")] == [False, True, False]
    assert (sandbox.refund(session, 1, "r1").state, sandbox.session(session).dispute) == ("failed", "open")


def test_what_was_opened_is_listed_and_known_by_its_payment(sandbox: Sandbox, clock: Clock) -> None:
    first = sandbox.start(a_payment()).id
    clock.forward(hours=1)
    second = sandbox.start(a_payment(key="checkout-2", order="2")).id
    assert [session.id for session in sandbox.sessions(NOON)] == [second, first]
    assert [session.order for session in sandbox.sessions(NOON + timedelta(minutes=1))] == ["2"]
    assert sandbox.payment(second) == a_payment(key="checkout-2", order="2")


def test_a_payment_is_handed_over_the_day_after(sandbox: Sandbox, clock: Clock) -> None:
    fee = sandbox.session(paid(sandbox)).fee_minor
    assert list(sandbox.payouts(NOON)) == []
    clock.forward(days=1)
    assert [(out.payout, out.order, out.fee_minor) for out in sandbox.payouts(NOON)] == [
        (f"payout_{NOON:%Y-%m-%d}", "1", fee)
    ]
