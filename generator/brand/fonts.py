"""Fonts: a file of the site becomes a web font with the letters that are needed, and says of itself what CSS must know.

Rules of the room: fontTools is imported here alone, and only where a font is cut that is not kept. Axes of variable
fonts stay; hints, which screens of today do not need, go.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

    from generator.theme import Kept

#: German and English as magazines write them.
SAMPLE = (
    "Am Morgen lag Nebel über den Wiesen, und wer früh aufstand, hörte zuerst die Kraniche. Wir füllten zwei Kannen "
    "mit Tee, packten Brot und Käse ein und gingen los; bis zur Mühle waren es gut fünf Stunden. The path follows the "
    "river for a mile and then climbs through old beeches. Nobody had mended the bridge since spring, so we took off "
    "our boots, waded across and dried our feet on the other side. "
)
#: Raise it when fonts are cut otherwise.
_SETTINGS = "1"
_TABLE = "fonts"
#: Beside what fontTools keeps of itself (kerning, ligatures, marks): figures for prices and tables.
_FEATURES = ("tnum", "lnum", "pnum", "onum")
#: The axes at which a variable font is measured: ordinary text at 20 px.
_READ_AT = {"opsz": 20.0, "wght": 400.0}
_ITALIC_BIT, _USE_TYPO_BIT = 1 << 0, 1 << 7
#: OS/2's class of those without serifs; PANOSE's kinds of serifs: 2 to 10, 11 to 15 are none.
_SANS_CLASS, _SERIF_PANOSE, _SANS_PANOSE = 8, range(2, 11), range(11, 16)


class UnusableFontError(Exception):
    """A file that is no font, or none that may be used so; its text says why."""


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """A font cut to its letters: the file, and its weights, style and measures (in em) as CSS needs them.

    ``weight`` and ``stretch`` are as in @font-face; ``stretch`` is "" where there is one width, ``kind`` where the font
    does not tell.
    """

    content: bytes
    weight: str
    italic: bool
    kind: Literal["serif", "sans", ""]
    stretch: str
    advance: float
    ascent: float
    descent: float
    gap: float


def cut(data: bytes, letters: frozenset[int] | None, kept: Kept | None) -> Cut:
    """The font with those letters (None: all). Raises UnusableFontError."""
    wanted = "all" if letters is None else " ".join(map(str, sorted(letters)))
    told = f"{_SETTINGS} {version('fonttools')} {version('brotli')} {wanted}".encode()
    key = hashlib.sha256(told + hashlib.sha256(data).digest()).hexdigest()
    found = kept.find(_TABLE, key) if kept else None
    if found is not None:
        return msgspec.msgpack.decode(found, type=Cut)
    try:
        made = _cut(data, letters)
    except _faults() as error:
        message = "is no font that can be read"
        raise UnusableFontError(message) from error
    if kept:
        kept.put(_TABLE, key, msgspec.msgpack.encode(made))
    return made


def _cut(data: bytes, letters: frozenset[int] | None) -> Cut:
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - loaded for new fonts alone

    options = Options(hinting=False, notdef_outline=True, recalc_timestamp=False, name_IDs=[0, 1, 2, 4, 6, 13, 14])
    options.layout_features += list(_FEATURES)
    font = _opened(data)
    known = frozenset(font.getBestCmap())
    if not known.issuperset(map(ord, "Aaegnrstäöü0123456789")):
        message = "lacks letters of German or English"
        raise UnusableFontError(message)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=known if letters is None else known & letters)
    subsetter.subset(font)
    advance = _advance(data)
    ascent, descent, gap = _heights(font)
    weight, stretch = _range(font, "wght", font["OS/2"].usWeightClass), _stretch(font)
    italic = bool(font["OS/2"].fsSelection & _ITALIC_BIT) or bool(font["post"].italicAngle)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=None)
    return Cut(
        content=buffer.getvalue(),
        weight=weight,
        italic=italic,
        kind=_kind(font),
        stretch=stretch,
        advance=advance,
        ascent=ascent,
        descent=descent,
        gap=gap,
    )


def _opened(data: bytes) -> TTFont:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def _faults() -> tuple[type[Exception], ...]:
    """What fontTools raises for files that are none, or broken ones: it believes what a font says of itself."""
    import brotli  # noqa: PLC0415 - as above
    from fontTools.ttLib import TTLibError  # noqa: PLC0415 - as above

    return (TTLibError, brotli.error, struct.error, AssertionError, LookupError, ValueError, TypeError, EOFError)


def _advance(data: bytes) -> float:
    """The average width of a letter of ordinary text."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - as above
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415 - as above

    font = _opened(data)
    subsetter = Subsetter(Options(hinting=False, layout_features=[]))
    subsetter.populate(text=SAMPLE)
    subsetter.subset(font)
    if "fvar" in font:
        at = {axis.axisTag: _READ_AT.get(axis.axisTag, axis.defaultValue) for axis in font["fvar"].axes}
        limits = {axis.axisTag: min(axis.maxValue, max(axis.minValue, at[axis.axisTag])) for axis in font["fvar"].axes}
        font = instantiateVariableFont(font, limits)
    names, widths = font.getBestCmap(), font["hmtx"]
    known = [names[ord(letter)] for letter in SAMPLE if ord(letter) in names]
    total: int = sum(widths[name][0] for name in known)
    em: int = font["head"].unitsPerEm
    return round(total / len(known) / em, 5)


def _heights(font: TTFont) -> tuple[float, float, float]:
    """Ascent, descent and line gap as browsers take them: those of OS/2 where it says so, else of hhea."""
    em, lines, os2 = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    if os2.fsSelection & _USE_TYPO_BIT:
        found = (os2.sTypoAscender, -os2.sTypoDescender, os2.sTypoLineGap)
    else:
        found = (lines.ascent, -lines.descent, lines.lineGap)
    ascent, descent, gap = (round(value / em, 5) for value in found)
    return ascent, descent, gap


def _range(font: TTFont, tag: str, otherwise: int) -> str:
    for axis in font["fvar"].axes if "fvar" in font else ():
        if axis.axisTag == tag:
            return f"{axis.minValue:g} {axis.maxValue:g}"
    return str(otherwise)


def _stretch(font: TTFont) -> str:
    found = _range(font, "wdth", 0)
    return " ".join(f"{part}%" for part in found.split()) if found != "0" else ""


def _kind(font: TTFont) -> Literal["serif", "sans", ""]:
    """By the class that the font gives itself, or by its name."""
    os2, name = font["OS/2"], (font["name"].getBestFamilyName() or "").casefold()
    panose = os2.panose.bSerifStyle
    if os2.sFamilyClass >> 8 == _SANS_CLASS or panose in _SANS_PANOSE or re.search("sans|grotes[kq]", name):
        return "sans"
    return "serif" if os2.sFamilyClass >> 8 or panose in _SERIF_PANOSE or "serif" in name else ""
