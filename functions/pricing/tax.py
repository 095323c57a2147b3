"""VAT within prices, by rate.

Rules of the room: pure; prices include VAT, amounts are minor units. Each rate is rounded once, half up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from functions.money import share

if TYPE_CHECKING:
    from collections.abc import Mapping


class TaxPart(msgspec.Struct, frozen=True, kw_only=True):
    """VAT of one rate, shipping's share within: ``gross`` = ``net`` + ``tax``; 1900 basis points are 19 %."""

    rate_basis_points: int
    net: int
    tax: int
    gross: int


def parts(goods: Mapping[int, int], shipping: int) -> tuple[TaxPart, ...]:
    """VAT of ``goods`` (gross sums by rate in basis points) and ``shipping``, the highest rate first.

    Shipping shares the rates of the goods by their value, as the accessory of a mixed delivery does.
    """
    rates = sorted(goods, reverse=True)
    shares = share(shipping, [goods[rate] for rate in rates])
    return tuple(_part(rate, goods[rate] + part) for rate, part in zip(rates, shares, strict=True))


def _part(rate: int, gross: int) -> TaxPart:
    """The VAT within a gross sum."""
    whole = 10_000 + rate
    tax = (2 * gross * rate + whole) // (2 * whole)
    return TaxPart(rate_basis_points=rate, net=gross - tax, tax=tax, gross=gross)
