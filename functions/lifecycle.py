"""How an order goes on, and who is told: the one way by which any room moves one.

Rules of the room: one table says which letters a state writes; they go into the outbox in the transaction that moves
the order, with a message for each program that listens, so that none is missing and none is for nothing. What is paid
gets its invoice in the same transaction.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.hooks import events
from functions.invoices import invoicing
from functions.order import RESUMING, State
from functions.store import Happening, Letter

if TYPE_CHECKING:
    from functions.order import Order
    from functions.till import Till

_LETTERS = {
    State.PLACED: ("received", "reminder"),
    # The confirmation has the same key in both states: whoever pays by a delayed method gets it once, at once, and
    # a short letter when the money has come.
    State.PENDING: ("order",),
    State.PAID: ("order", "arrived", "shop"),
    State.FAILED: ("failed",),
    State.SHIPPED: ("shipped",),
    State.DISPUTED: ("shop_dispute",),
}

_EACH_TIME = frozenset({"shop_dispute"})
"""Letters that are written whenever the order comes to that state: a bank may take it up again."""

_AFTER = {"arrived": State.PENDING}
"""Letters that are written only to who has waited in that state."""

_LATER = {"received": timedelta(minutes=2), "reminder": timedelta(minutes=10)}
"""Letters that wait whether the payment makes them needless: who pays at once is written to once, by "order"."""


def advance(till: Till, order: Order, to: State, *, cause: str, note: str = "", event_id: str | None = None) -> bool:
    """Take the order on, if the table allows it; whether it moved. The second news of the same changes nothing."""
    now = till.now().astimezone(till.timezone)
    draft = invoicing.invoice(order, till.catalog().shop, now) if to is State.PAID else None
    letters = promised(till, order, to, cause=cause, note=note)
    happening = Happening(cause=cause, at=till.now(), note=note, letters=letters, draft=draft)
    return till.store().transition(order.id, to, happening, event_id=event_id)


def resume(till: Till, order: Order, *, cause: str) -> bool:
    """Take a disputed order back to where it was before; whether it was disputed."""
    before = next((step.state for step in reversed(order.history) if step.state is not RESUMING), order.state)
    told = events.of_order(till.settings.hooks, order, RESUMING, at=till.now(), cause=cause, stands=before)
    return till.store().resume(order.id, Happening(cause=cause, at=till.now(), letters=told))


def promised(till: Till, order: Order, to: State, *, cause: str, note: str = "") -> tuple[Letter, ...]:
    """What is promised when the order comes to that state."""
    mails = (
        Letter(
            key=f"{kind}-{order.id}" + (f"-{len(order.history)}" if kind in _EACH_TIME else ""),
            kind=kind,
            order=order.id,
            after=_AFTER.get(kind),
            due=till.now() + _LATER[kind] if kind in _LATER else None,
        )
        for kind in _LETTERS.get(to, ())
    )
    return (*mails, *events.of_order(till.settings.hooks, order, to, at=till.now(), cause=cause, note=note))
