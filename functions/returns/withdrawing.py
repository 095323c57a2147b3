"""What becomes of a withdrawal: which order it means, what goes back, and when the money follows.

Rules of the room: nothing is refused here, and nothing is decided that only people can: what was sent comes back first,
what cannot be given back is theirs to say. An order of which nothing has left the house is paid back at once. All of it
may be done again: whatever was done before stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from functions import lifecycle
from functions.hooks import events
from functions.order import NUMBER, Cause, State, numbers_in
from functions.returns import refunding
from functions.store import Happening, Letter
from functions.store.refunds import units_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from functions.order import Order
    from functions.returns.refunding import Lines
    from functions.store import Refund, Withdrawal
    from functions.till import Till

#: What may stand beside the number of who means all of it.
_BESIDE = re.compile(r"\W|bestell(?:ung|nummer|nr)|auftrag|vertrag|order|number|contract|meine?|my|die|the|nr|no")
_TRADED = frozenset({State.PAID, State.PACKED, State.SHIPPED, State.DELIVERED})


def declare(till: Till, withdrawal: Withdrawal, order: Order | None, due: datetime | None = None) -> bool:
    """Keep a declaration and see to what follows; whether it is news.

    ``order`` is whose page it came from, or None; ``due`` is when its mails go, None meaning now.
    """
    letters = tuple(
        Letter(key=f"{kind}-{withdrawal.id}", kind=kind, order=None, payload=withdrawal.id, due=due)
        for kind in ("withdrawal", "shop_withdrawal")
    )
    happening = None if order is None or is_whole(order, withdrawal) else _part(till, order, withdrawal)
    is_news = till.store().withdrawals.declare(withdrawal, letters, happening)
    if is_news:
        follow(till, withdrawal)
    return is_news


def catch_up(till: Till, go_on: Callable[[], bool] = lambda: True) -> None:
    """See to what was left undone: we were stopped, or the order was paid only afterwards."""
    for withdrawal in till.store().withdrawals.open():
        if not go_on():
            return
        follow(till, withdrawal)


def follow(till: Till, withdrawal: Withdrawal) -> None:
    """Find the order, and take it back as a whole if all of it is meant; else it is for people to go on."""
    store = till.store()
    order = store.order_by_id(withdrawal.order) if withdrawal.order else _meant(till, withdrawal)
    if order is None:
        return
    if withdrawal.order is None:
        _link(till, withdrawal, order)
    if not is_whole(order, withdrawal):
        return
    if order.state in _TRADED:
        lifecycle.advance(till, order, State.WITHDRAWN, cause=Cause.WITHDRAWN)
    _repay_what_never_left(till, withdrawal, order.id)


def link(till: Till, withdrawal: Withdrawal, order: Order) -> bool:
    """Say which order a declaration means, and see to what follows; False if that was known."""
    is_news = _link(till, withdrawal, order)
    if is_news:
        follow(till, replace(withdrawal, order=order.id))
    return is_news


def is_whole(order: Order, withdrawal: Withdrawal) -> bool:
    """Whether all of the order is meant: every piece was chosen, or nothing was written but its number."""
    if withdrawal.lines:
        return withdrawal.lines == tuple((position, line.quantity) for position, line in enumerate(order.lines))
    rest = NUMBER.sub("", withdrawal.contract.lower())
    return set(numbers_in(withdrawal.contract)) == {order.number} and not _BESIDE.sub("", rest)


def send_label(till: Till, withdrawal: Withdrawal, label: str) -> bool:
    """Tell the shopper, by a mail and on the order's page, what to send the goods back with; whether that is news."""
    name = hashlib.sha256(label.encode()).hexdigest()[:8]  # another label is another letter
    letter = Letter(key=f"return-{withdrawal.id}-{name}", kind="return", order=None, payload=withdrawal.id)
    happening = Happening(cause=Cause.RETURN_LABEL, at=till.now(), note=label, letters=(letter,))
    return till.store().withdrawals.send_label(withdrawal.id, withdrawal.order or "", label, happening)


def arrived(till: Till, withdrawal: Withdrawal, lines: Lines, *, restock: bool) -> bool:
    """The goods are back: ask for the refund of these lines, once for each withdrawal; whether that is news.

    Nothing is given back of an order that nobody has paid, as far as we know, nor where nothing came back.
    """
    order = till.store().order_by_id(withdrawal.order or "")
    if order is None or not order.was_paid or not lines:
        return False
    return _settle(till, withdrawal, order, lines, restock=restock, cause=Cause.RETURN_ARRIVED)


