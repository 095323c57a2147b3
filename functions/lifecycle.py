"""How an order goes on after it was placed, and who is told: the one way by which any room moves one.

Rules of the room: one table says which letters a state writes; they go into the outbox in the transaction that moves
the order, so that no letter is missing and none is for nothing. What is paid gets its invoice in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions import invoicing
from functions.order import State
from functions.store import Happening, Letter

if TYPE_CHECKING:
    from functions.order import Order
    from functions.till import Till

_AFTER = {"arrived": State.PENDING}
"""Letters that are written only to who has waited in that state."""

_LETTERS = {
    # The confirmation has the same key in both states: whoever pays by a delayed method gets it once, at once, and
    # a short letter when the money has come.
    State.PENDING: ("order",),
    State.PAID: ("order", "arrived", "shop"),
    State.FAILED: ("failed",),
}


def advance(till: Till, order: Order, to: State, *, cause: str, note: str = "", event_id: str | None = None) -> bool:
    """Take the order on, if the table allows it; whether it moved. The second news of the same changes nothing."""
    now = till.now().astimezone(till.timezone)
    draft = invoicing.invoice(order, till.catalog().shop, now) if to is State.PAID else None
    happening = Happening(cause=cause, at=till.now(), note=note, letters=_letters(order, to), draft=draft)
    return till.store().transition(order.id, to, happening, event_id=event_id)


def _letters(order: Order, to: State) -> tuple[Letter, ...]:
    """What is written when the order comes to that state."""
    return tuple(
        Letter(key=f"{kind}-{order.id}", kind=kind, order=order.id, after=_AFTER.get(kind))
        for kind in _LETTERS.get(to, ())
    )
