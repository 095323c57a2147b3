"""Amounts of ingredients: the number with which an item begins, so that it can be scaled.

Rules of the room: only what stands first is an amount; "Type 550" further on is none. What cannot be read for certain
stays as it is written. Numbers are marked as ``<data value>``, and a script multiplies them.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_NUMBER = rf"(?:\d+\s+\d+[/⁄]\d+|\d+[/⁄]\d+|(?:\d+\s?)?[{_VULGAR}]|\d+(?:[.,]\d+)*)"
_ABOUT = r"(?:ca\.|circa|etwa|rund|knapp|gut|about|around|roughly|scant|~)\s*"
_MEASURES = r"(?:kg|mg|g|ml|cl|dl|l|oz|lb)"
_AMOUNT = re.compile(
    rf"(?P<before>(?:<(?:p|strong|em)>)*(?:{_ABOUT})?)"
    rf"(?P<least>{_NUMBER})(?:(?P<to>\s*[-–—]\s*|\s+(?:bis|to|oder|or)\s+)(?P<most>{_NUMBER}))?"
    rf"(?=\s|<|$|(?:{_MEASURES}|EL|TL|cm|tbsp|tsp)\b)(?P<measured>\s?{_MEASURES}\b)?",
    re.IGNORECASE,
)
_POINTED = ("en",)


def marked(html: str, language: str) -> str:
    """The HTML of an ingredient, each number of its amount in a ``data`` element with its value.

    What is weighed or measured in metric units has the class ``measured``: it is rounded otherwise than pieces.
    """
    found = _AMOUNT.match(html)
    if found is None:
        return html
    sort = ' class="measured"' if found["measured"] else ""
    numbers = [(text, value(text, language)) for text in (found["least"], found["most"]) if text]
    if any(number is None for _, number in numbers):
        return html
    data = [f'<data value="{float(number or 0):.6g}"{sort}>{text}</data>' for text, number in numbers]
    rest = html[found.end("most" if found["most"] else "least") :]
    return found["before"] + (found["to"] or "").join(data) + rest


def value(text: str, language: str) -> Fraction | None:
    """What a number is worth; None if its signs leave that open, or it is nothing."""
    found = sum((_fraction(word, language) for word in _words(text)), start=Fraction(0))
    return found or None


def _words(text: str) -> list[str]:
    return re.sub(rf"([{_VULGAR}])", r" \1", text).split()


def _fraction(word: str, language: str) -> Fraction:
    if word in _VULGAR:
        return Fraction(unicodedata.numeric(word)).limit_denominator(10)
    if part := re.fullmatch(r"(\d+)[/⁄](\d+)", word):
        return Fraction(int(part[1]), int(part[2])) if int(part[2]) else Fraction(0)
    grouping = "," if language in _POINTED else "."
    if re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(grouping)}\d{{3}})+", word):
        return Fraction(word.replace(grouping, ""))
    return Fraction(word.replace(",", ".")) if len(re.findall("[.,]", word)) <= 1 else Fraction(0)
