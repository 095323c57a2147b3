"""A shop around which everything can fail, and what has to hold afterwards.

The till's real application over HTTP, a real database, the real `stripe` library against a server that checks what it
is asked, on a line that breaks.
"""

from __future__ import annotations

import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from starlette.responses import HTMLResponse, JSONResponse

from functions import chores
from functions.order import State, reservations
from functions.payments.stripe import Stripe
from tests.functions.shop import form_of, origin, shop
from tests.functions.stripe_server import KEY, WEBHOOK_SECRET, StripeServer
from tests.functions.test_server import a_site, answered, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from functions.order import Order
    from functions.till import Till
    from tests.functions.mailbox import Mailbox
    from tests.functions.shop import World

CHORES = "the secret of the tests' schedule"
_LONG_AGO = datetime.fromtimestamp(0, UTC)
_TAKEN = re.compile(rb"Message-ID: <([^@>]+)@")

#: How a line breaks: a failure, a failure of something that was done, a gateway's page, no answer to what was not
#: done, and no answer to what was.
FAULTS = ("500", "500 and done", "gateway", "silent", "silent and done")


class Line:
    """The line from the till to its provider. ``meanwhile`` happens once the provider has done what it was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._fault, self._times = "", 0
        self.meanwhile: Callable[[], None] = lambda: None

    @contextmanager
    def broken(self, fault: str, times: int = 1000) -> Iterator[None]:
        """A line that breaks so often, and is mended then."""
        self._fault, self._times = fault, times
        yield
        self._times = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._fault if self._times > 0 else ""
        self._times -= 1
        if not fault:
            await self._app(scope, receive, self._late(send))
            return
        if fault.endswith("and done"):
            await self._app(scope, receive, _nobody)
        if fault.startswith("silent"):
            while (await receive())["type"] != "http.disconnect":
                pass  # until the library has waited long enough
            return
        await _FAILURES[fault.partition(" ")[0]](scope, receive, send)

    def _late(self, send: Send) -> Send:
        """An answer before which something happens."""

        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.meanwhile()
            await send(message)

        return late


async def _nobody(_message: Message) -> None:
    """An answer that nobody hears."""


_FAILURES: dict[str, ASGIApp] = {
    "500": JSONResponse({"error": {"type": "api_error", "message": "Something went wrong"}}, 500),
    "gateway": HTMLResponse("<h1>Bad gateway</h1>", 502),
}


@dataclass(kw_only=True)
class Shop:
    """A shop that Stripe takes the money for. ``box`` takes its mails where they do not go into a folder."""

    world: World
    bank: StripeServer
    line: Line
    till: Till
    box: Mailbox | None = None

    def form(self, *lines: tuple[str, int], cart: str = "cart-1") -> dict[str, str]:
        """The form of the review's button."""
        return form_of(self.world.review(*(lines or (("LAST-ONE", 1),)), cart=cart), "/till/order")

    def press(self, form: dict[str, str]) -> httpx.Response:
        """The binding button."""
        return self.world.post("/till/order", form)

    def place(self, *lines: tuple[str, int], cart: str = "cart-1") -> str:
        """From the cart to the payment page; the session's id."""
        return session_of(self.press(self.form(*lines, cart=cart)))

    def buy(self, *lines: tuple[str, int], cart: str = "cart-1") -> str:
        """The same, and paid; the provider has not told of it yet."""
        session = self.place(*lines, cart=cart)
        self.bank.pay(session)
        return session

    def chores(self) -> chores.Done:
        """What nobody asks for, as far as it is due."""
        return chores.work(self.till)

    @property
    def orders(self) -> tuple[Order, ...]:
        """All orders, the oldest first."""
        return self.world.store.orders_since(_LONG_AGO)

    @property
    def states(self) -> list[State]:
        """Where they stand."""
        return [order.state for order in self.orders]

    def told(self) -> set[str]:
        """The keys of the mails that were taken."""
        taken = self.box.taken if self.box else []
        found = {key.decode() for letter in taken for key in _TAKEN.findall(letter)}
        return found | {file.stem for file in self.world.mails.glob("*.eml")}


def session_of(answer: httpx.Response) -> str:
    """The session to whose payment page an answer leads."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


@contextmanager
def failing(tmp_path: Path, database: str) -> Iterator[Shop]:
    """A running shop, in which everything is well so far."""
    bank = StripeServer()
    with origin() as there:
        bank.url = there.url
        there.app = line = Line(bank.app())
        provider = Stripe(secret_key=KEY, webhook_secrets=(WEBHOOK_SECRET,), api_base=bank.url)
        with shop(tmp_path, provider=provider, database=database) as world:
            world.clock.moment = datetime.now(UTC).replace(microsecond=0)
            bank.webhook_url = f"{world.url}/till/webhooks/stripe"
            yield Shop(world=world, bank=bank, line=line, till=world.till)


def by_mail(shop: Shop, box: Mailbox, url: str) -> None:
    """Let the shop's mails go to a server."""
    shop.till = replace(shop.till, settings=replace(shop.till.settings, mail_url=url))
    shop.box = box


