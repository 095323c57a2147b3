"""Coupons: what a code takes off a cart, split over its lines to the cent.

Rules of the room: pure; amounts are minor units, VAT included. The parts sum exactly to the discount, no line goes
below zero, and the order of the lines changes nothing. A code that is none and one that does not hold yet are answered
alike.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from functions.catalog import coupon_code, coupon_id
from functions.money import Money, share
from functions.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from functions.catalog import Catalog, Coupon, Market

#: The field of forms that has the code.
FIELD = "coupon"
MAXIMUM_LENGTH = 64


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code as it was written, "" for none; ``spent`` is whether the store says that its coupon was used up.

    ``guessed`` is whether its client has tried so many others that it is told nothing of any.
    """

    text: str = ""
    spent: bool = False
    guessed: bool = False


NO_CODE = Code()


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """What a coupon sees of a priced line: ``value`` is what it may take off at most, 0 where the price is fixed.

    ``identity`` tells lines of one cart apart, wherever they stand.
    """

    identity: tuple[object, ...]
    product: str
    value: int


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon on an order: the ``code`` as it counts, and what it takes off ``goods`` and ``shipping``.

    ``id`` is what the store knows the coupon by; ``limit`` (None: no end) and ``once_per_customer`` bound its uses.
    """

    id: str
    code: str
    title: str
    goods: int
    shipping: int
    limit: int | None = None
    once_per_customer: bool = False


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """The wish to use a coupon (its ``id``): at most ``limit`` times in all (None: no end), and once by a customer.

    ``customer`` is a digest of the mail address; "" where customers are not told apart.
    """

    id: str
    limit: int | None
    customer: str

    @property
    def is_bounded(self) -> bool:
        """Whether uses have to be counted before it is taken."""
        return self.limit is not None or self.customer != ""


def claim(id_: str, rules: Coupon | Redemption, email: str) -> Claim:
    """What the store has to be asked before the coupon of that id is used by who has that mail address.

    What follows a + in an address leads to the same letter-box, and to no other customer.
    """
    local, _, domain = email.strip().lower().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    customer = hashlib.sha256(plain.encode()).hexdigest() if rules.once_per_customer and email else ""
    return Claim(id=id_, limit=rules.limit, customer=customer)


class Reduction(msgspec.Struct, frozen=True, kw_only=True):
    """What a code comes to: what it takes off each line, or the problem that it has instead, or nothing of both."""

    parts: tuple[int, ...] = ()
    redemption: Redemption | None = None
    problems: tuple[Problem, ...] = ()


NOTHING_OFF = Reduction()


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """What a coupon is used on. ``shipping`` is the price of the cheapest way to deliver, None while that is open."""

    market: Market
    goods: Sequence[Goods]
    shipping: int | None


def redeem(catalog: Catalog, code: Code, basket: Basket, *, language: str, now: datetime) -> Reduction:
    """What the code takes off as of ``now``, its title in that language."""
    if not coupon_code(code.text):
        return NOTHING_OFF
    coupon = find(catalog, code.text, now)
    if coupon is None or code.guessed:
        unknown = "coupon_too_many_tries" if code.guessed else "coupon_unknown"
        return Reduction(problems=(problem(unknown, FIELD),))
    values = [line.value if not coupon.products or line.product in coupon.products else 0 for line in basket.goods]
    parts = _split(_off_goods(coupon, sum(values), basket.market), basket.goods, values)
    shipping = basket.shipping if coupon.free_shipping else 0
    trouble = _trouble(coupon, sum(values), basket.market, now, spent=code.spent)
    if trouble is None and not any(parts) and shipping == 0:
        trouble = problem("coupon_not_applicable", FIELD)
    if trouble is not None:
        return Reduction(problems=(trouble,))
    redemption = Redemption(
        id=coupon_id(code.text),
        code=coupon_code(code.text),
        title=coupon.title.get(language) or next(iter(coupon.title.values()), ""),
        goods=sum(parts),
        shipping=shipping or 0,
        limit=coupon.limit,
        once_per_customer=coupon.once_per_customer,
    )
    return Reduction(parts=parts, redemption=redemption)


def find(catalog: Catalog, code: str, now: datetime) -> Coupon | None:
    """The coupon of a code, also one that has ended; None if there is none, or it does not hold yet."""
    coupon = catalog.coupons.get(coupon_id(code))
    return coupon if coupon and (coupon.start is None or coupon.start <= now.timestamp()) else None


def _trouble(coupon: Coupon, value: int, market: Market, now: datetime, *, spent: bool) -> Problem | None:
    """Why a coupon that there is cannot be used on goods of that value, if it cannot."""
    if coupon.end is not None and coupon.end <= now.timestamp():
        return problem("coupon_ended", FIELD)
    if spent:
        return problem("coupon_spent", FIELD)
    minimum = coupon.minimum.get(market.id, 0)
    if value < minimum:
        return problem("coupon_minimum", FIELD, minimum=Money(minor=minimum, currency=market.currency))
    return None


def _off_goods(coupon: Coupon, value: int, market: Market) -> int:
    """What the coupon takes off goods of that value: at most all of it, a percentage rounded half up."""
    per_cent = (2 * value * coupon.basis_points + 10_000) // 20_000
    return min(value, per_cent + coupon.amount.get(market.id, 0))


def _split(discount: int, goods: Sequence[Goods], values: Sequence[int]) -> tuple[int, ...]:
    """The discount over the lines by their values; the last cents go by what a line is, not by where it stands."""
    in_order = sorted(range(len(goods)), key=lambda at: goods[at].identity)
    parts = dict(zip(in_order, share(discount, [values[at] for at in in_order]), strict=True))
    return tuple(parts[at] for at in range(len(goods)))
