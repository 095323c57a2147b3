"""What a piece contains, in words, and its price per unit.

Rules of the room: pure. Page and till say the same of the same goods, so both ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.money import Money

if TYPE_CHECKING:
    from functions.catalog import Measure
    from functions.wording import Wording

#: Base price (§ 5 PAngV): the unit it is given in, and how many of the measure's units make one.
_BASE = {"g": ("kg", 1000), "ml": ("l", 1000), "mm": ("m", 1000), "cm2": ("m²", 10_000)}

#: Below this many grams or millilitres no base price is due (§ 4 (3) no. 1 PAngV).
_LEAST_FOR_BASE_PRICE = 10

#: Larger units in which a content is read: 1000 g as 1 kg, 500 mm as 50 cm.
_LARGER = {"g": ("kg", 1000), "ml": ("l", 1000), "cm2": ("m²", 10_000)}


def base_price_of(price: Money, content: Measure | None) -> tuple[Money | None, str]:
    """The price per kg, l, m or m² and that unit; (None, "") where none is due.

    None is due for pieces, under 10 g or 10 ml, and where it equals the price (§ 4 (3) PAngV).
    """
    if content is None or content.unit not in _BASE or content.amount <= 0:
        return None, ""
    unit, whole = _BASE[content.unit]
    small = content.unit in {"g", "ml"} and content.amount < _LEAST_FOR_BASE_PRICE
    if small or content.amount == whole:
        return None, ""
    minor = (price.minor * whole * 2 + content.amount) // (content.amount * 2)
    return Money(minor=minor, currency=price.currency), unit


def content_words(content: Measure | None, wording: Wording) -> str:
    """The net amount in words: "250 g", "1,5 kg", "20 Stück"; "" for None."""
    if content is None:
        return ""
    if content.unit == "piece":
        return wording.t("unit.piece", count=content.amount)
    amount: float = content.amount
    unit: str = content.unit
    if unit == "mm":
        unit, amount = ("m", amount / 1000) if amount >= _BASE["mm"][1] else ("cm", amount / 10)
    elif amount >= _LARGER[unit][1]:
        unit, amount = _LARGER[unit][0], amount / _LARGER[unit][1]
    return f"{wording.number(amount)}\N{NO-BREAK SPACE}{'cm²' if unit == 'cm2' else unit}"