def after(shop: Shop) -> None:
    """What holds after every failure, once all is well again and janitor and outbox have run."""
    _let_all_be_done(shop)
    orders = [order for order in shop.orders if order.was_paid]
    assert _kept(shop.bank) == {order.id: order.amount_due - order.repaid for order in orders}  # none lost
    kept = Counter(order.cart_id for order in orders if order.state is not State.REFUNDED)
    assert set(kept.values()) <= {1}, kept  # none paid twice
    assert State.PLACED not in shop.states
    held = sum((Counter(reservations(order.lines)) for order in orders), Counter())
    for level in shop.world.store.stock_levels():
        assert level.free >= 0  # no unit sold twice, and none leaked
        assert level.free + held[level.sku] == level.opening, level
    assert {f"order-{order.id}" for order in orders} <= shop.told()
    assert {f"shop-{order.id}" for order in orders if order.state is State.PAID} <= shop.told()
    assert shop.world.store.waiting_letters() == ()


def _let_all_be_done(shop: Shop) -> None:
    """Time goes on until nothing waits: the time to pay is over, and so is every back-off."""
    shop.world.clock.forward(minutes=40)
    for _ in range(5):
        assert shop.chores().failed == ()
        if not shop.world.store.waiting_letters():
            return
        shop.world.clock.forward(hours=7)


def _kept(bank: StripeServer) -> dict[str, int]:
    """What the provider has taken and not given back, by order."""
    kept: Counter[str] = Counter()
    for session in bank.sessions.values():
        charge = bank.money.charges.get(session["payment_intent"])
        if charge:
            kept[session["client_reference_id"]] += charge["amount"] - charge["amount_refunded"]
    return dict(kept)


@contextmanager
def away(url: str) -> Iterator[None]:
    """A database that is away for a while: its server lets nobody in, or another process has locked its file."""
    with _locked(url) if url.startswith("sqlite:") else _shut(url):
        yield


@contextmanager
def away_when_asked(shop: Shop, url: str) -> Iterator[None]:
    """A database that goes away while the provider is asked something."""
    with ExitStack() as stack:

        def go() -> None:
            shop.line.meanwhile = lambda: None
            stack.enter_context(away(url))

        shop.line.meanwhile = go
        yield


@contextmanager
def _locked(url: str) -> Iterator[None]:
    file = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _shut(url: str) -> Iterator[None]:
    parts = urlsplit(url)
    server, name = parts._replace(path="/postgres").geturl(), parts.path[1:]
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with closing(psycopg.connect(server, autocommit=True)) as administrator:
        administrator.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        administrator.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


@contextmanager
def served(shop: Shop, folder: Path, url: str) -> Iterator[int]:
    """The same shop by a server process of its own, which everybody asks meanwhile; its id."""
    port = free_port()
    world, address = shop.world, f"http://127.0.0.1:{port}"
    settings = {
        "LITFASS_PAYMENT": "stripe",
        "LITFASS_DATABASE_URL": url,
        "LITFASS_SITE_URL": world.url,
        "LITFASS_MAIL_URL": world.mails.as_uri(),
        "LITFASS_SITE_DIR": str(a_site(folder / "public")),
        "LITFASS_CHORES_SECRET": CHORES,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": shop.bank.url,
    }
    command = [sys.executable, "-m", "uvicorn", "functions.hosts.server:app", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL) as running:
        try:
            answered(f"{address}/till/health")
            world.url, shop.bank.webhook_url = address, f"{address}/till/webhooks/stripe"
            yield running.pid
        finally:
            running.terminate()


@contextmanager
def full(url: str, process: int) -> Iterator[None]:
    """A disk that is full: the process can add to no file; or Postgres says that its own disk is."""
    with _nothing_written(process) if url.startswith("sqlite:") else _nothing_kept(url):
        yield


@contextmanager
def _nothing_written(process: int) -> Iterator[None]:
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(process, resource.RLIMIT_FSIZE, before)


_FULL = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file'; END $$
"""


@contextmanager
def _nothing_kept(url: str) -> Iterator[None]:
    with closing(psycopg.connect(url, autocommit=True)) as administrator:
        administrator.execute(_FULL)
        for (table,) in administrator.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            trigger = "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {} EXECUTE FUNCTION refuse()"
            administrator.execute(sql.SQL(trigger).format(sql.Identifier(table)))
        yield
        administrator.execute("DROP FUNCTION refuse CASCADE")
