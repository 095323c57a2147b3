"""Letters: which characters a font keeps.

Latin as western Europe writes it, the punctuation of German and English, and of each language of the site the letters
in which the CLDR (through Babel) writes countries, languages and months in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.core import Locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Letters and digits, accents, quotation marks, dashes and spaces; signs of amounts, footnotes and simple sums.
_ALWAYS = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x131, 0x131),
    (0x152, 0x153),
    (0x160, 0x161),
    (0x178, 0x178),
    (0x17D, 0x17E),
    (0x2C6, 0x2C6),
    (0x2DA, 0x2DA),
    (0x2DC, 0x2DC),
    (0x1E9E, 0x1E9E),
    (0x2002, 0x200B),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x202F),
    (0x2030, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x2079),
    (0x2080, 0x2089),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2150, 0x215E),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2248, 0x2248),
    (0x2264, 0x2265),
    (0x2713, 0x2713),
)
#: Languages whose characters no list of names tells: of these all are kept.
_MANY = frozenset({"zh", "ja", "ko", "yue"})


def letters(languages: Iterable[str]) -> frozenset[int] | None:
    """The characters to keep for languages by their codes, as numbers; None: all that there are."""
    codes = tuple(languages)
    locales = [Locale.parse(code, sep="-") for code in codes]
    if any(locale.language in _MANY for locale in locales):
        return None
    always = (number for first, last in _ALWAYS for number in range(first, last + 1))
    return frozenset([*always, *(number for locale in locales for number in _own(locale))])


def _own(locale: Locale) -> Iterator[int]:
    names = (*locale.languages.values(), *locale.territories.values(), *locale.months["format"]["wide"].values())
    for letter in "".join(names):
        if letter.isalpha():
            yield from (ord(one) for one in letter + letter.upper() + letter.lower())
