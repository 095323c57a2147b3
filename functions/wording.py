"""Words, amounts and dates as a reader of one language writes them, by CLDR.

Rules of the room: the texts come from a theme's translation files and are passed in; Babel is imported only when
something is written, so that a till that answers JSON never pays for it. It knows no page and no template. What was
written lately is kept: the pages of a magazine repeat their prices, days and counts.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.money import Money

#: How many of each kind are kept; a shop has fewer prices, a magazine fewer days.
_LATELY = 4096

Text = str | dict[str, str]
"""A text with ``{placeholders}``, or its CLDR plural forms such as ``{"one": …, "other": …}``."""


class UnknownWordError(KeyError):
    """No translation has this key; the message names it."""


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """One language's words. ``words`` is by key, such as ``cart.title``; ``language`` is a BCP 47 code."""

    language: str
    words: Mapping[str, Text]

    def t(self, key: str, **values: object) -> str:
        """The text of ``key`` with its placeholders filled; ``count`` chooses the plural form.

        Raises UnknownWordError if there is no such key.
        """
        text = self.words.get(key)
        if text is None:
            raise UnknownWordError(key)
        if isinstance(text, dict):
            count = values.get("count", 0)
            text = text.get(_plural_form(self.language, count if isinstance(count, int) else 0), text["other"])
            values = {**values, "count": self.number(count) if isinstance(count, int) else count}
        return text.format_map(values) if "{" in text else text

    def money(self, money: Money) -> str:
        """An amount with its currency's sign: ``12,50 €``, ``€12.50``."""
        return _money(self.language, money)

    def number(self, number: float) -> str:
        """A number with the language's separators: ``1.234,5``, ``1,234.5``."""
        return _decimal(self.language, number)

    def percent(self, basis_points: int) -> str:
        """A rate in basis points: 1900 is ``19 %`` or ``19%``."""
        return _percent(self.language, basis_points)

    def date(self, day: date, style: Literal["full", "long", "medium", "short"] = "long") -> str:
        """A day: ``21. November 2026``, ``21 November 2026`` (a datetime is written in its own zone)."""
        # Two datetimes of two zones may be equal and lie on different days.
        return _day(self.language, day.date() if isinstance(day, datetime) else day, style)

    def zone(self, moment: datetime) -> str:
        """The zone of a moment's clock: ``MEZ``, ``CET``; its offset, ``+0100``, where the language has no name."""
        return _zone(self.language, moment)

    def territory(self, code: str) -> str:
        """The name of a country (ISO 3166-1 alpha-2) in this language; the code itself if CLDR has none."""
        return str(_locale(self.language).territories.get(code, code))


@lru_cache(_LATELY)
def _money(language: str, money: Money) -> str:
    from babel.numbers import format_currency  # noqa: PLC0415 (see the head of this module)

    return format_currency(money.amount, money.currency, locale=_locale(language))


@lru_cache(_LATELY, typed=True)
def _decimal(language: str, number: float) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415

    return str(format_decimal(number, locale=_locale(language)))


@lru_cache(_LATELY)
def _percent(language: str, basis_points: int) -> str:
    from decimal import Decimal  # noqa: PLC0415

    from babel.numbers import format_percent  # noqa: PLC0415

    return format_percent(Decimal(basis_points).scaleb(-4), locale=_locale(language), decimal_quantization=False)


@lru_cache(_LATELY)
def _day(language: str, day: date, style: Literal["full", "long", "medium", "short"]) -> str:
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(day, format=style, locale=_locale(language))


def _zone(language: str, moment: datetime) -> str:
    from babel.dates import get_timezone_name  # noqa: PLC0415

    return get_timezone_name(moment, width="short", locale=_locale(language))


@lru_cache(_LATELY)
def _plural_form(language: str, count: int) -> str:
    return str(_locale(language).plural_form(count))


@cache
def _locale(language: str) -> _Locale:
    """Babel's locale; English is British here, where the day stands before the month, as a European shop writes."""
    from babel import Locale  # noqa: PLC0415

    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


if TYPE_CHECKING:
    from babel import Locale as _Locale
