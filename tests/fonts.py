"""Fonts of no shape: the letters that a magazine needs, each as wide as it is told, in a file of a kilobyte."""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

#: The letters of what fonts are measured by, and figures.
LETTERS = "ABDEFKMNSTWZabcdefghijklmnoprstuvwxyzäöü0123456789 ,.;-"


def font(*, width: int = 500, letters: str = LETTERS, family: str = "Blank", italic: bool = False) -> bytes:
    """A TrueType font of 1000 units to the em, 800 above the line and 200 below it."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"u{ord(letter):04x}" for letter in letters)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, TTGlyphPen(None).glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (width, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=400, fsSelection=1 if italic else 64)
    builder.setupPost()
    builder.setupHead(unitsPerEm=1000, created=3_800_000_000, modified=3_800_000_000)
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()
