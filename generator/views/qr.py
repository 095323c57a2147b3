"""A QR code as an SVG that may stand in a page: for print, so that a reader of paper finds the story again.

Rules of the room: no style attribute, since the page's policy forbids it; the colour is the stylesheet's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import isqrt
from typing import cast

import zxingcpp
from markupsafe import Markup

#: A run of dark modules in the picture of a code, which has a byte for each and the white margin that ISO/IEC 18004
#: asks for.
_DARK = re.compile(rb"\x00+")


@lru_cache(maxsize=4096)
def qr_code(url: str) -> Markup:
    """The code of an absolute URL; class ``qr`` on the svg, hidden from screen readers, since the URL stands by it."""
    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = memoryview(cast("bytes", code.to_image(scale=1))).tobytes()  # it is a buffer, which its types do not say
    size = isqrt(len(modules))
    runs = ((*divmod(run.start(), size), len(run[0])) for run in _DARK.finditer(modules))
    path = "".join(f"M{x} {y}h{width}v1H{x}z" for y, x, width in runs)
    return Markup(
        '<svg class="qr" viewBox="0 0 {size} {size}" aria-hidden="true" focusable="false">'
        '<path class="qr-paper" fill="#fff" d="M0 0h{size}v{size}H0z"/><path class="qr-ink" d="{path}"/></svg>'
    ).format(size=size, path=path)
