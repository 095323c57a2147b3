from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from generator.channels.xml import document, element, text


def test_an_attribute_is_read_as_it_was_written() -> None:
    value = "\"It's\"\n\t\r<&> 'so'"
    assert ET.fromstring(element("a", href=value)).get("href") == value


@given(st.text(), st.text())
def test_whatever_is_written_is_well_formed(words: str, value: str) -> None:
    ET.fromstring(document(element("a", text(words), href=value)))


def test_an_element_without_children_closes_itself() -> None:
    assert element("link", rel="self", xml_lang="de") == '<link rel="self" xml:lang="de"/>'


def test_characters_that_xml_cannot_carry_are_left_out() -> None:
    assert text("a\x00\x0b<b>") == "a&lt;b&gt;"
