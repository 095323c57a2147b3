"""Placeholders: what stands in a new file until somebody writes something better, in the language of the magazine."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENGLISH = {
    "story.description": "One or two sentences that say what this is about.",
    "story.body": "Here the story begins.",
    "product.description": "One or two sentences that say what this is.",
    "product.body": "Here stands what one would like to know before buying.",
    "alt": "What one sees",
    "size": "Size",
    "address": "Street 1, 00000 Town, Country",
    "known": "known here",
    "translate": "Words only: what is a fact stands in the original. Replace each by its translation.",
    "example": "an example; delete the hash sign to use it",
}
_GERMAN = {
    "story.description": "Ein, zwei Sätze, die sagen, worum es geht.",
    "story.body": "Hier beginnt die Geschichte.",
    "product.description": "Ein, zwei Sätze, die sagen, was das ist.",
    "product.body": "Hier steht, was man vor dem Kaufen wissen will.",
    "alt": "Was man sieht",
    "size": "Größe",
    "address": "Straße 1, 00000 Ort, Land",
    "known": "hier gibt es",
    "translate": "Nur Wörter: Was eine Tatsache ist, steht im Original. Ersetzen Sie jedes durch seine Übersetzung.",
    "example": "ein Beispiel; wer es braucht, löscht das Rautezeichen",
}


def placeholders(language: str) -> Mapping[str, str]:
    """The placeholders of a language; those in English where it has none."""
    return MappingProxyType(_GERMAN if language.partition("-")[0] == "de" else _ENGLISH)
