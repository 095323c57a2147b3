"""Several processes on one database: one is killed at any step and another goes on; a crowd wants the same.

Real processes, real databases, the real `stripe` library against a server that checks its requests. After each death
between the pressed button and the last letter: one order, paid once, its units taken once, its letters sent.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import httpx
import pytest

from functions import catalog as catalogs
from functions.app import create_app
from functions.chores import outbox
from functions.order import State
from functions.settings import from_environment
from functions.store import Store
from tests.functions.shop import ADDRESS, a_catalog, cart_json, form_of, origin, pages_json, some_pages, variant
from tests.functions.stripe_server import KEY, WEBHOOK_SECRET, StripeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.till import Till

REPOSITORY = Path(__file__).parents[2]
CHORES = "the secret of the tests' schedule"
STOCK = 1000
BUYERS, UNITS = 200, 20
#: More steps than the way has.
FAR = 200
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(kw_only=True)
class Nursery:
    """Where servers are made, and the database that they share."""

    words: IO[str]
    answers: IO[str]
    store: Store
    till: Till
    mails: Path
    bank: StripeServer

    @contextmanager
    def server(self, step: int) -> Iterator[str]:
        """A server that dies at a step; its address."""
        self.words.write(f"{step}\n")
        self.words.flush()
        port, child = map(int, self.answers.readline().split())
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def nursery(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    folder = tmp_path_factory.mktemp("killed")
    url = f"sqlite:///{folder / 'till.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_database")
    site = folder / "public" / "_till"
    site.mkdir(parents=True)
    goods = a_catalog(
        variant("JACKET-M", 18900, opening_stock=STOCK),
        variant("TEA", 890, opening_stock=STOCK),
        variant("RARE", 4200, opening_stock=UNITS),
    )
    (site / "catalog.json").write_bytes(catalogs.dump(goods))
    (site / "pages.json").write_bytes(pages_json())
    bank = StripeServer()
    with origin() as here, Store.open(url) as store:
        bank.url, here.app = here.url, bank.app()
        store.migrate()
        environment = {
            "LITFASS_PAYMENT": "stripe",
            "LITFASS_DATABASE_URL": url,
            "LITFASS_SITE_URL": "http://shop.example",
            "LITFASS_MAIL_URL": (folder / "mails").as_uri(),
            "LITFASS_SITE_DIR": str(site.parent),
            "LITFASS_CHORES_SECRET": CHORES,
            "LITFASS_CLIENT_HEADER": "x-forwarded-for",
            "STRIPE_SECRET_KEY": KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": bank.url,
        }
        command = [sys.executable, "-m", "tests.functions.mortal"]
        with subprocess.Popen(
            command,
            env={**os.environ, **environment, "PYTHONPATH": str(REPOSITORY)},
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as parent:
            assert parent.stdin is not None
            assert parent.stdout is not None
            yield Nursery(
                words=parent.stdin,
                answers=parent.stdout,
                store=store,
                till=_later(environment, store, goods),
                mails=folder / "mails",
                bank=bank,
            )
            parent.kill()


def _later(environment: dict[str, str], store: Store, goods: catalogs.Catalog) -> Till:
    """The till as it is ten minutes on, when a letter that was lent to the dead comes again."""
    app = create_app(
        from_environment(environment),
        lambda: goods,
        some_pages,
        store=lambda: store,
        now=lambda: datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10),
    )
    till: Till = app.state.till
    return till


class _Gone(Exception):  # noqa: N818 (no error: a server that died is what is tested)
    """The server has died."""


@dataclass(kw_only=True)
class Buyer:
    """Somebody who sends the same again until there is an answer."""

    nursery: Nursery
    client: httpx.Client
    name: str
    form: dict[str, str] | None = None
    session: str = ""
    told: bool = False

    def go_on(self, url: str) -> None:
        """From where he is to the end of the way. Raises _Gone if the server dies on it."""
        try:
            self._buy(url)
            self._pay(url)
            self._letters(url)
        except httpx.TransportError as error:
            raise _Gone from error

    def _buy(self, url: str) -> None:
        if self.form is None:
            cart = cart_json(("JACKET-M", 1), ("TEA", 2), cart=self.name)
            page = self.client.post(f"{url}/till/review", data={"cart": cart, **ADDRESS})
            self.form = form_of(page, "/till/order")
        if not self.session:
            answer = self.client.post(f"{url}/till/order", data=self.form)
            assert answer.status_code == 303, answer.text
            self.session = answer.headers["location"].rpartition("/")[2]

    def _pay(self, url: str) -> None:
        bank = self.nursery.bank
        if bank.sessions[self.session]["status"] == "open":
            bank.pay(self.session)
        if not self.told:
            bank.webhook_url = f"{url}/till/webhooks/stripe"
            event = bank.event("checkout.session.completed", self.session, f"evt_{self.name}")
            assert bank.send(event) == 200
            self.told = True

    def _letters(self, url: str) -> None:
        for _ in range(2):
            answer = self.client.get(f"{url}/till/chores", headers={"authorization": f"Bearer {CHORES}"})
            assert answer.status_code == 200, answer.text


def after(nursery: Nursery, buyer: Buyer) -> None:
    """What holds whatever happened on the way."""
    orders = [order for order in nursery.store.orders_since(_LONG_AGO) if order.cart_id == buyer.name]
    assert [order.state for order in orders] == [State.PAID], orders
    (order,) = orders
    sessions = [one for one in nursery.bank.sessions.values() if one["client_reference_id"] == order.id]
    assert [one["status"] for one in sessions] == ["complete"]
    assert [paper.kind for paper in nursery.store.invoices.of_order(order.id)] == ["invoice"]


@pytest.mark.parametrize("offset", range(4))
def test_a_till_that_is_killed_at_any_step_loses_nothing_and_sells_nothing_twice(nursery: Nursery, offset: int) -> None:
    with nursery.server(0) as heir, httpx.Client(timeout=30, verify=False) as client:
        deaths = 0
        for step in range(1 + offset, FAR, 4):
            buyer = Buyer(nursery=nursery, client=client, name=f"cart-{offset}-{step}")
            with nursery.server(step) as mortal:
                try:
                    buyer.go_on(mortal)
                except _Gone:
                    deaths += 1
                    buyer.go_on(heir)
                else:
                    break
            after(nursery, buyer)
        assert deaths > 3
    outbox.work(nursery.till)
    orders = [order for order in nursery.store.orders_since(_LONG_AGO) if order.state is State.PAID]
    assert [order.number for order in orders if not (nursery.mails / f"order-{order.id}.eml").is_file()] == []
    assert nursery.store.free(["JACKET-M", "TEA"]) == {
        "JACKET-M": STOCK - len(orders),
        "TEA": STOCK - 2 * len(orders),
    }
    assert [letter.kind for letter in nursery.store.waiting_letters() if letter.kind != "reminder"] == []


def test_a_crowd_at_two_servers_gets_what_there_is_and_no_more(nursery: Nursery) -> None:
    with nursery.server(0) as one, nursery.server(0) as other, ThreadPoolExecutor(40) as pool:
        limits = httpx.Limits(max_connections=None)
        with httpx.Client(timeout=60, verify=False, limits=limits) as client:
            answers = list(pool.map(lambda index: _want(client, (one, other)[index % 2], index), range(BUYERS)))
    sold = [
        answer for answer in answers if answer.status_code == 303 and nursery.bank.url in answer.headers["location"]
    ]
    refused = [answer for answer in answers if answer.status_code == 409]
    assert (len(sold), len(refused)) == (UNITS, BUYERS - UNITS)
    assert nursery.store.free(["RARE"]) == {"RARE": 0}
    orders = [order for order in nursery.store.orders_since(_LONG_AGO) if order.lines[0].sku == "RARE"]
    assert (len(orders), {order.state for order in orders}) == (UNITS, {State.PLACED})


def _want(client: httpx.Client, url: str, index: int) -> httpx.Response:
    """From the review to the pressed button, each buyer from an address of his own; the last answer."""
    headers = {"x-forwarded-for": f"198.51.100.{index}"}
    fields = {"cart": cart_json(("RARE", 1), cart=f"crowd-{index}"), **ADDRESS, "email": f"buyer{index}@example.org"}
    page = client.post(f"{url}/till/review", data=fields, headers=headers)
    if page.status_code != 200:
        return page
    return client.post(f"{url}/till/order", data=form_of(page, "/till/order"), headers=headers)
