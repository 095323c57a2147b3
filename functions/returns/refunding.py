"""Money that goes back: how much it is, how it is asked for, and what is written down once it was given.

Rules of the room: what was paid for a line is what can be given back for it, to the cent, however it is taken apart. A
refund is asked of the provider by the outbox, under its own id; who made it, and how often we hear of it, is all one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from functions.hooks import events
from functions.invoices import invoicing
from functions.money import Money
from functions.order import Cause
from functions.payments import ProviderRefund, UnknownSessionError
from functions.store import Happening, Letter, Refund

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.order import Order
    from functions.store import Draft
    from functions.till import Till

LATE = "late"
"""Why money goes back that came for an order which had been called off."""

Lines = tuple[tuple[int, int], ...]
"""Pairs of a line's position in the order and how many of it."""


def left(order: Order, refunds: Iterable[Refund]) -> tuple[int, ...]:
    """How many of each line have not been given back, nor are about to be."""
    gone = [0] * len(order.lines)
    for position, quantity in (pair for refund in refunds if refund.counts for pair in refund.lines):
        gone[position] += quantity
    return tuple(max(0, line.quantity - back) for line, back in zip(order.lines, gone, strict=True))


def all_left(order: Order, refunds: Iterable[Refund]) -> Lines:
    """Everything that can still be given back."""
    return tuple((position, units) for position, units in enumerate(left(order, refunds)) if units)


def worth(order: Order, lines: Lines, refunds: Iterable[Refund], *, shipping: bool = False) -> int:
    """What so many of these lines are worth, in minor units; with the last piece goes all that is left of the payment.

    No more is counted of a line than there is left of it, and never more than is left of what was paid; the delivery
    counts once.
    """
    given = tuple(refunds)
    before, most = left(order, given), order.amount_due - order.repaid
    taken = dict(counted(order, lines, given))
    if taken and tuple(taken.get(position, 0) for position in range(len(before))) == before:
        return most
    parts = (
        order.lines[position].due_for(units, after=order.lines[position].quantity - before[position])
        for position, units in taken.items()
    )
    return min(most, sum(parts) + (_delivery_left(order, given) if shipping else 0))


def counted(order: Order, lines: Lines, refunds: Iterable[Refund]) -> Lines:
    """The lines, each of them once, and no more of any than there is left."""
    before, taken = left(order, refunds), dict.fromkeys((position for position, _ in lines), 0)
    for position, quantity in lines:
        taken[position] = min(before[position], taken[position] + quantity)
    return tuple((position, units) for position, units in sorted(taken.items()) if units)


def _delivery_left(order: Order, refunds: Iterable[Refund]) -> int:
    """What of the delivery was not given back: for that was first what went beside goods, as the corrections say."""
    beside, gone = 0, [0] * len(order.lines)
    for refund in (refund for refund in refunds if refund.counts):
        goods = 0
        for position, quantity in refund.lines:
            goods += order.lines[position].due_for(quantity, after=gone[position])
            gone[position] += quantity
        beside += max(0, refund.minor - goods)
    return max(0, order.shipping - beside)


def request(
    till: Till,
    order: Order,
    lines: Lines = (),
    *,
    reason: str,
    shipping: bool = False,
    restock: bool = False,
    minor: int | None = None,
    id: str = "",  # noqa: A002 (the field's word)
) -> Refund | None:
    """Promise a refund, which is given by and by; None if there is nothing to give, or it was asked for before.

    What was not paid, as far as we know, is not given back, but for money that came too late.

    ``minor`` is an amount that somebody has decided, in place of what lines and shipping are worth. ``id`` makes it
    idempotent; without it each call is another refund.
    """
    given = till.store().refunds.of_order(order.id)
    amount = worth(order, lines, given, shipping=shipping) if minor is None else minor
    if amount <= 0 or not (order.was_paid or reason == LATE):
        return None
    refund = Refund(
        id=id or till.entropy(9).hex(),
        order=order.id,
        minor=amount,
        reason=reason,
        created_at=till.now(),
        lines=counted(order, lines, given),
        restock=restock,
    )
    return refund if till.store().refunds.request(order, refund) else None


