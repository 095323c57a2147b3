"""The course of a rehearsal: shoppers, the shop, the bank and the postman, in an order that the dice decide.

Rules of the room: everybody does what people do: press twice, come back, change their minds, forget. Nobody looks into
the store but the shop, by the ways that it has.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import chores, janitor, lifecycle, outbox, reconciliation, refunding, withdrawing
from functions.order import State
from functions.payments import SessionState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from functions.order import Order
    from functions.payments import Dispute
    from functions.rehearsal.stage import Stage
    from functions.rehearsal.visitor import Answer

#: Of a thousand chances that something has to fail, so many are taken.
RATE = 12
_TRIES = 4
_LATEST = 60
_VERDICTS: tuple[Dispute, ...] = ("won", "lost")


@dataclass(kw_only=True)
class Shopper:
    """Somebody with a cart: where he is, and what he has of the till."""

    name: str
    client: str
    country: str
    language: str
    cart: str
    lines: list[tuple[str, int]]
    coupon: str = ""
    token: str = ""
    session: str = ""
    form: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, str]:
        """The form of the checkout."""
        lines = [{"sku": sku, "quantity": quantity} for sku, quantity in self.lines]
        return {
            "cart": json.dumps({"id": self.cart, "lines": lines}),
            "email": f"{self.name}@rehearsal.invalid",
            "name": self.name,
            "line1": "Am Wegrain 7",
            "line2": "",
            "postal_code": "10115",
            "city": "Berlin",
            "country": self.country,
            "language": self.language,
            "coupon": self.coupon,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What has happened: how many orders were tried, and what was met how often."""

    tried: int
    met: Mapping[str, int]


