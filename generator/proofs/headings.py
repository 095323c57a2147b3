"""Headings that skip a level: who listens to a page finds the way by them (WCAG 2.2, technique H42)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.diagnostics import Location

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.model import EditionKey, Heading
    from generator.proofs.proof import Proof

_TITLE = 1
"""The level of a page's title, which stands above the text."""

_MARKED = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")


def read(proof: Proof, report: Report) -> None:
    """Notes of headings that stand more than one level below the one before."""
    for key, prose in proof.graph.prose.items():
        levels = (_TITLE, *(heading.level for heading in prose.headings))
        for number, (above, level) in enumerate(pairwise(levels)):
            if level > above + 1:
                heading = prose.headings[number]
                what = (
                    "the page's title"
                    if above == _TITLE
                    else f'a heading of level {above}, "{prose.headings[number - 1].text}"'
                )
                message = f'"{heading.text}" is a heading of level {level}, and what stands before it is {what}.'
                hint = f"Write it {'#' * (above + 1)} {heading.text}"
                report.note("N460", message, hint, at=_place(proof, key, heading))


def _place(proof: Proof, key: EditionKey, heading: Heading) -> Location | None:
    """Where a heading is written; the top of its file where it is no line of signs and words."""
    kind, id_, language = key
    thing = proof.content.things[kind, id_]
    at = next((one.at for one in thing.entities if one.language == language), None)
    for number, line in enumerate(proof.lines(at.file) if at else (), start=1):
        found = _MARKED.fullmatch(line)
        if at and found and len(found[1]) == heading.level and _letters(found[2]).startswith(_letters(heading.text)):
            return Location(file=at.file, line=number, column=found.start(1) + 1, length=len(found[1]), text=line)
    return at


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
