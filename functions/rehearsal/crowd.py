"""The shoppers of a rehearsal: they fill carts, press buttons twice, come back, change their minds, call off.

Rules of the room: they know the till by its pages alone. Who gets no answer sends the same again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from functions.rehearsal.stage import Stage
    from functions.rehearsal.visitor import Answer

_TRIES = 4
_LATEST = 60


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


class Crowd:
    """All shoppers of a course."""

    def __init__(self, stage: Stage) -> None:
        """Begin with nobody."""
        self._stage = stage
        self._base = f"{stage.base_path}/till"
        self._shoppers: list[Shopper] = []
        self._skus = sorted(stage.catalog.variants)
        self._countries = [code for market in stage.catalog.markets.values() for code in market.countries]

    def __len__(self) -> int:
        """How many have come."""
        return len(self._shoppers)

    def arrive(self) -> None:
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

    def come_back(self) -> None:
        """Somebody looks at his order, or goes on with it."""
        shopper = self.somebody(lambda one: one.token)
        if shopper is None:
            return
        if self._stage.chance(60):
            self.look(shopper, "?returned=1")
            return
        answer = self._persist(shopper, f"orders/{shopper.token}/pay", {})
        if answer is None:
            return
        if form := answer.form("/till/order"):
            answer = self._persist(shopper, "order", form)
        if answer:
            self._follow(shopper, answer)

    def change_their_minds(self) -> None:
        """Somebody comes back with the same cart, and other things in it."""
        shopper = self.somebody(lambda one: one.form)
        if shopper is not None:
            shopper.lines = self._some_goods()
            self._order(shopper)

    def call_off(self) -> None:
        """Somebody calls off his order, or a part of it, from its page or by its number; and presses twice."""
        shopper, stage = self.somebody(lambda one: one.token), self._stage
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

    def somebody(self, condition: Callable[[Shopper], object]) -> Shopper | None:
        """One of the latest of whom that holds, or None."""
        latest = [one for one in self._shoppers[-_LATEST:] if condition(one)]
        return self._stage.dice.choice(latest) if latest else None

    def look(self, shopper: Shopper, further: str) -> None:
        """Somebody opens his order's page."""
        path = f"{self._base}/orders/{shopper.token}{further}"
        self._stage.attempt(lambda: self._stage.visitor.get(self._stage.app, path, shopper.client))

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
