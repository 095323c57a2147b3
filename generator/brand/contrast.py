"""Contrast: whether one colour can be read on another, and which one nearby could.

Rules of the room: colours are ``#rrggbb``. The ratio is that of WCAG 2.2 (relative luminance); nearness is measured in
OKLab (https://bottosson.github.io/posts/oklab/), where equal steps look equal.
"""

from __future__ import annotations

from typing import TypeAlias

_Triple: TypeAlias = tuple[float, float, float]

#: What text needs, and what the edges of controls (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT, CONTROLS = 4.5, 3.0
_STEPS = 1000
#: Up to here sRGB is a straight line (IEC 61966-2-1): as it is written, and in light.
_STRAIGHT, _STRAIGHT_IN_LIGHT = 0.04045, 0.0031308


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """What CSS makes of ``color-mix(in srgb, one share, other)``."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _written(tuple(a * share + b * (1 - share) for a, b in pairs))


def nearest(colour: str, paper: str, needed: float, share: float = 1.0) -> str | None:
    """The colour nearest to this one, lighter or darker, that reaches a contrast on ``paper``; None if none does.

    With a ``share`` it is the mixture of that much of it with the paper that has to reach it.
    """
    lightness, *hue = _oklab(colour)
    for step in range(_STEPS + 1):
        for moved in (lightness - step / _STEPS, lightness + step / _STEPS):
            if 0 <= moved <= 1:
                found = _rgb(moved, *hue)
                if ratio(mixed(found, paper, share), paper) >= needed:
                    return found
    return None


def _channels(colour: str) -> _Triple:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _written(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, value))):02x}" for value in channels)


def _linear(colour: str) -> _Triple:
    red, green, blue = (c / 12.92 if c <= _STRAIGHT else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> _Triple:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _rgb(lightness: float, a: float, b: float) -> str:
    """The colour of that lightness; what a screen cannot show is cut off."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return _written(tuple(12.92 * c if c <= _STRAIGHT_IN_LIGHT else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear))
