"""What other programs hear: every event once, frozen, signed as the public library verifies it; over real HTTP."""

from __future__ import annotations

import json
import re
import socket
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook, WebhookVerificationError

from functions import lifecycle
from functions.chores import outbox
from functions.chores.outbox import Tally
from functions.hooks import events
from functions.hooks.courier import Courier
from functions.letters.post import NotTakenError
from functions.order import State
from functions.returns import refunding, withdrawing
from functions.store import Withdrawal
from functions.till import utc_now
from tests.functions.shop import HOOKS_SECRET, World, origin, shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from functions.order import Order

README = Path(__file__).parents[2] / "functions" / "README.md"
OTHER_SECRET = "whsec_" + b64encode(b"another secret, of 24 bytes and more").decode()

Body = dict[str, Any]  # JSON as a receiver has it


@dataclass
class Receiver:
    """Another program: it keeps what it is sent, and answers with ``answers`` in turn, then with 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.requests.append((headers, body))
        status = self.answers.pop(0) if self.answers else 204
        location = [(b"location", f"{self.url}/elsewhere".encode())] if 300 <= status < 400 else []
        await send({"type": "http.response.start", "status": status, "headers": location})
        await send({"type": "http.response.body", "body": b"thank you" if status != 204 else b""})

    @property
    def bodies(self) -> list[Body]:
        """What was taken, verified."""
        verify = Webhook(HOOKS_SECRET).verify
        return [verify(body, headers) for headers, body in self.requests]

    @property
    def types(self) -> list[str]:
        return [body["type"] for body in self.bodies]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.requests]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with origin() as here:
        made = Receiver(url=here.url)
        here.app = made
        yield made


@pytest.fixture
def world(tmp_path: Path, store_url: str, receiver: Receiver) -> Iterator[World]:
    with shop(tmp_path, database=store_url, hooks=(f"{receiver.url}/erp",)) as opened:
        opened.clock.moment = utc_now()  # the library goes by the clock of the machine
        yield opened


def ordered(world: World, act: str = "paid", **fields: str) -> Order:
    answer = world.order(("JACKET-M", 1), ("BREAD", 2), **fields)
    if act:
        world.press(answer.headers["location"], act)
    return again(world, world.store.orders_since(world.clock() - world.clock.day)[-1])


def again(world: World, order: Order) -> Order:
    found = world.store.order_by_id(order.id)
    assert found is not None
    return found


def tell(world: World) -> Tally:
    return outbox.work(world.till, channels=("hook",))


def test_a_paid_order_is_told_with_all_that_another_program_needs(world: World, receiver: Receiver) -> None:
    order = ordered(world)
    assert tell(world) == Tally(sent=2)
    placed, paid = receiver.bodies
    assert (placed["type"], placed["data"]["state"], placed["data"]["invoices"]) == ("order.placed", "placed", [])
    assert paid["timestamp"] == f"{world.clock():%Y-%m-%dT%H:%M:%SZ}"
    data = paid["data"]
    assert (data["number"], data["state"], data["total"], data["currency"], data["country"]) == (
        order.number,
        "paid",
        20200,
        "EUR",
        "DE",
    )
    assert (
        data["goods"] - data["discount"] + data["shipping"] == data["total"] == sum(tax["gross"] for tax in data["tax"])
    )
    assert data["invoices"] == [{"number": "R-000001", "kind": "invoice", "refund": None}]
    assert (data["contact"]["city"], data["payment"]) == ("Berlin", order.payment and order.payment.session)
    jacket, bread = data["lines"]
    assert (jacket["sku"], jacket["options"], jacket["tax_rate_basis_points"]) == ("JACKET-M", {"Größe": "M"}, 1900)
    assert (bread["position"], bread["quantity"], bread["unit_price"], bread["total"]) == (1, 2, 650, 1300)


def test_a_parcel_is_told_from_pledge_to_door(world: World, receiver: Receiver) -> None:
    order = ordered(world)
    for state in (State.PACKED, State.SHIPPED, State.DELIVERED, State.DISPUTED):
        lifecycle.advance(world.till, again(world, order), state, cause=str(state), note="dhl 1234567")
    tell(world)
    stations = ("placed", "paid", "packed", "shipped", "delivered", "disputed")
    assert receiver.types == [f"order.{station}" for station in stations]
    shipped = next(body for body in receiver.bodies if body["type"] == "order.shipped")
    assert (shipped["data"]["state"], shipped["data"]["note"]) == ("shipped", "dhl 1234567")


def test_a_dispute_is_told_and_its_end(world: World, receiver: Receiver) -> None:
    order = ordered(world)
    lifecycle.advance(world.till, order, State.SHIPPED, cause="shipped")
    lifecycle.advance(world.till, again(world, order), State.DISPUTED, cause="dispute")
    disputed = again(world, order)
    assert [lifecycle.resume(world.till, disputed, cause="dispute won") for _ in range(2)] == [True, False]
    tell(world)
    told = [body["data"] for body in receiver.bodies if body["type"] == "order.disputed"]
    assert [(data["state"], data["cause"]) for data in told] == [("disputed", "dispute"), ("shipped", "dispute won")]


@pytest.mark.parametrize("act", ["cancel", "failed"])
def test_an_order_that_comes_to_nothing_is_told(world: World, receiver: Receiver, act: str) -> None:
    answer = world.order(("JACKET-M", 1))
    if act == "failed":
        world.press(answer.headers["location"], "pending")
    world.press(answer.headers["location"], act)
    if act == "cancel":
        (order,) = world.store.orders_since(world.clock() - world.clock.day)
        world.get(f"/till/orders/{order.token}/cancelled")
    tell(world)
    assert sorted(receiver.types) == sorted(["order.placed", "order.cancelled" if act == "cancel" else "order.failed"])


def test_an_order_that_another_replaces_is_told(world: World, receiver: Receiver) -> None:
    world.order(("JACKET-M", 1), cart="cart-of-a-shopper")
    assert world.sandbox is not None
    world.sandbox.webhook_url = "http://127.0.0.1:1/nobody"  # else its news may be here before our own
    world.order(("JACKET-M", 2), cart="cart-of-a-shopper")
    tell(world)
    assert sorted(receiver.types) == ["order.cancelled", "order.placed", "order.placed"]
    cancelled = next(body["data"] for body in receiver.bodies if body["type"] == "order.cancelled")
    assert (cancelled["cause"], cancelled["lines"][0]["quantity"]) == ("replaced", 1)


def test_a_refund_in_part_and_the_rest_are_told_apart(world: World, receiver: Receiver) -> None:
    order = ordered(world)
    for position, quantity in ((1, 1), (1, 1), (0, 1)):
        asked = refunding.request(world.till, again(world, order), ((position, quantity),), reason="shop")
        assert asked is not None
        outbox.work(world.till, channels=("refund",))
    tell(world)
    told = [body["data"] for body in receiver.bodies if body["type"] == "order.refunded"]
    assert sorted((data["part"]["amount"], data["repaid"], data["state"]) for data in told) == [
        (650, 650, "paid"),
        (650, 1300, "paid"),
        (18900, 20200, "refunded"),
    ]
    assert {data["part"]["lines"][0]["position"] for data in told} == {0, 1}
    assert len(set(receiver.ids)) == len(receiver.ids) == 5


@pytest.mark.parametrize("lines", [(), ((1, 1),)])
def test_a_withdrawal_is_told_of_all_or_of_a_part(
    world: World, receiver: Receiver, lines: tuple[tuple[int, int], ...]
) -> None:
    order = ordered(world)
    declared = Withdrawal(
        id="w1",
        received_at=world.clock(),
        language="de",
        name="Ida",
        contract=order.number,
        contact="ida@example.org",
        statement="Ich widerrufe.",
        order=order.id,
        lines=lines,
    )
    withdrawing.declare(world.till, declared, order)
    tell(world)
    data = next(body["data"] for body in receiver.bodies if body["type"] == "order.withdrawn")
    assert (data["state"], data["part"] and data["part"]["lines"]) == (
        ("paid", [{"position": 1, "quantity": 1}]) if lines else ("withdrawn", None)
    )


def test_what_is_told_late_is_what_happened_then(world: World, receiver: Receiver) -> None:
    order = ordered(world)
    world.clock.forward(seconds=5)
    lifecycle.advance(world.till, order, State.SHIPPED, cause="shipped")
    refunding.request(world.till, again(world, order), ((0, 1),), reason="shop")
    outbox.work(world.till, channels=("refund",))
    tell(world)
    paid = next(body["data"] for body in receiver.bodies if body["type"] == "order.paid")
    assert (paid["state"], paid["repaid"], len(paid["invoices"])) == ("paid", 0, 1)


def test_a_message_that_was_not_taken_comes_again_the_same_and_newly_signed(world: World, receiver: Receiver) -> None:
    ordered(world, "")
    receiver.answers = [500]
    assert tell(world) == Tally(failed=1)
    assert tell(world) == Tally()
    world.clock.forward(minutes=2)
    assert tell(world) == Tally(sent=1)
    (first, second), (one, other) = receiver.requests, receiver.ids
    assert (one, first[1]) == (other, second[1])
    assert int(second[0]["webhook-timestamp"]) - int(first[0]["webhook-timestamp"]) == 120
    assert first[0]["webhook-signature"] != second[0]["webhook-signature"]


def test_a_receiver_that_is_gone_is_asked_no_more(world: World, receiver: Receiver) -> None:
    ordered(world, "")
    receiver.answers = [410]
    assert tell(world) == Tally(given_up=1)
    world.clock.forward(days=3)
    assert tell(world) == Tally()
    (dead,) = (letter for letter in world.store.waiting_letters() if letter.channel == "hook")
    assert (dead.dead_at is not None, dead.error) == (True, "the receiver answered 410")


@pytest.mark.parametrize("status", [301, 302, 307, 308, 404, 429, 503])
def test_any_other_answer_is_tried_again_and_no_redirect_is_followed(
    world: World, receiver: Receiver, status: int
) -> None:
    ordered(world, "")
    receiver.answers = [status]
    assert (tell(world), len(receiver.requests)) == (Tally(failed=1), 1)


def test_doubled_and_reordered_messages_can_be_told_by_their_ids(world: World, receiver: Receiver) -> None:
    ordered(world)
    receiver.answers = [500]
    tell(world)
    world.clock.forward(minutes=2)
    tell(world)
    for letter in world.store.letters_since("hook", world.clock() - world.clock.day):
        world.store.retry_letter(letter.key, now=world.clock())
    tell(world)
    assert len(receiver.requests) == 5
    assert {body["type"]: name for body, name in zip(receiver.bodies, receiver.ids, strict=True)}.keys() == {
        "order.placed",
        "order.paid",
    }
    assert len(set(receiver.ids)) == 2


def test_a_receiver_that_never_answers_keeps_nobody_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(NotTakenError, match="no answer"):
            Courier(secrets=(HOOKS_SECRET,), timeout_seconds=0.05).send(url, "1", b"{}", utc_now())


def test_a_receiver_that_is_down_names_neither_address_nor_path() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(NotTakenError) as refused:
        Courier(secrets=(HOOKS_SECRET,)).send(f"http://127.0.0.1:{port}/secret", "1", b"{}", utc_now())
    assert (str(refused.value), refused.value.for_good) == ("ConnectionRefusedError: Connection refused", False)


def test_while_a_secret_is_changed_both_of_them_verify(receiver: Receiver) -> None:
    courier = Courier(secrets=(OTHER_SECRET, HOOKS_SECRET))
    courier.send(receiver.url, "evt-1", b'{"type":"test.ping"}', utc_now())
    ((headers, body),) = receiver.requests
    assert [Webhook(secret).verify(body, headers)["type"] for secret in courier.secrets] == ["test.ping"] * 2
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + b64encode(b"nobody's secret, of 24 bytes").decode()).verify(body, headers)


def test_each_address_hears_of_it_and_none_keeps_the_other(tmp_path: Path, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        down = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with shop(tmp_path, hooks=(down, receiver.url)) as world:
        world.clock.moment = utc_now()
        ordered(world)
        assert tell(world) == Tally(sent=2, failed=2)
        assert receiver.types == ["order.placed", "order.paid"]


def test_a_receiver_that_is_down_is_waited_for_once_a_turn(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        down = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with shop(tmp_path, hooks=(down,)) as world:
        ordered(world)
        assert tell(world) == Tally(failed=2)
        errors = [letter.error for letter in world.store.waiting_letters() if letter.channel == "hook"]
    assert sorted(errors) == ["ConnectionRefusedError: Connection refused", "the receiver did not answer just now"]


def test_an_address_that_is_none_of_ours_any_more_hears_nothing(world: World, receiver: Receiver) -> None:
    ordered(world, "")
    till = replace(world.till, settings=replace(world.till.settings, hooks=()))
    assert (outbox.work(till, channels=("hook",)), receiver.requests) == (Tally(), [])
    assert [letter.channel for letter in world.store.waiting_letters()] == ["mail", "mail"]


def test_the_outbox_holds_nobodys_address(world: World) -> None:
    ordered(world)
    with world.store._access.reading() as session:  # noqa: SLF001 (what lies in the database)
        rows = session.rows("SELECT payload FROM outbox WHERE channel = 'hook'")
    assert len(rows) == 2
    assert not any(word in str(row["payload"]) for row in rows for word in ("Ida", "@", "127.0.0.1", "Wegrain"))


def test_every_field_of_a_message_is_in_the_readme_and_nothing_else_is(world: World, receiver: Receiver) -> None:
    ordered(world)
    tell(world)
    section = README.read_text("utf-8").partition("## Webhooks")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ((?:`[^`]+` ?)+) \|", section, re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    types = {*events.TYPES.values(), events.PING}
    assert listed == types | receiver.bodies[-1]["data"].keys()


def test_the_body_is_json_without_escapes_of_its_own(world: World, receiver: Receiver) -> None:
    ordered(world)
    tell(world)
    assert json.loads(receiver.requests[0][1]).keys() == {"type", "timestamp", "data"}
