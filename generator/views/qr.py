"""A QR code as an SVG that may stand in a page: for print, so that a reader of paper finds the story again.

Rules of the room: no style attribute, since the page's policy forbids it; the colour is the stylesheet's.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno
from markupsafe import Markup

#: White modules around the code (ISO/IEC 18004 asks for four).
_QUIET = 4


@lru_cache(maxsize=4096)
def qr_code(url: str) -> Markup:
    """The code of an absolute URL; class ``qr`` on the svg, hidden from screen readers, since the URL stands by it."""
    # A mask given saves the trial of all eight, a fifth of a large build; any of them is a valid code.
    rows = [list(row) for row in segno.make(url, error="m", micro=False, mask=4).matrix]
    size = len(rows) + 2 * _QUIET
    path = "".join(_row(row, line + _QUIET) for line, row in enumerate(rows))
    return Markup(
        '<svg class="qr" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        '<path class="qr-paper" fill="#fff" d="M0 0h{size}v{size}H0z"/><path class="qr-ink" d="{path}"/></svg>'
    ).format(size=size, path=path)


def _row(row: list[int], y: int) -> str:
    """The dark runs of a row as rectangles of a path."""
    parts, x = [], _QUIET
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            parts.append(f"M{x} {y}h{width}v1H{x}z")
        x += width
    return "".join(parts)