def close(till: Till, withdrawal: Withdrawal) -> bool:
    """The shop is through with it without giving anything back; whether that is news."""
    return till.store().withdrawals.settle(withdrawal, Happening(cause=Cause.WITHDRAWAL_CLOSED, at=till.now()))


def lines_of(order: Order, withdrawal: Withdrawal, refunds: Iterable[Refund]) -> Lines:
    """What a withdrawal is about: the pieces that were chosen, else all that have not been given back."""
    return withdrawal.lines or refunding.all_left(order, refunds)


def not_to_be_sent(order: Order, withdrawals: Iterable[Withdrawal], refunds: Iterable[Refund]) -> tuple[int, ...]:
    """How many of each line were withdrawn before they were sent, and have not been given back yet.

    What is excluded from withdrawal is sent all the same once the shop is through with it.
    """
    sent = min((step.at for step in order.history if step.state is State.SHIPPED), default=None)
    meant = [one for one in withdrawals if sent is None or one.received_at < sent]
    first = min((one.received_at for one in meant), default=None)
    given = tuple(refunds)
    before = refunding.left(order, (one for one in given if first is None or one.created_at < first))
    now = refunding.left(order, given)
    chosen = [0] * len(order.lines)
    for withdrawal in meant:
        for position, quantity in withdrawal.lines:
            if withdrawal.settled_at is None or not order.lines[position].withdrawal:
                chosen[position] += quantity
    return tuple(
        min(left, max(0, wanted - (had - left))) for wanted, had, left in zip(chosen, before, now, strict=True)
    )


def _meant(till: Till, withdrawal: Withdrawal) -> Order | None:
    """The order whose number was written, if it belongs to the address that was written: both are known to few."""
    for number in numbers_in(withdrawal.contract):
        order = till.store().order_by_number(number)
        if order is not None and order.contact.email.lower() == withdrawal.contact.lower():
            return order
    return None


def _link(till: Till, withdrawal: Withdrawal, order: Order) -> bool:
    happening = None if is_whole(order, withdrawal) else _part(till, order, withdrawal)
    return till.store().withdrawals.link(withdrawal.id, order.id, happening)


def _repay_what_never_left(till: Till, withdrawal: Withdrawal, order_id: str) -> None:
    """Nothing has been packed, so nothing has to come back; unless a part is excluded, and people have to decide."""
    order = till.store().order_by_id(order_id)
    if order is None or any(line.withdrawal for line in order.lines):
        return
    before = [step.state for step in order.history if step.state not in {State.WITHDRAWN, State.DISPUTED}]
    if order.state is State.WITHDRAWN and before[-1] is State.PAID:
        everything = refunding.all_left(order, till.store().refunds.of_order(order.id))
        _settle(till, withdrawal, order, everything, restock=True, cause=Cause.WITHDRAWAL_ACCEPTED)


def _settle(till: Till, withdrawal: Withdrawal, order: Order, lines: Lines, *, restock: bool, cause: Cause) -> bool:
    """Promise the refund, whose id is the withdrawal's, and write down that all is done."""
    current = till.store().withdrawals.by_id(withdrawal.id)
    if current is None or current.settled_at is not None:  # somebody else was quicker, and may have closed it
        return False
    name = f"withdrawal-{withdrawal.id}"
    refunding.request(till, order, lines, reason="withdrawal", restock=restock, id=name)
    refund = till.store().refunds.by_id(name)
    # Where nothing is left to give back, no refund puts the units back either: a coupon had paid for all of it.
    units = units_of(order, lines) if restock and refund is None else {}
    done = replace(withdrawal, order=order.id, refund=refund.id if refund else None)
    return till.store().withdrawals.settle(done, Happening(cause=cause, at=till.now()), restock=units)


def _part(till: Till, order: Order, withdrawal: Withdrawal) -> Happening:
    """What the history says of a withdrawal that does not mean all of it."""
    chosen = ", ".join(f"{quantity} x {order.lines[position].sku}" for position, quantity in withdrawal.lines)
    part = events.Part(id=withdrawal.id, minor=None, reason="", lines=withdrawal.lines)
    cause = Cause.WITHDRAWN_IN_PART
    told = events.of_order(
        till.settings.hooks, order, State.WITHDRAWN, at=till.now(), cause=cause, note=chosen, part=part
    )
    return Happening(cause=cause, at=till.now(), note=chosen, letters=told)
