"""The books after a rehearsal: every cent and every unit is where it must be, or it is said which is not.

Rules of the room: it reads what the provider knows and what the till has kept, and believes neither alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.invoices.invoicing import facts_of
from functions.order import State, reservations
from functions.payments import SessionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from functions.order import Order
    from functions.payments import Session
    from functions.rehearsal.stage import Stage
    from functions.store import Refund

#: All time: nothing is older.
_EVER = datetime.fromtimestamp(0, UTC)

_NOT_HELD = frozenset({State.CANCELLED, State.FAILED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """What was counted, and every ``fault``. Amounts are minor units."""

    orders: Mapping[str, int]
    taken: int
    given_back: int
    invoices: int
    letters: int
    faults: tuple[str, ...]


def read(stage: Stage, added: Mapping[str, int]) -> Books:
    """Read them; ``added`` are units that came in on the way, by SKU."""
    store = stage.till.store()
    orders = store.orders_since(_EVER)
    sessions = {session.order: session for session in stage.provider.sessions(_EVER)}
    refunds = {order.id: store.refunds.of_order(order.id) for order in orders}
    faults = [
        *(f"the till has failed: {crash}" for crash in stage.crashes),
        *(fault for order in orders for fault in _of_money(order, sessions.get(order.id), refunds[order.id])),
        *_of_units(stage, orders, refunds, added),
        *_of_papers(stage, orders, refunds),
        *_of_coupons(orders),
        *_of_letters(stage, orders),
    ]
    paid = [session for session in sessions.values() if session.state is SessionState.PAID]
    return Books(
        orders=dict(sorted(Counter(str(order.state) for order in orders).items())),
        taken=sum(session.total_minor for session in paid),
        given_back=sum(refund.minor for session in paid for refund in session.refunds),
        invoices=len(store.invoices.since(_EVER)),
        letters=len(list(stage.mails.glob("*.eml"))),
        faults=tuple(faults),
    )


def _of_money(order: Order, session: Session | None, refunds: tuple[Refund, ...]) -> Iterator[str]:
    """What the provider has for the order is what we think, and what it gave back is what we have written down."""
    if not order.amount_due:
        return
    done = sum(refund.minor for refund in refunds if refund.state == "done")
    yield from _of_state(order, done, was_paid=session is not None and session.state is SessionState.PAID)
    given = sum(refund.minor for refund in session.refunds) if session else 0
    if session is not None and session.dispute == "lost":
        given = order.amount_due
    if not done == given == order.repaid <= order.amount_due:
        yield f"{order.number}: {done} went back of {order.amount_due}, {order.repaid} as counted, {given} as given"


def _of_state(order: Order, done: int, *, was_paid: bool) -> Iterator[str]:
    if order.state in {State.PLACED, State.PENDING}:
        yield f"{order.number} still waits as {order.state}"
    if order.was_paid and not was_paid:
        yield f"{order.number} is {order.state} and was never paid"
    if was_paid and not order.was_paid and done != order.amount_due:
        yield f"{order.number} was paid, is {order.state}, and {done} of {order.amount_due} went back"
    if done == order.amount_due and order.was_paid and order.state is not State.REFUNDED:
        yield f"{order.number} is {order.state} though all of it went back"


def _of_units(
    stage: Stage, orders: tuple[Order, ...], refunds: Mapping[str, tuple[Refund, ...]], added: Mapping[str, int]
) -> Iterator[str]:
    """What there was, and came in, is what is free and what orders hold; and they hold what they should."""
    store, held = stage.till.store(), stage.till.store().reserved()
    for level in store.stock_levels():
        began, taken = level.opening + added.get(level.sku, 0), sum(units.get(level.sku, 0) for units in held.values())
        if level.free < 0 or level.free + taken != began:
            yield f"{level.sku}: {level.free} free and {taken} with orders, of {began}"
    for order in orders:
        units, bought = held.get(order.id, {}), reservations(order.lines)
        came_back = refunds[order.id] or store.withdrawals.of_order(order.id)
        if order.state in _NOT_HELD:
            bought, came_back = {}, ()
        if any(quantity > bought.get(sku, 0) for sku, quantity in units.items()) or (units != bought and not came_back):
            yield f"{order.number} is {order.state}, holds {units}, and has bought {bought}"


def _of_papers(stage: Stage, orders: tuple[Order, ...], refunds: Mapping[str, tuple[Refund, ...]]) -> Iterator[str]:
    """One invoice for each paid order, one correction for each refund of it, and numbers without a gap."""
    store = stage.till.store()
    for order in orders:
        papers = store.invoices.of_order(order.id)
        kinds = Counter(paper.kind for paper in papers)
        done = [refund for refund in refunds[order.id] if refund.state == "done"]
        wanted = {"invoice": 1, "correction": len(done)} if order.was_paid else {}
        if kinds != Counter({kind: count for kind, count in wanted.items() if count}):
            yield f"{order.number} is {order.state} with {dict(kinds)}, and should have {wanted}"
        total = sum(facts_of(paper.body).total for paper in papers)
        if order.was_paid and total != order.amount_due - sum(refund.minor for refund in done):
            yield f"the papers of {order.number} come to {total}"
    for series in ("R", "K"):
        papers = store.invoices.since(_EVER)
        numbers = sorted(int(paper.number[2:]) for paper in papers if paper.number.startswith(series))
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the numbers {series} have a gap or a twin"


def _of_coupons(orders: tuple[Order, ...]) -> Iterator[str]:
    """No coupon was used more often than it may be, in all and by one shopper."""
    used = [(order.coupon, order.contact.email) for order in orders if order.coupon and order.state not in _NOT_HELD]
    for coupon in {coupon.id: coupon for coupon, _ in used}.values():
        customers = [mail for other, mail in used if other.id == coupon.id]
        if coupon.limit is not None and len(customers) > coupon.limit:
            yield f"the coupon {coupon.title} was used {len(customers)} times"
        if coupon.once_per_customer and len(customers) != len(set(customers)):
            yield f"the coupon {coupon.title} was used twice by one shopper"


def _of_letters(stage: Stage, orders: tuple[Order, ...]) -> Iterator[str]:
    """No letter waits, and nobody who has paid was left without his."""
    for letter in stage.till.store().waiting_letters():
        yield f"the letter {letter.key} still waits: {letter.error}"
    for order in orders:
        if order.was_paid and not (stage.mails / f"order-{order.id}.eml").is_file():
            yield f"{order.number} was paid, and nobody was told"
