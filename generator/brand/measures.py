"""Measures: how wide and how high a font is, and a local font drawn in those measures until it has arrived.

Rules of the room: with size-adjust and the three overrides of @font-face a line of the fallback is as long and as high
as it will be, so that nothing jumps (https://drafts.csswg.org/css-fonts-5/#size-adjust-desc). Widths are the average
advance over `fonts.SAMPLE`, in em.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.brand.fonts import Cut


@dataclass(frozen=True, kw_only=True, slots=True)
class _Local:
    """A font that devices have: its names there, and its width."""

    name: str
    sources: tuple[str, ...]
    advance: float


# Measured over SAMPLE with fontTools; where the font itself is not free, with one that was drawn to its widths:
# Georgia by Gelasio 1.0, Times New Roman and Arial by Liberation 2.1; Noto Serif 2.0 and Roboto 2.1 themselves. What a
# device calls system-ui differs from one to the next, so it stands last and as it is.
_SERIF = (
    _Local(name="Georgia", sources=("Georgia", "Gelasio"), advance=0.4464),
    _Local(name="Times", sources=("Times New Roman", "Liberation Serif", "Tinos"), advance=0.4085),
    _Local(name="Noto", sources=("Noto Serif", "NotoSerif-Regular"), advance=0.4840),
)
_SANS = (
    _Local(name="Arial", sources=("Arial", "Helvetica Neue", "Liberation Sans"), advance=0.4492),
    _Local(name="Roboto", sources=("Roboto",), advance=0.4466),
)


def family(name: str, *, sans: bool) -> str:
    """The value of font-family: the font, its fallbacks in its measures, and what there is in any case."""
    names = (name, *(f"{name} {local.name}" for local in _locals(sans=sans)))
    return ", ".join((*(f'"{one}"' for one in names), *(("system-ui", "sans-serif") if sans else ("serif",))))


def fallbacks(name: str, cut: Cut, *, sans: bool) -> Iterator[str]:
    """The local fonts as @font-face rules."""
    for local in _locals(sans=sans):
        adjusted = cut.advance / local.advance
        sources = ", ".join(f'local("{source}")' for source in local.sources)
        yield (
            f'@font-face {{ font-family: "{name} {local.name}"; src: {sources}; size-adjust: {adjusted:.2%}; '
            f"ascent-override: {cut.ascent / adjusted:.2%}; descent-override: {cut.descent / adjusted:.2%}; "
            f"line-gap-override: {cut.gap / adjusted:.2%}; }}"
        )


def _locals(*, sans: bool) -> tuple[_Local, ...]:
    return _SANS if sans else _SERIF
