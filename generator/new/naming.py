"""Naming: the id that a title gives a file, as people of a language would write it without its own letters."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 60

_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue"}
_NORDIC = {"å": "aa", "ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe"}
#: How a language writes its own letters where it has only a to z; elsewhere they lose their marks.
_OWN = {"de": _GERMAN, "da": _NORDIC, "nb": _NORDIC, "nn": _NORDIC, "no": _NORDIC}
#: Letters that are no letter of a to z with a mark.
_OTHER = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}


def id_of(title: str, language: str) -> str:
    """The id for a title in a language: "Grüner Tee" is "gruener-tee"; "" if no letter of it could stand there."""
    own = str.maketrans({**_OTHER, **_OWN.get(language.partition("-")[0].lower(), {})})
    letters = unicodedata.normalize("NFC", title).lower().translate(own)
    plain = "".join(one for one in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(one))
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’`´]", "", plain)).strip("-")
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