class Course:
    """One course of things on a stage."""

    def __init__(self, stage: Stage) -> None:
        """Begin with nobody."""
        self._stage = stage
        self._base = f"{stage.base_path}/till"
        self._shoppers: list[Shopper] = []
        self._skus = sorted(stage.catalog.variants)
        self._countries = [code for market in stage.catalog.markets.values() for code in market.countries]
        self.added: dict[str, int] = {}
        self._acts: tuple[tuple[int, Callable[[], object]], ...] = (
            (30, self._arrive),
            (30, self._at_the_bank),
            (30, self._postman),
            (12, self._return),
            (5, self._change_of_mind),
            (24, self._packing),
            (6, self._giving_back),
            (4, self._withdrawing),
            (4, self._returns),
            (6, self._banking),
            (8, self._waiting),
            (10, self._chores),
            (1, self._building),
            (1, self._delivery_of_goods),
        )

    def run(self, orders: int) -> Outcome:
        """Let so many carts come to the binding button, and then calm down."""
        stage = self._stage
        stage.faults.rate = RATE
        weights = [weight for weight, _ in self._acts]
        while len(self._shoppers) < orders:
            ((_, act),) = stage.dice.choices(self._acts, weights)
            act()
        stage.faults.rate = 0
        self._calm_down()
        return Outcome(tried=len(self._shoppers), met=dict(sorted(stage.met.items())))

    def _arrive(self) -> None:
        """Somebody fills a cart, reads the review, and presses the button, perhaps twice."""
        dice, number = self._stage.dice, len(self._shoppers)
        shopper = Shopper(
            name=f"shopper{number}",
            client=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            country=dice.choice(self._countries),
            language=dice.choice(self._stage.catalog.languages),
            cart=f"cart-{number}",
            lines=self._some_goods(),
            coupon=dice.choice(self._stage.codes) if self._stage.codes and self._stage.chance(20) else "",
        )
        self._shoppers.append(shopper)
        self._order(shopper)

    def _some_goods(self) -> list[tuple[str, int]]:
        dice = self._stage.dice
        skus = dice.sample(self._skus, min(len(self._skus), dice.choice((1, 1, 1, 2, 3))))
        return [(sku, dice.choice((1, 1, 1, 2, 3))) for sku in skus]

    def _order(self, shopper: Shopper) -> None:
        """From the review to the pressed button; who gets no answer sends the same again."""
        page = self._persist(shopper, "review", shopper.fields())
        form = page.form("/till/order") if page else {}
        if not form:
            self._stage.met["nothing to order"] += 1
            return
        shopper.form = form
        answer = self._persist(shopper, "order", form)
        if self._stage.chance(10):
            self._stage.met["double click"] += 1
            answer = self._persist(shopper, "order", form) or answer
        if answer:
            self._follow(shopper, answer)

    def _persist(self, shopper: Shopper, where: str, fields: Mapping[str, str]) -> Answer | None:
        """Send a form until there is an answer that is no failure; None if there never was."""
        for _ in range(_TRIES):
            answer = self._stage.attempt(
                lambda: self._stage.visitor.post(self._stage.app, f"{self._base}/{where}", fields, shopper.client)
            )
            if answer is not None and answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return answer
        self._stage.met["gave up"] += 1
        return None

    def _follow(self, shopper: Shopper, answer: Answer) -> None:
        """To the payment page, or to the order."""
        target = answer.headers.get("location", "")
        if "/pay/" in target:
            shopper.session = target.rpartition("/")[2]
            shopper.token = self._stage.provider.token_of(shopper.session)
            self._stage.met["orders to pay"] += 1
        elif "/orders/" in target:
            shopper.token = target.rpartition("/orders/")[2].partition("?")[0].partition("/")[0]
            self._stage.met["orders met again"] += 1
        else:
            self._stage.met[f"answered {answer.status}"] += 1

    def _somebody(self, condition: Callable[[Shopper], object]) -> Shopper | None:
        latest = [one for one in self._shoppers[-_LATEST:] if condition(one)]
        return self._stage.dice.choice(latest) if latest else None

    def _at_the_bank(self) -> None:
        """Somebody pays, pays later, is refused, or goes away."""
        shopper, provider, dice = self._somebody(lambda one: one.session), self._stage.provider, self._stage.dice
        if shopper is None:
            return
        page = self._stage.calmly(lambda: provider.page(shopper.session))
        moves = {
            SessionState.OPEN: (*[SessionState.PAID] * 6, SessionState.PENDING, None),
            SessionState.PENDING: (*[SessionState.PAID] * 3, SessionState.FAILED),
        }
        if page.state not in moves:
            return
        move = dice.choice(moves[page.state])
        if move is not None:
            self._stage.met[f"at the bank: {move}"] += self._stage.calmly(lambda: provider.move(shopper.session, move))
        elif self._stage.chance(50):
            self._look(shopper, "/cancelled")

    def _return(self) -> None:
        """Somebody looks at his order, or goes on with it."""
        shopper = self._somebody(lambda one: one.token)
        if shopper is None:
            return
        if self._stage.chance(60):
            self._look(shopper, "?returned=1")
            return
        answer = self._persist(shopper, f"orders/{shopper.token}/pay", {})
        if answer is None:
            return
        if form := answer.form("/till/order"):
            answer = self._persist(shopper, "order", form)
        if answer:
            self._follow(shopper, answer)

    def _look(self, shopper: Shopper, further: str) -> None:
        path = f"{self._base}/orders/{shopper.token}{further}"
        self._stage.attempt(lambda: self._stage.visitor.get(self._stage.app, path, shopper.client))

    def _change_of_mind(self) -> None:
        """Somebody comes back with the same cart, and other things in it."""
        shopper = self._somebody(lambda one: one.form)
        if shopper is not None:
            shopper.lines = self._some_goods()
            self._order(shopper)

    def _postman(self) -> None:
        """News of the provider: late, in any order, twice, or never; and some that are forged."""
        stage, dice = self._stage, self._stage.dice
        if not stage.provider.news:
            return
        session, kind = stage.provider.news.pop(dice.randrange(len(stage.provider.news)))
        if self._stage.chance(6):
            stage.met["news lost"] += 1
            return
        name, body = f"evt_{dice.randrange(1 << 48)}", json.dumps({"type": kind, "session": session}).encode()
        for _ in range(2 if self._stage.chance(10) else 1):
            self._deliver(session, kind, name, body)

    def _deliver(self, session: str, kind: str, name: str, body: bytes) -> None:
        stage = self._stage
        headers = stage.signed(name, body, timedelta(days=1) if self._stage.chance(3) else timedelta())
        sent = body + b" " if self._stage.chance(2) else body
        address = f"{self._base}/webhooks/sandbox"
        answer = stage.attempt(lambda: stage.visitor.send(stage.app, address, sent, headers))
        if answer is None or answer.status >= HTTPStatus.BAD_REQUEST:
            stage.met["news refused"] += 1
            stage.provider.news.append((session, kind))

    def _packing(self) -> None:
        """The shop packs, sends, and hears of deliveries."""
        ways = {State.PAID: State.PACKED, State.PACKED: State.SHIPPED, State.SHIPPED: State.DELIVERED}

        def on(order: Order) -> None:
            if (to := ways.get(order.state)) is not None:
                till = self._stage.till
                self._stage.met[f"orders {to}"] += lifecycle.advance(till, order, to, cause=str(to), note="dhl 0034")

        self._with_an_order(on)

    def _giving_back(self) -> None:
        """The shop gives something back."""
        dice = self._stage.dice

        def give(order: Order) -> None:
            if not order.was_paid:
                return
            lines = tuple((position, dice.randint(1, line.quantity)) for position, line in enumerate(order.lines))
            chosen = lines if self._stage.chance(40) else lines[:1]
            asked = refunding.request(
                self._stage.till,
                order,
                chosen,
                reason="shop",
                shipping=self._stage.chance(30),
                restock=self._stage.chance(50),
                id=f"{dice.randrange(1 << 60):x}",
            )
            self._stage.met["refunds asked for"] += asked is not None

        self._with_an_order(give)

    def _withdrawing(self) -> None:
        """Somebody calls off his order, or a part of it, from its page or by its number; and presses twice."""
        shopper, stage = self._somebody(lambda one: one.token), self._stage
        if shopper is None:
            return
        path = f"{self._base}/withdraw"
        opened = f"{path}?order={shopper.token}" if stage.chance(70) else path
        page = stage.attempt(lambda: stage.visitor.get(stage.app, opened, shopper.client))
        fields = page.form("/till/withdraw") if page and page.status == HTTPStatus.OK else {}
        if not fields:
            return
        written = {"name": shopper.name, "contract": "die Jacke", "email": f"{shopper.name}@rehearsal.invalid"}
        fields = {**fields, **{name: value for name, value in written.items() if not fields.get(name)}}
        second = self._persist(shopper, "withdraw", fields)
        pressed = second.form("/till/withdraw") if second else {}
        for _ in range(2 if stage.chance(30) else 1):
            stage.met["withdrawals"] += bool(pressed) and self._persist(shopper, "withdraw", pressed) is not None

    def _returns(self) -> None:
        """The shop opens a parcel that has come back, or writes that nothing will."""
        stage = self._stage
        waiting = stage.calmly(stage.till.store().withdrawals.open)
        if not waiting:
            return
        withdrawal = stage.dice.choice(waiting)

        def see_to() -> None:
            order = stage.till.store().order_by_id(withdrawal.order or "")
            if order is None:
                withdrawing.close(stage.till, withdrawal)
                return
            refunds = stage.till.store().refunds.of_order(order.id)
            lines = withdrawing.lines_of(order, withdrawal, refunds)
            stage.met["returns"] += withdrawing.arrived(stage.till, withdrawal, lines, restock=stage.chance(70))

        stage.attempt(see_to)

    def _with_an_order(self, do: Callable[[Order], None]) -> None:
        shopper = self._somebody(lambda one: one.token)
        order = self._stage.calmly(lambda: self._stage.till.store().order_by_token(shopper.token)) if shopper else None
        if order is not None:
            self._stage.attempt(lambda: do(order))

    def _banking(self) -> None:
        """Money goes back, or is fought for, at the provider itself."""
        shopper, provider, dice = self._somebody(lambda one: one.session), self._stage.provider, self._stage.dice
        if shopper is None:
            return
        session = shopper.session
        if self._stage.chance(30):
            done = self._stage.calmly(lambda: provider.give_back(session))
            self._stage.met["given back at the provider"] += done
        else:
            verdict: Dispute = dice.choice(("open", *_VERDICTS))
            done = self._stage.calmly(lambda: provider.complain(session, verdict))
            self._stage.met[f"dispute {verdict}"] += done

    def _waiting(self) -> None:
        """Time goes by, mostly minutes; now and then the clock is set back."""
        dice = self._stage.dice
        by = dice.choice(
            (*[timedelta(minutes=3)] * 8, timedelta(minutes=20), timedelta(hours=3), timedelta(seconds=-2))
        )
        self._stage.clock.move(by)

    def _chores(self) -> None:
        """What nobody asks for; sometimes a new process begins with it."""
        if self._stage.chance(10):
            self._stage.restart(mail=self._stage.chance(90))
        self._stage.attempt(lambda: chores.work(self._stage.till))

    def _building(self) -> None:
        """Another build takes the place of the last."""
        self._stage.deploy()
        self._stage.met["builds"] += 1

    def _delivery_of_goods(self) -> None:
        """Something comes in."""
        dice, till = self._stage.dice, self._stage.till
        sku = dice.choice(self._skus)
        variant = self._stage.catalog.variant(sku)
        if variant is not None and variant.stock != "unlimited":
            opening = variant.opening_stock
            self._stage.calmly(lambda: till.store().adjust_stock(sku, 5, opening=opening))
            self.added[sku] = self.added.get(sku, 0) + 5

    def _calm_down(self) -> None:
        """Everything works again: what was lost is fetched, what waits is done, and time goes on until all is."""
        stage = self._stage
        stage.restart()
        till = stage.till
        for _ in range(40):
            self._decide()
            while stage.provider.news:
                self._postman()
            janitor.clear_expired(till)
            reconciliation.repair(till, stage.clock() - timedelta(days=4000))
            outbox.work(till)
            if not till.store().waiting_letters() and not stage.provider.news:
                break
            stage.clock.move(timedelta(hours=6, minutes=1))

    def _decide(self) -> None:
        """Payments under way arrive or fail, and disputes are decided."""
        provider, dice = self._stage.provider, self._stage.dice
        for session in tuple(provider.sessions(datetime.fromtimestamp(0, UTC))):
            if session.state is SessionState.PENDING:
                provider.move(session.id, dice.choice((SessionState.PAID, SessionState.FAILED)))
            if session.dispute == "open":
                provider.complain(session.id, dice.choice(_VERDICTS))
