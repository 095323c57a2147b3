"""Money: integer minor units and a currency, nothing else.

Rules of the room: no float ever; amounts of two currencies never meet. It knows no price, no tax, no cart.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

#: Currencies without a minor unit, and those whose minor unit is a thousandth (ISO 4217, list one).
_WHOLE = frozenset(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    )
)
_THOUSANDTHS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


class Money(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """An amount in minor units (cents) of an ISO 4217 currency; adding two currencies raises ValueError."""

    minor: int
    currency: str

    def __str__(self) -> str:
        """For programs and logs: ``12.50 EUR``."""
        return f"{self.amount} {self.currency}"

    def __add__(self, other: Money) -> Money:
        return Money(minor=self.minor + self._same(other), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(minor=self.minor - self._same(other), currency=self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(minor=self.minor * quantity, currency=self.currency)

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            message = f"cannot add {other.currency} to {self.currency}"
            raise ValueError(message)
        return other.minor

    @property
    def amount(self) -> Decimal:
        """The amount in major units (euros), exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))


def exponent(currency: str) -> int:
    """How many decimal places the currency's minor unit has; 2 unless ISO 4217 says otherwise."""
    return 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2


def share(total: int, weights: list[int]) -> list[int]:
    """Split ``total`` minor units in proportion to non-negative ``weights``; the parts sum to it exactly.

    Largest remainder method; what is left goes to the largest remainders, the earlier of two equals first.
    With all weights zero the first part takes all.
    """
    whole = sum(weights)
    if whole == 0:
        return [total, *[0] * (len(weights) - 1)] if weights else []
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts
