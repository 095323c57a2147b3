"""The shop of a rehearsal: it packs, sends, gives back, takes back, and fills its shelves.

Rules of the room: it works by the same calls as the packing table and the command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions import lifecycle
from functions.order import State
from functions.returns import refunding, withdrawing

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.order import Order
    from functions.rehearsal.crowd import Crowd
    from functions.rehearsal.stage import Stage


class Shop:
    """Who works there; ``added`` are the units that came in, by SKU."""

    def __init__(self, stage: Stage, crowd: Crowd) -> None:
        """Begin with what the catalogue says."""
        self._stage = stage
        self._crowd = crowd
        self._skus = sorted(stage.catalog.variants)
        self.added: dict[str, int] = {}

    def pack(self) -> None:
        """The shop packs, sends, and hears of deliveries."""
        ways = {State.PAID: State.PACKED, State.PACKED: State.SHIPPED, State.SHIPPED: State.DELIVERED}

        def on(order: Order) -> None:
            if (to := ways.get(order.state)) is not None:
                till = self._stage.till
                self._stage.met[f"orders {to}"] += lifecycle.advance(till, order, to, cause=str(to), note="dhl 0034")

        self._with_an_order(on)

    def give_back(self) -> None:
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

    def take_back(self) -> None:
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

    def stock_up(self) -> None:
        """Something comes in."""
        dice, till = self._stage.dice, self._stage.till
        sku = dice.choice(self._skus)
        variant = self._stage.catalog.variant(sku)
        if variant is not None and variant.stock != "unlimited":
            opening = variant.opening_stock
            self._stage.calmly(lambda: till.store().adjust_stock(sku, 5, opening=opening))
            self.added[sku] = self.added.get(sku, 0) + 5

    def _with_an_order(self, do: Callable[[Order], None]) -> None:
        shopper = self._crowd.somebody(lambda one: one.token)
        order = self._stage.calmly(lambda: self._stage.till.store().order_by_token(shopper.token)) if shopper else None
        if order is not None:
            self._stage.attempt(lambda: do(order))
