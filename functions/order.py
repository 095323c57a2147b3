"""The order: what was agreed, frozen, and the states it goes through.

Rules of the room: pure; ids, tokens and the time are passed in. The transition table is the only place that says
which state may follow which; the store enforces it with a conditional update.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from functions.contact import Contact  # noqa: TC001 (the store decodes orders by these annotations)
from functions.pricing.coupons import Redemption  # noqa: TC001 (as above)
from functions.pricing.delivery import Window  # noqa: TC001 (as above)
from functions.pricing.lines import LineItem  # noqa: TC001 (as above)
from functions.pricing.tax import TaxPart  # noqa: TC001 (as above)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.pricing.quote import Quote

#: How long a payment page may stay open. Exactly Stripe's least of 30 minutes fails on clock skew.
TIME_TO_PAY = timedelta(minutes=35)

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

#: A number as people write it: small or large, with a dash, a space or nothing between its halves.
NUMBER = re.compile(rf"\b([{_LETTERS}]{{4}})[-\u2010-\u2015 ]?([{_LETTERS}]{{4}})\b", re.IGNORECASE)


class State(StrEnum):
    """Where an order stands.

    PLACED waits for its payment page; PENDING is a delayed method: the shopper is through, the money is not there yet;
    CANCELLED was never paid (expired, replaced, called off); FAILED is a delayed method that did not pay. WITHDRAWN is
    called off by the shopper as a whole, REFUNDED paid back as a whole; what is given back in part leaves the order
    where it is. DISPUTED stands still until the bank has decided.
    """

    PLACED = "placed"
    PENDING = "pending"
    PAID = "paid"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


_BACK = frozenset({State.WITHDRAWN, State.REFUNDED, State.DISPUTED})

NEXT: dict[State, frozenset[State]] = {
    State.PLACED: frozenset({State.PENDING, State.PAID, State.CANCELLED, State.FAILED}),
    State.PENDING: frozenset({State.PAID, State.FAILED}),
    State.PAID: _BACK | {State.PACKED, State.SHIPPED},
    State.PACKED: _BACK | {State.SHIPPED},
    State.SHIPPED: _BACK | {State.DELIVERED},
    State.DELIVERED: _BACK,
    State.WITHDRAWN: _BACK - {State.WITHDRAWN},
    State.DISPUTED: frozenset({State.REFUNDED}),
    State.CANCELLED: frozenset(),
    State.FAILED: frozenset(),
    State.REFUNDED: frozenset(),
}
"""The transition table: from each state, where it may go. A dispute that was won ends where it began (`RESUMING`)."""

RESUMING = State.DISPUTED
"""The state from which an order goes back to where it was before."""

STAGES = frozenset(State) - {State.PLACED, State.PENDING, State.PAID, State.CANCELLED, State.FAILED}
"""What comes after the payment; the store keeps it beside what the payment came to."""

RELEASING = frozenset({State.CANCELLED, State.FAILED})
"""Entering one of these gives the order's units back."""


