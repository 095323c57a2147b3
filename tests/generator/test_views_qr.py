from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import zxingcpp
from PIL import Image as Pillow

from generator.views.qr import qr_code


def test_a_code_is_one_svg_without_style() -> None:
    svg = ET.fromstring(qr_code("https://wegwarte.example/"))
    assert (svg.tag, svg.get("class"), [element.get("style") for element in svg.iter()]) == ("svg", "qr", [None] * 3)


def test_the_code_has_its_quiet_zone() -> None:
    code = qr_code("https://wegwarte.example/")
    size = int(re.findall(r'viewBox="0 0 (\d+)', code)[0])
    dark = [(int(x), int(y), int(width)) for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", code)]
    assert (min(x for x, _, _ in dark), max(x + width for x, _, width in dark)) == (4, size - 4)


def test_a_reader_reads_the_address() -> None:
    url = "https://wegwarte.example/stories/ein-morgen-im-moor/"
    code = qr_code(url)
    size = int(re.findall(r'viewBox="0 0 (\d+)', code)[0])
    picture = Pillow.new("L", (size, size), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", code):
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    found = zxingcpp.read_barcode(picture.resize((8 * size, 8 * size), Pillow.Resampling.NEAREST))
    assert found is not None
    assert found.text == url


def test_equal_addresses_give_one_object() -> None:
    assert qr_code("https://wegwarte.example/a") is qr_code("https://wegwarte.example/a")
