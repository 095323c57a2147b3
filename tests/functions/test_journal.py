"""The log: a line names its request, and nothing in it names a person or opens an order."""

from __future__ import annotations

import logging
import re
import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from functions.chores import outbox
from functions.chores import table as chores
from functions.journal import REQUEST, Line, begin, keep, without_secrets
from functions.payments import ProviderError
from functions.payments.sandbox import Sandbox
from tests.functions.shop import ADDRESS, World, cart_json, form_of, fresh_pages, shop, some_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from functions.payments import Payment, Session

PERSON = {
    "email": "geheim.verborgen@example.org",
    "name": "Vorname Unverwechselbar",
    "line1": "Unverwechselbarer Weg 77",
    "line2": "Hinterhaus-Unverwechselbar",
    "postal_code": "98765",
    "city": "Unverwechselheim",
}
PAGE = {"accept": "text/html"}


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    keep()
    yield
    logging.setLogRecordFactory(before)
    REQUEST.set("")


def test_a_line_begins_with_its_request(caplog: pytest.LogCaptureFixture) -> None:
    name = begin()
    logging.getLogger("functions.anything").warning("%d of %s", 1, "100 %")
    assert caplog.messages == [f"{name} 1 of 100 %"]


def test_a_line_beside_all_requests_is_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("functions.anything").warning("well")
    assert caplog.messages == ["well"]


def test_a_worker_thread_knows_its_request(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with shop(tmp_path) as world:
        answer = world.client.post(f"{world.url}/till/webhooks/sandbox", content=b"{}")
    assert caplog.messages[-1].startswith(f"{answer.headers['x-request-id']} an event was refused")


def test_the_servers_own_list_has_the_requests_name_in_the_clients_place() -> None:
    name = begin()
    arguments = ("203.0.113.7:50000", "GET", "/till/orders/secret-token/pay?returned=1", "1.1", 200)
    line = Line("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', arguments, None)
    assert line.getMessage() == f'{name} - "GET /till/orders/…/pay?… HTTP/1.1" 200'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/mag/till/orders/abc_-123", "/mag/till/orders/…"),
        ("/till/orders/abc/invoices/1", "/till/orders/…/invoices/1"),
        ("/till/desk/links/abc", "/till/desk/links/…"),
        ("/till/quote", "/till/quote"),
        ("/till/availability?sku=TEA", "/till/availability?…"),
    ],
)
def test_a_path_in_the_log_opens_no_order(path: str, expected: str) -> None:
    assert without_secrets(path) == expected


class Talkative(Sandbox):
    """A provider that is down, and repeats what it was asked."""

    def start(self, payment: Payment) -> Session:
        message = f"503 while order {payment.number} of <{payment.email}> was asked for"
        raise ProviderError(message)


class Repeating(socketserver.StreamRequestHandler):
    """A mail server that refuses every recipient, and repeats who it was."""

    def handle(self) -> None:
        self.wfile.write(b"220 tests\r\n")
        for line in self.rfile:
            refused = line.upper().startswith(b"RCPT")
            self.wfile.write(b"550 no such person: " + line if refused else b"250 fine\r\n")


@contextmanager
def refusing_post() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Repeating) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def fail(world: World) -> list[str]:
    """Order and pay with every failure that a shopper can run into; the tokens of the orders."""
    person = {**ADDRESS, **PERSON}
    world.post("/till/review", {"cart": cart_json(("TEA", 1)), **person, "email": f"{PERSON['email']}@@"}, **PAGE)
    world.post("/till/review", {"cart": cart_json(("TEA", 1)), **person, "country": PERSON["city"]}, **PAGE)
    world.post("/till/order", {"cart": "{" + PERSON["name"], **person}, **PAGE)
    world.post("/till/order", {**person, "attempt": PERSON["name"]}, origin="https://evil.example")
    world.client.post(f"{world.url}/till/webhooks/sandbox", content=str(PERSON).encode())
    last = form_of(world.review(("LAST-ONE", 1), cart="one", **PERSON), "/till/order")
    world.order(("LAST-ONE", 1), cart="two", **PERSON)
    assert world.post("/till/order", last).status_code == 409
    for act in ("paid", "pending", "failed", "cancelled"):
        payment = world.order(("TEA", 1), cart=f"cart-{act}", **PERSON).headers["location"]
        world.get(world.press(payment, "pending" if act == "failed" else act))
        if act == "failed":
            world.press(payment, "failed")
    orders = world.store.orders_since(world.clock() - world.clock.day)
    for order in orders:
        world.post(f"/till/orders/{order.token}/pay", {}, **PAGE)
        world.get(f"/till/orders/{order.token}/nothing?mail={PERSON['email']}", **PAGE)
    return [order.token for order in orders]


def break_down(world: World, token: str) -> None:
    """Our own faults: templates, mail server, provider, and at last the store."""
    world.pages = fresh_pages()
    world.pages._file.templates.pop("status.html")  # noqa: SLF001 (a broken theme is played)
    assert world.get(f"/till/orders/{token}", connection="close", **PAGE).status_code == 500
    world.pages = some_pages()
    with refusing_post() as url:
        outbox.work(replace(world.till, settings=replace(world.till.settings, mail_url=url)))
    world.clock.forward(days=1)
    chores.work(world.till)
    world.store.close()
    (world.mails.parent / "till.db").unlink()
    assert world.get(f"/till/orders/{token}", **PAGE).status_code == 503


def test_no_person_no_token_and_no_secret_is_ever_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with shop(tmp_path) as world, caplog.at_level(logging.DEBUG):
        for library in ("httpx", "httpcore"):  # the tests' own client
            logging.getLogger(library).setLevel(logging.WARNING)
        assert world.sandbox is not None
        tokens = fail(world)
        break_down(world, tokens[0])
        secrets = [*tokens, "a secret of the tests", *PERSON.values(), PERSON["email"].partition("@")[0]]
    written = caplog.text
    assert len(caplog.records) >= 5
    assert [secret for secret in secrets if secret in written] == []
    assert "127.0.0.1:" not in re.sub(
        rf"{urlsplit(world.url).netloc}|{urlsplit(world.sandbox.url).netloc}", "", written
    )


def test_what_a_provider_says_of_a_person_stays_out_of_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with shop(tmp_path, provider=Talkative(url="http://bank.example", webhook_url="")) as world:
        placed = world.order(("TEA", 1), **PERSON)
    assert placed.status_code == 503
    assert "no payment page for order" in caplog.text
    assert "of <…> was asked for" in caplog.text
    assert PERSON["email"] not in caplog.text


def test_the_password_of_a_database_is_struck_out(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("functions.anything").warning("no answer from %s", "postgresql://till:secret@db.example/till")
    assert caplog.messages == ["no answer from …"]
