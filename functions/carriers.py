"""Carriers: their names, and where a parcel can be followed.

Rules of the room: pure. A parcel is one text, the carrier's id and the parcel's number (``dhl 00340434161094015902``),
as the history of an order keeps it; else a number alone, or the address at which it is followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: By id: the name, and the address at which the number is looked up, "" where there is none.
CARRIERS = {
    "dhl": ("DHL", "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={}"),
    "dpd": ("DPD", "https://tracking.dpd.de/status/de_DE/parcel/{}"),
    "gls": ("GLS", "https://gls-group.com/DE/de/paketverfolgung?match={}"),
    "hermes": ("Hermes", "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#{}"),
    "post": ("Deutsche Post", "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={}"),
    "ups": ("UPS", "https://www.ups.com/track?tracknum={}"),
}

_CODE = re.compile(r"[A-Z0-9-]{4,40}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A parcel on its way: the carrier's name, the parcel's number and where it is followed; each "" if unknown."""

    carrier: str
    code: str
    url: str


def note_of(carrier: str, code: str) -> str | None:
    """The parcel as one text, "" without a number and a carrier; None if that is no number of a parcel."""
    tidied = re.sub(r"[\s./]", "", code).upper()
    if tidied and not _CODE.fullmatch(tidied):
        return None
    return " ".join(part for part in (carrier if carrier in CARRIERS else "", tidied) if part)


def named_in(text: str) -> str:
    """The id of the one carrier that a text names, as the name of a service may; "" if none or several."""
    found = [carrier for carrier, (name, _) in CARRIERS.items() if re.search(rf"(?i)(?<![\w-]){name}(?!\w)", text)]
    return found[0] if len(found) == 1 else ""


def parcel_of(note: str) -> Parcel:
    """What a step's note says of the parcel."""
    carrier, _, code = note.partition(" ")
    if carrier not in CARRIERS:
        is_address = note.startswith("https://")
        return Parcel(carrier="", code="" if is_address else note, url=note if is_address else "")
    name, url = CARRIERS[carrier]
    return Parcel(carrier=name, code=code, url=url.format(code) if code else "")
