"""A QR code as an SVG that may stand in a page: for print, so that a reader of paper finds the story again.

Rules of the room: no style attribute, since the page's policy forbids it; the colour is the stylesheet's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import repeat
from math import isqrt
from typing import Literal, cast

import zxingcpp
from markupsafe import Markup

_LIGHT, _END = b"\xff", b"\n"

#: A run of dark modules in a row, or what is light until the next one, be it some rows below.
_RUN = re.compile(rb"\x00+|[\xff\n]+")


@lru_cache(maxsize=4096)
def qr_code(url: str) -> Markup:
    """The code of an absolute URL; class ``qr`` on the svg, hidden from screen readers, since the URL stands by it."""
    rows = modules(url, "M")
    size = len(rows)
    path = "".join(map(_stroke, _RUN.findall(_END.join(rows).rstrip(_LIGHT + _END)), repeat(size)))
    return Markup(
        '<svg class="qr" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        '<path class="qr-paper" fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        '<path class="qr-ink" fill="none" stroke="#000" d="M0 .5{path}"/></svg>'
    ).format(size=size, path=path)


def modules(url: str, level: Literal["L", "M"]) -> tuple[bytes, ...]:
    """The rows of a code: a byte for each module, 0 for a dark one, 255 for a light one.

    The margin of four modules that ISO/IEC 18004 asks for is there; so much of it may be lost as the ``level`` says.
    """
    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    found = memoryview(cast("bytes", code.to_image(scale=1))).tobytes()  # it is a buffer, as its types do not say
    size = isqrt(len(found))
    return tuple(found[start : start + size] for start in range(0, len(found), size))


@lru_cache(maxsize=4096)
def _stroke(run: bytes, size: int) -> str:
    """What the pen does for a run: a line as thick as a module is high, or the way to the next one."""
    if not run.startswith((_LIGHT, _END)):
        return f"h{len(run)}"
    down = run.count(_END)
    return f"m{len(run) - down * (size + 1)} {down}"
