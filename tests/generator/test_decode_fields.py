from __future__ import annotations

import pytest

from generator.decode.fields import Fields
from generator.decode.misread import Misread
from generator.decode.readers import integer, text, token
from generator.diagnostics import Report
from generator.source import Mapping, read_yaml


def mapping(yaml: str) -> Mapping:
    node = read_yaml("a.md", yaml, Report())
    assert node is not None
    return node


def finished(yaml: str) -> list[str]:
    fields = Fields(mapping(yaml), "A thing", facts=("price",), home="content/a.md")
    fields.need("title", text, "")
    fields.may("weight", integer(), 0)
    try:
        fields.finish()
    except Misread as misread:
        return [found.message for found in misread.found]
    return []


def test_all_that_is_wrong_with_a_mapping_is_told_at_once() -> None:
    assert finished("weight: x\ncolour: red\nprice: 1\n") == [
        "A thing needs the key title.",
        'weight "x" is not a whole number.',
        "A thing has no key colour.",
        "price is a fact, the same in every language; a translation has words only.",
    ]


def test_a_misspelt_required_key_is_told_once() -> None:
    assert finished("titel: A") == ["A thing has no key titel."]


def test_an_optional_key_may_be_empty() -> None:
    assert finished("title: A\nweight:\n") == []


def test_a_required_key_may_not_be_empty() -> None:
    assert finished("title:\n") == ["title is empty."]


@pytest.mark.parametrize(
    ("yaml", "hint"),
    [
        ("{title: Tea, price: 12, 50: }", "A comma ends the value before it. Write that with a point: 12.50"),
        ("{title: Tea, price: 1.112, 50: }", "A comma ends the value before it. Write that with a point: 1112.50"),
        ("{title: Tea, price: 0, 62 kg: }", "A comma ends the value before it. Write that with a point: 0.62 kg"),
        ("{title: Tea, price:12: }", "After the colon a space is missing. Write: price: 12"),
        ("{title: Tea, name: Tea}", 'Did you mean "title"?'),
        ("{title: Tea, quux: 1}", "Known are: price, title."),
    ],
)
def test_an_unknown_key_is_told_with_what_it_may_be(yaml: str, hint: str) -> None:
    fields = Fields(mapping(yaml), "A thing")
    fields.may("title", text, "")
    fields.may("price", token, "")
    with pytest.raises(Misread) as caught:
        fields.finish()
    assert [found.hint for found in caught.value.found] == [hint]
