"""Who orders and where the goods go. Only the shape is checked: no address book knows all addresses.

Rules of the room: pure; fields are those of the till's forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

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

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s.,;<>\"]+(\.[^@\s.,;<>\"]+)+")
_COUNTRY = re.compile(r"[A-Z]{2}")


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
    """What the form says, trimmed, and what is wrong with it; the contact is to be used only without problems."""
    values = {name: fields.get(name, "").strip() for name, _, _ in FIELDS}
    values["country"] = values["country"].upper()
    found = tuple(
        trouble
        for name, maximum, required in FIELDS
        if (trouble := _check(name, values[name], maximum, required=required))
    )
    return Contact(**values), found


def _check(name: str, value: str, maximum: int, *, required: bool) -> Problem | None:
    """What is wrong with one field, if anything. Control characters could forge a mail's headers."""
    if not value:
        return problem("required", name) if required else None
    if name == "country" and not _COUNTRY.fullmatch(value):
        return problem("country_malformed", name)
    if len(value) > maximum:
        return problem("too_long", name, maximum=maximum)
    if name == "email" and not _EMAIL.fullmatch(value):
        return problem("email_malformed", name)
    return None if value.isprintable() else problem("malformed", name)