def execute(till: Till, refund_id: str) -> None:
    """Ask the provider for a refund that was promised, and write down its answer. Raises ProviderError.

    What the provider has only begun stays due until its news come.
    """
    refund = till.store().refunds.by_id(refund_id)
    order = till.store().order_by_id(refund.order) if refund else None
    if refund is None or order is None or refund.state != "due":
        return
    given = ProviderRefund(id="", key=refund.id, minor=refund.minor, state="failed")
    if order.payment is not None:
        with suppress(UnknownSessionError):  # the sandbox after a restart has no money either
            given = till.provider().refund(order.payment.session, refund.minor, refund.id)
    book(till, order, given)


def book(till: Till, order: Order, given: ProviderRefund) -> bool:
    """Write down what the provider says of a refund, ours or its own; whether that is news."""
    refunds = till.store().refunds
    asked = refunds.by_id(given.key or given.id)
    if given.state == "failed":
        return asked is not None and refunds.failed(order, asked, _failed(till, order, asked))
    if given.state == "pending":
        return False
    if asked is None:
        return record(till, order, given.minor, id=given.key or given.id, reason="provider", reference=given.id)
    return refunds.done(order, asked, given.id, _given(till, order, asked))


def record(till: Till, order: Order, minor: int, *, id: str, reason: str, reference: str) -> bool:  # noqa: A002 (as above)
    """Write down what went back without us; whether that is news."""
    now = till.now()
    refund = Refund(
        id=id,
        order=order.id,
        minor=minor,
        reason=reason,
        created_at=now,
        state="done",
        reference=reference,
        done_at=now,
    )
    return till.store().refunds.record(order, refund, _given(till, order, refund))


def alert(till: Till, key: str, order: Order, word: str, money: Money | None = None) -> Letter:
    """A letter to the shop about an order, in the shop's language; ``word`` is a key of the theme's words."""
    wording = till.pages().wording(till.catalog().languages[0])
    values = {"amount": wording.money(money), "sum": str(money.amount)} if money else {}
    return Letter(key=key, kind="alert", order=order.id, payload=wording.t(word, number=order.number, **values))


def _given(till: Till, order: Order, refund: Refund) -> Happening:
    """What follows from money given back. Of what the bank took the shopper knows already."""
    now, draft = till.now(), _correction(till, order, refund)
    told = Letter(key=f"refunded-{refund.id}", kind="refund", order=order.id, payload=refund.id)
    others = till.store().refunds.of_order(order.id)
    return Happening(
        cause=Cause.REFUNDED if refund.reason != "dispute" else Cause.DISPUTE_LOST,
        at=now,
        note=str(_amount(order, refund)),
        letters=(
            *((told,) if refund.reason != "dispute" else ()),
            *events.of_refund(till.settings.hooks, order, refund, others, now),
        ),
        draft=draft,
    )


def _correction(till: Till, order: Order, refund: Refund) -> Draft | None:
    """What corrects the invoice by the refund, as far as no correction does that stands for money which was sent back.

    The papers are read first: one that is issued meanwhile is noticed (`invoices.issue`).
    """
    papers = till.store().invoices.of_order(order.id)
    corrected = -sum(invoicing.facts_of(paper.body).total for paper in papers if paper.kind == "correction")
    others = (one for one in till.store().refunds.of_order(order.id) if one.id != refund.id and one.state == "done")
    missing = refund.minor + sum(one.minor for one in others) - corrected
    if missing <= 0:
        return None
    if missing < refund.minor:
        refund = replace(refund, minor=missing, lines=())
    return invoicing.correction(order, refund, till.catalog().shop, till.now().astimezone(till.timezone), papers)


def _failed(till: Till, order: Order, refund: Refund) -> Happening:
    word, money = "refund_returned" if refund.state == "done" else "refund_failed", _amount(order, refund)
    letter = alert(till, f"{word.replace('_', '-')}-{refund.id}", order, f"mail.alert.{word}", money)
    return Happening(cause=Cause.REFUND_FAILED, at=till.now(), note=str(money), letters=(letter,))


def _amount(order: Order, refund: Refund) -> Money:
    return Money(minor=refund.minor, currency=order.currency)
