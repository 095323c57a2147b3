"""Values: readers of what a magazine measures and names: money, weights, contents, codes, addresses.

Rules of the room: integers in the smallest unit come out; what is nearly right is refused, with the way to write it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global

from functions.catalog import SKU, Measure
from functions.money import Money, exponent
from generator.calendars import places_of
from generator.decode.misread import refuse
from generator.decode.readers import UMLAUTS, each, integer, text, token
from generator.diagnostics import did_you_mean, exchange
from generator.model import picture_named
from generator.source import Scalar

if TYPE_CHECKING:
    from typing import Literal

    from generator.decode.readers import Reader
    from generator.source import Node

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
#: By its units in grams, what a weight is written in; and in base units, what a content is.
GRAMS = {"mg": Decimal("0.001"), "g": Decimal(1), "kg": Decimal(1000), "t": Decimal(1000000)}
CONTENTS: dict[str, tuple[Decimal, Literal["g", "ml", "mm", "cm2", "piece"]]] = {
    "g": (Decimal(1), "g"),
    "kg": (Decimal(1000), "g"),
    "ml": (Decimal(1), "ml"),
    "cl": (Decimal(10), "ml"),
    "l": (Decimal(1000), "ml"),
    "mm": (Decimal(1), "mm"),
    "cm": (Decimal(10), "mm"),
    "m": (Decimal(1000), "mm"),
    "cm2": (Decimal(1), "cm2"),
    "m2": (Decimal(10000), "cm2"),
    "piece": (Decimal(1), "piece"),
    "pieces": (Decimal(1), "piece"),
}
#: A comma before one or two digits parts no thousands.
_WITH_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
#: A point before three digits may do so, as in German.
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_PATH = re.compile(r"/[^\s?#\\]*")
_GTIN_LENGTHS = (8, 12, 13, 14)


def money(currency: str, *, minimum: int = 0) -> Reader[Money]:
    """An amount with a point, ``12.50``, in a currency whose minor unit it may not exceed in precision."""
    places = exponent(currency)

    def read(node: Node, name: str) -> Money:
        word = token(node, name)
        if not _NUMBER.fullmatch(word):
            fix = exchange(node.at, word, word.replace(",", ".")) if _WITH_COMMA.fullmatch(word) else ()
            refuse("E103", f'{name} "{word}" is not an amount.', _amount_hint(word, places), at=node.at, fix=fix)
        minor = Decimal(word).scaleb(places)
        thousands = places < len("000") and _THOUSANDS.fullmatch(word)
        if thousands or minor != int(minor):
            message = f'{name} "{word}" is written finer than the smallest coin of {currency}.'
            meant = f", or {word.replace('.', '')} if the point parts thousands." if thousands else ""
            refuse("E103", message, f"Write: {Decimal(word):.{places}f}{meant}", at=node.at)
        if int(minor) < minimum:
            message = f"{name} {word} is too little: what is sold has a price above zero."
            refuse("E103", message, "Write what it costs, such as: 12.50", at=node.at)
        return Money(minor=int(minor), currency=currency)

    return read


def _amount_hint(word: str, places: int) -> str:
    """The amount as it should be written, as far as one can tell."""
    word = re.sub(r"(?<=[0-9])['’\s](?=[0-9]{3}(?![0-9]))", "", word)
    number = re.fullmatch(r"[^0-9-]*([0-9][0-9.,]*)[^0-9]*", word)
    digits = number[1].strip(".,") if number else ""
    found = re.fullmatch(r"([0-9]{1,3}(?:[.,]?[0-9]{3})*|[0-9]+)(?:[.,]([0-9]{1,2}))?", digits)
    if found is None:
        return "Write such as: 12.50"
    major, minor = re.sub(r"[.,]", "", found[1]), (found[2] or "").ljust(places, "0")[:places]
    with_point = "," in word and "." not in word and found[2]
    return f"Write it with a point: {major}.{minor}" if with_point else f"Write: {major}{'.' if minor else ''}{minor}"


def weight(node: Node, name: str) -> int:
    """A weight in whole grams, written with its unit."""
    number, unit = _measured(node, name, tuple(GRAMS), "480 g")
    grams = number * GRAMS[unit]
    return max(1, int(grams.to_integral_value()))


def content(node: Node, name: str) -> Measure:
    """What a piece contains, for the base price, written with its unit."""
    number, unit = _measured(node, name, tuple(CONTENTS), "250 g")
    factor, base = CONTENTS[unit]
    amount = number * factor
    if amount != int(amount):
        refuse("E114", f"{name} {token(node, name)} is finer than 1 {base}.", "Round it.", at=node.at)
    return Measure(amount=int(amount), unit=base)


def _measured(node: Node, name: str, units: tuple[str, ...], example: str) -> tuple[Decimal, str]:
    word = token(node, name)
    found = re.fullmatch(r"([0-9][0-9.,]*)\s*([^\W\d]+[²2]?)?", word)
    if found is None:
        refuse("E114", f'{name} "{word}" is not an amount with a unit.', f"Write such as: {example}", at=node.at)
    number, unit = found[1], (found[2] or "").replace("²", "2")
    if unit not in units:
        said = f'has the unit "{found[2]}", which is not known' if found[2] else "has no unit"
        hint = did_you_mean(unit.lower(), units) if unit else f"Write such as: {number} {example.split()[1]}"
        refuse("E114", f'{name} "{word}" {said}.', hint, at=node.at)
    if not _NUMBER.fullmatch(number) or not Decimal(number):
        better = number.replace(",", ".") if re.fullmatch(r"[0-9]+,[0-9]+", number) else ""
        hint = f"Write it with a point: {better} {found[2]}" if better else f"Write such as: {example}"
        fix = exchange(node.at, number, better) if _WITH_COMMA.fullmatch(number) else ()
        refuse("E114", f'{name} "{word}" is not an amount with a unit.', hint, at=node.at, fix=fix)
    return Decimal(number), unit


def percent(node: Node, name: str) -> int:
    """A percentage of at most two decimal places, in basis points: 19 is 1900."""
    word = token(node, name)
    points = _basis_points(word)
    if points is None:
        better = word.replace(",", ".").rstrip("% ")
        over = _NUMBER.fullmatch(word) and Decimal(word) > 100  # noqa: PLR2004 - all of it
        plain = "It cannot be more than 100." if over else "Write such as: 19"
        hint = plain if _basis_points(better) is None else f"Write: {better}"
        fix = exchange(node.at, word, better) if _WITH_COMMA.fullmatch(word) else ()
        refuse("E113", f'{name} "{word}" is not a percentage.', hint, at=node.at, fix=fix)
    return points


def _basis_points(word: str) -> int | None:
    if not _NUMBER.fullmatch(word):
        return None
    points = Decimal(word) * 100
    return int(points) if points == int(points) and points <= 100 * 100 else None


def days(node: Node, name: str) -> tuple[int, int]:
    """Working days, at least and at most: ``[1, 3]``."""
    written = re.fullmatch(r"([0-9]+) ?(?:-|–|to|bis) ?([0-9]+)", node.text) if isinstance(node, Scalar) else None
    if written:
        refuse("E108", f"{name} must be a list.", f"Write: {name}: [{written[1]}, {written[2]}]", at=node.at)
    span = each(integer(0, 365))(node, name)
    if len(span) != 2 or span[0] > span[1]:  # noqa: PLR2004 - least and most
        refuse("E113", f"{name} must be two numbers of days, the smaller first.", f"Write: {name}: [1, 3]", at=node.at)
    return span[0], span[1]


def sku(node: Node, name: str) -> str:
    """A stock keeping unit: 1 to 64 letters, digits, points, underscores and hyphens."""
    word = token(node, name)
    if not SKU.fullmatch(word):
        message = f'{name} "{word}" may have only letters A-Z, digits, points, underscores and hyphens, at most 64.'
        better = re.sub(r"[^A-Za-z0-9._-]+", "-", word.translate(UMLAUTS))[:64].strip("-")
        better = better.upper() if word.isupper() else better
        refuse("E115", message, f"Write: {better}" if better else "", at=node.at)
    return word


def gtin(node: Node, name: str) -> str:
    """A GTIN (EAN) of 8, 12, 13 or 14 digits whose last is the check digit (GS1 General Specifications, 7.9)."""
    word = re.sub(r"[ -]", "", token(node, name))
    if not word.isascii() or not word.isdigit() or len(word) not in _GTIN_LENGTHS:
        message = f'{name} "{word}" is no GTIN: it has 8, 12, 13 or 14 digits.'
        refuse("E116", message, "Compare it with the number below the bar code.", at=node.at)
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(word[:-1])))
    check = -total % 10
    if int(word[-1]) != check:
        message = f'{name} "{word}" has a slip: its last digit would have to be {check}.'
        refuse("E116", message, "Compare it with the number below the bar code.", at=node.at)
    return word


def country(node: Node, name: str) -> str:
    """A country as ISO 3166-1 alpha-2."""
    word = token(node, name)
    if not re.fullmatch(r"[A-Z]{2}", word) or word not in get_global("territory_currencies"):
        better = {"UK": "GB", "EN": "GB"}.get(word.upper(), word.upper())
        known = better != word and better in get_global("territory_currencies")
        hint = f"Write: {better}" if known else "Write its two letters, such as DE or AT."
        refuse("E117", f'{name} "{word}" is no country code.', hint, at=node.at)
    return word


def place(node: Node, name: str) -> str:
    """A country, or a part of it (ISO 3166-2), whose holidays are known: ``DE``, ``DE-BE``."""
    word = token(node, name)
    better = re.sub(r"[\s_]+", "-", word.upper())
    known = places_of(better.partition("-")[0])
    if word not in known:
        hint = "Write a country, or a part of it with holidays of its own: DE, DE-BE"
        hint = f"Known are: {', '.join(known)}." if known else hint
        hint = f"Write: {better}" if better in known else hint
        refuse("E117", f'{name} "{word}" is no place whose holidays are known.', hint, at=node.at)
    return word


def currency(node: Node, name: str) -> str:
    """A currency as ISO 4217."""
    word = token(node, name)
    if word not in get_global("all_currencies"):
        better = {"€": "EUR", "$": "USD", "£": "GBP", "EURO": "EUR"}.get(word.upper(), word.upper())
        hint = f"Write: {better}" if better in get_global("all_currencies") else "Write its three letters, such as EUR."
        refuse("E117", f'{name} "{word}" is no currency code.', hint, at=node.at)
    return word


def zone(node: Node, name: str) -> ZoneInfo:
    """A time zone by its name in the tz database."""
    word = token(node, name)
    try:
        return ZoneInfo(word)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Europe" is a folder of the database
        hint = did_you_mean(word, sorted(available_timezones())) or "Write such as: Europe/Berlin"
        refuse("E117", f'{name} "{word}" is no time zone.', hint, at=node.at)


def web_address(node: Node, name: str) -> str:
    """An http or https address without query and fragment; a slash at its end is dropped."""
    word = token(node, name)
    parts = urlsplit(word)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        better = f"https://{word.lstrip('/')}" if not parts.scheme and "." in word else "https://example.org"
        refuse("E117", f'{name} "{word}" is no web address.', f"Write such as: {better}", at=node.at)
    return word.rstrip("/")


def mail(node: Node, name: str) -> str:
    """A mail address, by its shape alone."""
    word = token(node, name)
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", word):
        refuse("E117", f'{name} "{word}" is no mail address.', "Write such as: shop@example.org", at=node.at)
    return word


def vat_id(node: Node, name: str) -> str:
    """A VAT identification number: its country, then letters and digits, written as one word."""
    words = text(node, name)
    word = re.sub(r"[\s.-]", "", words).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z+*]{2,12}", word):
        refuse("E117", f'{name} "{words}" is no VAT identification number.', "Write such as: DE123456789", at=node.at)
    return word


def path(node: Node, name: str) -> str:
    """An old address on this site, such as ``/old/page/``."""
    word = token(node, name)
    if not _PATH.fullmatch(word) or "//" in word or "/../" in f"{word}/":
        message, meant = f'{name} "{word}" is no address on this site.', f"/{word.strip('/')}"
        instead = meant if _PATH.fullmatch(meant) and "//" not in meant and "/../" not in f"{meant}/" else None
        hint = f"Write: {meant}/" if "://" not in word else "Write such as: /old/"
        refuse("E117", message, hint, at=node.at, instead=instead)
    return word


def picture_path(node: Node, name: str) -> str:
    """A picture's path below content/, with forward slashes; how it may be written says `picture_named`."""
    word = token(node, name)
    if "\\" in word:
        better = word.replace("\\", "/")
        fix = exchange(node.at, word, better)
        refuse("E117", f'{name} "{word}" has backslashes.', f"Write: {better}", at=node.at, fix=fix)
    if "://" in word:
        hint = "Save the picture in content/images/ and write: images/name.jpg"
        refuse("E117", f'{name} "{word}" is an address elsewhere; pictures lie in content/.', hint, at=node.at)
    found = picture_named(word, node.at.file)
    if found.startswith(("/", "content/")) or ".." in found.split("/"):
        better = re.sub(r"^(\.?/)*(content/)?(\.\./)*", "", word)
        fix = exchange(node.at, word, better)
        refuse("E117", f'{name} "{word}" is no path below content/.', f"Write: {better}", at=node.at, fix=fix)
    return found
