"""A shop around which everything can fail, and what has to hold afterwards.

The till's real application over HTTP, a real database, the real `stripe` library against a server that checks what it
is asked, on a line that breaks.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from functions.chores import table as chores
from functions.order import State, reservations
from functions.payments.stripe import Stripe
from functions.returns import refunding
from tests.functions.outages import Line
from tests.functions.shop import form_of, origin, shop
from tests.functions.stripe_server import KEY, WEBHOOK_SECRET, StripeServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from functions.order import Order
    from functions.till import Till
    from tests.functions.mailbox import Mailbox
    from tests.functions.shop import World

_LONG_AGO = datetime.fromtimestamp(0, UTC)
_TAKEN = re.compile(rb"Message-ID: <([^@>]+)@")


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


def give_back(shop: Shop) -> None:
    """Everything of a new order, as soon as the chores are done."""
    shop.bank.tell("completed", shop.buy())
    shop.chores()
    assert refunding.request(shop.till, shop.orders[0], ((0, 1),), reason="shop")


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
