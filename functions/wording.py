"""Words, amounts and dates as a reader of one language writes them, by CLDR.

Rules of the room: the texts come from a theme's translation files and are passed in; Babel is imported only when
something is written, so that a till that answers JSON never pays for it. It knows no page and no template.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from functions.money import Money

Text = str | dict[str, str]
"""A text with ``{placeholders}``, or its CLDR plural forms such as ``{"one": …, "other": …}``."""


class UnknownWordError(KeyError):
    """No translation has this key; the message names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
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
            form = str(_locale(self.language).plural_form(count if isinstance(count, int) else 0))
            text = text.get(form, text["other"])
            values = {**values, "count": self.number(count) if isinstance(count, int) else count}
        return text.format_map(values) if "{" in text else text

    def money(self, money: Money) -> str:
        """An amount with its currency's sign: ``12,50 €``, ``€12.50``."""
        from babel.numbers import format_currency  # noqa: PLC0415 (see the head of this module)

        return format_currency(money.amount, money.currency, locale=_locale(self.language))

    def number(self, number: float) -> str:
        """A number with the language's separators: ``1.234,5``, ``1,234.5``."""
        from babel.numbers import format_decimal  # noqa: PLC0415

        return str(format_decimal(number, locale=_locale(self.language)))

    def percent(self, basis_points: int) -> str:
        """A rate in basis points: 1900 is ``19 %`` or ``19%``."""
        from decimal import Decimal  # noqa: PLC0415

        from babel.numbers import format_percent  # noqa: PLC0415

        rate = Decimal(basis_points).scaleb(-4)
        return format_percent(rate, locale=_locale(self.language), decimal_quantization=False)

    def date(self, day: date, style: Literal["full", "long", "medium", "short"] = "long") -> str:
        """A day: ``21. November 2026``, ``21 November 2026`` (a datetime is written in its own zone)."""
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(day, format=style, locale=_locale(self.language))

    def territory(self, code: str) -> str:
        """The name of a country (ISO 3166-1 alpha-2) in this language; the code itself if CLDR has none."""
        return str(_locale(self.language).territories.get(code, code))


@cache
def _locale(language: str) -> _Locale:
    """Babel's locale; English is British here, where the day stands before the month, as a European shop writes."""
    from babel import Locale  # noqa: PLC0415

    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


if TYPE_CHECKING:
    from babel import Locale as _Locale
