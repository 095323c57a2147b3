"""Who orders and where the goods go. Only the shape is checked: no address book knows all addresses.

Rules of the room: pure; fields are those of the till's forms. What phones and word processors put into a text unseen
(hard spaces, marks of direction) is taken out, not complained of.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.catalog import COUNTRY
from functions.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Field, longest length, whether it must be there. 254 is RFC 5321's limit of an address.
FIELDS = (
    ("email", 254, True),
    ("name", 100, True),
    ("line1", 100, True),
    ("line2", 100, False),
    ("postal_code", 12, True),
    ("city", 80, True),
    ("country", 2, True),
)

#: What browsers take for an address (HTML, 4.10.5.1.5), with a point in the domain: mail servers take no others.
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
#: An encoded word (RFC 2047) is refused: Python writes what it hides into the header, and that may be another line.
_EMAIL = re.compile(rf"(?!.*=\?)[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """The shopper's mail address and the address of delivery; ``country`` is ISO 3166-1 alpha-2."""

    email: str
    name: str
    line1: str
    line2: str
    postal_code: str
    city: str
    country: str


def from_form(fields: Mapping[str, str]) -> tuple[Contact, tuple[Problem, ...]]:
    """What the form says, tidied, and what is wrong with it; the contact is to be used only without problems."""
    values = {name: _tidied(fields.get(name, "")) for name, _, _ in FIELDS}
    values |= {"country": values["country"].upper(), "email": _in_ascii(values["email"])}
    found = tuple(
        trouble
        for name, maximum, required in FIELDS
        if (trouble := _check(name, values[name], maximum, required=required))
    )
    return Contact(**values), found


def field(name: str, text: str, maximum: int, *, required: bool = True) -> tuple[str, Problem | None]:
    """One field alone, tidied, and what is wrong with it; ``email`` has a shape of its own."""
    value = _in_ascii(_tidied(text)) if name == "email" else _tidied(text)
    return value, _check(name, value, maximum, required=required)


def _tidied(text: str) -> str:
    """The text in composed letters, with plain spaces, and without what nobody sees."""
    kinds = {"Zs": " ", "Cf": ""}
    letters = unicodedata.normalize("NFC", text)
    return "".join(kinds.get(unicodedata.category(letter), letter) for letter in letters).strip()


def _in_ascii(email: str) -> str:
    """An address whose domain is written as the network knows it; browsers do the same to their field."""
    local, at, domain = email.rpartition("@")
    if domain.isascii():
        return email
    try:
        encoded = domain.encode("idna")
        # Python's codec makes "ss" of "ß", which is another domain: such an address is left alone, and refused.
        return f"{local}{at}{encoded.decode()}" if encoded.decode("idna") == domain.lower() else email
    except UnicodeError:
        return email


def _check(name: str, value: str, maximum: int, *, required: bool) -> Problem | None:
    """What is wrong with one field, if anything. Control characters could forge a mail's headers."""
    if not value:
        return problem("required", name) if required else None
    if name == "country" and not COUNTRY.fullmatch(value):
        return problem("country_malformed", name)
    if len(value) > maximum:
        return problem("too_long", name, maximum=maximum)
    if name == "email" and not _EMAIL.fullmatch(value):
        return problem("email_malformed", name)
    return None if value.isprintable() else problem("malformed", name)