class Cause(StrEnum):
    """Why a step was taken. Other programs are told it as well, so that a word once used stays what it is.

    PACKED, SHIPPED and DELIVERED are people's; REBUILT is an order that a backup had lost. EXPIRED is called off when
    the time to pay was over, PAYMENT_EXPIRED when the provider said so first. Of what leaves the state as it was,
    RETURN_LABEL is what goods are sent back with, and a withdrawal is ACCEPTED by itself or CLOSED by people.
    """

    PLACED = "placed"
    REBUILT = "rebuilt"
    REPLACED = "replaced"
    EXPIRED = "expired"
    CALLED_OFF = "called off"
    CALLED_OFF_BY_THE_SHOP = "called off by the shop"
    PAYMENT_PENDING = "payment pending"
    PAYMENT_FAILED = "payment failed"
    PAYMENT_EXPIRED = "payment expired"
    PAID = "paid"
    NOTHING_TO_PAY = "nothing to pay"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_IN_PART = "withdrawn in part"
    WITHDRAWAL_ACCEPTED = "withdrawal accepted"
    WITHDRAWAL_CLOSED = "withdrawal closed"
    RETURN_LABEL = "return label"
    RETURN_ARRIVED = "return arrived"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund failed"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute won"
    DISPUTE_LOST = "dispute lost"


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentPage:
    """Where the order is paid: the provider's name, its session and address."""

    provider: str
    session: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One entry of an order's history.

    ``cause`` is a `Cause` as it was written down, which an earlier release may have called otherwise; ``note`` a detail
    such as the parcel's number. A step that leaves the state as it was tells of something else: a refund in part, a
    return that came in.
    """

    at: datetime
    state: State
    cause: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """An order. Amounts are minor units of ``currency``, VAT included; times are aware, in whole seconds.

    ``number`` is what people say, ``token`` the unguessable part of its status page's address, ``attempt`` what the
    review page minted so that a double click orders once. ``service`` is a way of delivery's id, "" if nothing is
    shipped, ``service_name`` its name in ``language``. ``terms_version`` is what the shopper agreed to. ``repaid`` was
    given back or is about to be; ``fee`` is what the provider kept, None while unknown, ``payout`` its transfer or "".
    """

    id: str
    number: str
    token: str
    cart_id: str
    attempt: str
    state: State
    language: str
    market: str
    currency: str
    contact: Contact
    service: str
    service_name: str
    lines: tuple[LineItem, ...]
    goods: int
    shipping: int
    tax: tuple[TaxPart, ...]
    total: int
    amount_due: int
    terms_version: str
    catalog_build: str
    delivery: Window | None
    created_at: datetime
    expires_at: datetime
    payment: PaymentPage | None = None
    history: tuple[Step, ...] = ()
    repaid: int = 0
    fee: int | None = None
    payout: str = ""
    coupon: Redemption | None = None

    @property
    def was_paid(self) -> bool:
        """Whether its money came, whatever became of it since."""
        return self.state is State.PAID or self.state in STAGES


class NotOrderableError(Exception):
    """A quote with problems was to become an order: the caller has to show them instead."""


def place(  # noqa: PLR0913 (each is a fact of its own)
    quote: Quote,
    *,
    id: str,  # noqa: A002 (the field's word)
    number: str,
    token: str,
    attempt: str,
    cart_id: str,
    contact: Contact,
    terms_version: str,
    catalog_build: str,
    now: datetime,
) -> Order:
    """The order that a quote becomes. Raises NotOrderableError if anything stands in the way."""
    if not quote.can_be_ordered or quote.shipping is None:
        raise NotOrderableError([problem.code for problem in quote.problems])
    placed_at = now.replace(microsecond=0)
    return Order(
        id=id,
        number=number,
        token=token,
        cart_id=cart_id,
        attempt=attempt,
        state=State.PLACED,
        language=quote.language,
        market=quote.market,
        currency=quote.currency,
        contact=contact,
        service=quote.service,
        service_name=quote.service_name,
        lines=quote.lines,
        goods=quote.goods,
        shipping=quote.shipping,
        tax=quote.tax,
        total=quote.total,
        amount_due=quote.total,
        terms_version=terms_version,
        catalog_build=catalog_build,
        delivery=quote.delivery,
        created_at=placed_at,
        expires_at=placed_at + TIME_TO_PAY,
        history=(Step(at=placed_at, state=State.PLACED, cause=Cause.PLACED),),
        coupon=quote.coupon,
    )


def agreement(quote: Quote, terms_version: str) -> str:
    """What names all that a review page promises: goods, prices, delivery, terms. Another promise has another name."""
    goods = [
        (
            (line.sku, line.configuration, line.group, line.quantity, line.unit_price),
            (line.title, line.options, line.description, line.content, line.withdrawal),
        )
        for line in quote.lines
    ]
    service = next((option.name for option in quote.services if option.id == quote.service), "")
    reduced = (quote.coupon, [line.discount for line in quote.lines])
    promise = (goods, quote.currency, quote.total, quote.tax, service, quote.delivery, terms_version, reduced)
    return hashlib.sha256(msgspec.json.encode(promise)).hexdigest()


def number_of(entropy: bytes) -> str:
    """A number that people can say, from 5 random bytes: ``7K3M-9Q2X`` (Crockford's letters: no I, L, O, U)."""
    value = int.from_bytes(entropy)
    letters = "".join(_LETTERS[value >> shift & 31] for shift in range(35, -5, -5))
    return f"{letters[:4]}-{letters[4:]}"


def numbers_in(text: str) -> tuple[str, ...]:
    """What may be orders' numbers in what somebody has written, as `number_of` has them; some words look like one."""
    return tuple("-".join(halves).upper() for halves in NUMBER.findall(text))


def number_in(text: str) -> str:
    """The first of `numbers_in`, "" if there is none."""
    return next(iter(numbers_in(text)), "")


def may_become(state: State, target: State) -> bool:
    """Whether the table allows that step."""
    return target in NEXT[state]


def sources_of(target: State) -> tuple[State, ...]:
    """The states from which ``target`` can be reached, sorted."""
    return tuple(sorted(state for state, targets in NEXT.items() if target in targets))


def reservations(lines: Iterable[LineItem]) -> dict[str, int]:
    """How many units of each counted SKU the lines take."""
    taken: dict[str, int] = {}
    for line in lines:
        if line.opening_stock is not None:
            taken[line.sku] = taken.get(line.sku, 0) + line.quantity
    return taken


def opening_stock(lines: Iterable[LineItem]) -> dict[str, int]:
    """What the store starts from for each counted SKU of the lines, if it does not know it yet."""
    return {line.sku: line.opening_stock for line in lines if line.opening_stock is not None}
