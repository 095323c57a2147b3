"""The schemas have the keys that the decoder asks for, group by group, and words for each."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from generator.decode.place import FOLDERS
from generator.schema import WORDS, Known, schemas
from tests.front_matter import keys_of, told_of

#: A key that nobody has, where each group of keys stands; and where the schema has that group.
NOBODY = "☃"
GROUPS = [
    ("story", f"{NOBODY}: 1", ""),
    ("story", f"hero: {{{NOBODY}: 1}}", "hero"),
    ("story-words", f"{NOBODY}: 1", ""),
    ("story-words", f"hero: {{{NOBODY}: 1}}", "hero"),
    ("page", f"{NOBODY}: 1", ""),
    ("page-words", f"{NOBODY}: 1", ""),
    *((f"{kind}{words}", f"{NOBODY}: 1", "") for kind in ("section", "tag", "author") for words in ("", "-words")),
    *(
        (f"{kind}{words}", f"image: {{{NOBODY}: 1}}", "image")
        for kind in ("section", "tag")
        for words in ("", "-words")
    ),
    ("product", f"{NOBODY}: 1", ""),
    ("product", f"images: [{{{NOBODY}: 1}}]", "images/*"),
    ("product", f"options: [{{{NOBODY}: 1}}]", "options/*"),
    ("product", f"options: [{{values: [{{{NOBODY}: 1}}]}}]", "options/*/values/*/0"),
    ("product", f"variants: [{{{NOBODY}: 1}}]", "variants/*"),
    ("product", f"variants: [{{offers: [{{{NOBODY}: 1}}]}}]", "variants/*/offers/*"),
    ("product", f"manufacturer: {{{NOBODY}: 1}}", "manufacturer"),
    ("product", f"withdrawal: {{{NOBODY}: 1}}", "withdrawal"),
    ("product-words", f"{NOBODY}: 1", ""),
    ("product-words", f"images: [{{{NOBODY}: 1}}]", "images/*"),
    ("product-words", f"options: [{{{NOBODY}: 1}}]", "options/*"),
    ("product-words", f"options: [{{values: [{{{NOBODY}: 1}}]}}]", "options/*/values/*/0"),
    ("product-words", f"withdrawal: {{{NOBODY}: 1}}", "withdrawal"),
    ("coupons", f"FIVE: {{{NOBODY}: 1}}", "*"),
    ("site", f"{NOBODY}: 1", ""),
    ("site", f"languages: {{de: {{{NOBODY}: 1}}}}", "languages/*"),
    ("site", f"organization: {{{NOBODY}: 1}}", "organization"),
    ("site", f"brand: {{{NOBODY}: 1}}", "brand"),
    ("site", f"brand: {{dark: {{{NOBODY}: 1}}}}", "brand/dark"),
    ("site", f"markets: {{de: {{{NOBODY}: 1}}}}", "markets/*"),
    ("site", f"markets: {{de: {{shipping: [{{{NOBODY}: 1}}]}}}}", "markets/*/shipping/*"),
    ("site", f"markets: {{de: {{shipping: [{{rates: [{{{NOBODY}: 1}}]}}]}}}}", "markets/*/shipping/*/rates/*"),
]


@pytest.mark.parametrize(("name", "text", "way"), GROUPS)
def test_the_keys_of_a_group_are_those_that_the_decoder_asks_for(name: str, text: str, way: str) -> None:
    hints = [one.hint for one in told_of(name, text) if one.code == "E106" and NOBODY in one.message]
    assert [set(hint.removeprefix("Known are: ").removesuffix(".").split(", ")) for hint in hints] == [
        keys_of(name, way)
    ]


def groups_in(shape: object) -> int:
    """How many groups of named keys a schema has, markets' own prices aside, which have one for each market."""
    if isinstance(shape, list):
        return sum(groups_in(one) for one in shape)
    if not isinstance(shape, dict):
        return 0
    return int("properties" in shape) + sum(groups_in(one) for one in shape.values())


def test_every_group_of_every_schema_is_compared() -> None:
    compared = {(name, way) for name, _, way in GROUPS}
    same = 2 * 1  # the picture of an author is that of a section
    assert sum(groups_in(shape) for shape in schemas(Known()).values()) == len(compared) + same


@pytest.mark.parametrize("name", sorted(schemas(Known())))
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schemas(Known(language="de", sections=("a",), markets=("de",)))[name])


def test_a_translation_has_no_key_that_is_a_fact() -> None:
    for kind in FOLDERS.values():
        facts = keys_of(kind, "") - keys_of(f"{kind}-words", "")
        assert facts
        told = told_of(f"{kind}-words", "\n".join(f"{fact}: 1" for fact in facts))
        assert sorted(one.message.split()[0] for one in told if one.code == "E120") == sorted(facts)


def test_every_word_is_said_somewhere() -> None:
    text = repr(schemas(Known(language="de")))
    assert [
        key for key, (english, german) in WORDS.items() if not (repr(english)[1:-1] in text and german in text)
    ] == []


def test_ids_of_the_site_are_offered() -> None:
    known = Known(sections=("tea", "walks"), authors=("desk",), tags=("rain",), tax_classes=("standard",))
    found = schemas(known)
    validator = Draft202012Validator(found["story"])
    story = {"title": "A", "description": "B", "date": "2026-10-03", "section": "tea", "authors": ["desk"]}
    assert validator.is_valid(story | {"tags": ["rain", "new"]})
    assert not validator.is_valid(story | {"section": "garden"})
    assert not validator.is_valid(story | {"authors": ["nobody"]})
