from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image as Pillow

from generator.views.qr import qr_code

if TYPE_CHECKING:
    from collections.abc import Iterator


def strokes(code: str) -> Iterator[tuple[float, float, int]]:
    """Where each line of the ink begins, and how long it is."""
    x, y = 0.0, 0.0
    for name, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", code.rpartition('d="')[2]):
        if name == "h":
            yield x, y, int(first)
        x, y = (0.0 if name == "M" else x) + float(first), (0.0 if name == "M" else y) + float(second or 0)


def size_of(code: str) -> int:
    return int(re.findall(r'viewBox="0 0 (\d+)', code)[0])


def test_a_code_is_one_svg_without_style() -> None:
    svg = ET.fromstring(qr_code("https://wegwarte.example/"))
    assert (svg.tag, svg.get("class"), [element.get("style") for element in svg.iter()]) == ("svg", "qr", [None] * 3)


def test_the_code_has_its_quiet_zone() -> None:
    code = qr_code("https://wegwarte.example/")
    dark, last = list(strokes(code)), size_of(code) - 4
    assert (min(x for x, _, _ in dark), max(x + width for x, _, width in dark)) == (4, last)
    assert (min(y for _, y, _ in dark), max(y for _, y, _ in dark)) == (4.5, last - 0.5)


@pytest.mark.parametrize("path", ["", "stories/ein-morgen-im-moor/", "stories/" + 12 * "wegwarte-" + "/"])
def test_a_reader_reads_the_address(path: str) -> None:
    url = f"https://wegwarte.example/{path}"
    code = qr_code(url)
    picture = Pillow.new("L", (size_of(code), size_of(code)), 255)
    for x, y, width in strokes(code):
        picture.paste(0, (int(x), int(y), int(x) + width, int(y) + 1))
    found = zxingcpp.read_barcode(picture.resize([8 * side for side in picture.size], Pillow.Resampling.NEAREST))
    assert found is not None
    assert found.text == url


def test_equal_addresses_give_one_object() -> None:
    assert qr_code("https://wegwarte.example/a") is qr_code("https://wegwarte.example/a")
