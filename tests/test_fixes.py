"""What ``check --fix`` mends: for each code a tiny site is mended, and nothing worse comes of it."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.build import Options, check
from generator.diagnostics import Diagnostic, Severity
from generator.mend import mend
from tests.test_sites import NOW, SITES, sections, write
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from collections.abc import Iterable

FIXABLE = {
    "E101": "front-matter-dashes",
    "E102": "yaml-colon",
    "E103": "price-comma",
    "E106": "key-unknown",
    "E107": "key-quotes-empty",
    "E109": "yaml-typographic-quotes-german",
    "E110": "boolean-yes",
    "E114": "content-comma",
    "E115": "case-and-scheme",
    "E117": "picture-path",
    "E144": "prices-quoted",
    "E201": "reference-unknown-product",
    "E209": "reference-unknown-section",
    "E401": "block-indented",
    "E403": "block-unknown",
    "E405": "block-nearly",
    "E407": "link-address",
    "E423": "block-option-unknown",
    "E424": "block-option-value",
    "E426": "block-option-nearly",
    "E801": "link-below-a-path",
    "E802": "link-no-heading",
    "N305": "proof-address-vanished",
    "W206": "legal-pages-missing",
    "W414": "text-heading",
    "W416": "text-slips",
}


def written(name: str, root: Path) -> Path:
    files = sections(SITES / f"{name}.txt")
    expected = ("diagnostics", "diagnostics with notes")
    write(root, sections(SITES / "_base.txt"))
    write(root, {path: text for path, text in files.items() if path not in expected})
    return root


def found(root: Path) -> tuple[Diagnostic, ...]:
    return check(root, NOW, Options()).diagnostics


def errors(diagnostics: tuple[Diagnostic, ...]) -> set[tuple[str, str]]:
    return {(one.code, one.message) for one in diagnostics if one.severity is Severity.ERROR}


def places(diagnostics: Iterable[Diagnostic]) -> set[tuple[str, str, str]]:
    return {(one.code, one.message, str(one.at)) for one in diagnostics}


@pytest.mark.parametrize(("code", "name"), FIXABLE.items(), ids=FIXABLE)
def test_what_is_certain_is_mended_and_nothing_worse_comes_of_it(code: str, name: str, tmp_path: Path) -> None:
    before = found(written(name, tmp_path))
    assert code in {one.code for one in before if one.fix}
    mended = mend(tmp_path, before)
    after = found(tmp_path)
    assert [one for file in mended for one in file.left] == []
    assert [one for one in after if one.fix] == []
    assert errors(after) <= errors(before)
    assert places(after) & places(one for one in before if one.fix) == set()


def test_a_number_is_no_slip_of_another(tmp_path: Path) -> None:
    assert [one.fix for one in found(written("reference-unknown-sku", tmp_path)) if one.code == "E201"] == [()]


def test_no_fix_names_a_second_time_what_is_named_already(tmp_path: Path) -> None:
    assert [one.fix for one in found(written("reference-unknown-author", tmp_path)) if one.code == "E209"] == [()]


STORY = """---
title: Over the moor
description: Eleven days of rain.
section: walks
authors: [desk]
date: 2026-10-03
---
## Rain

It rained, and the [mug](product:mugs-of-steel) was warm; see [the way](page:imprint) and [rain](#rain).

:::{product} mugs-of-steel
:layout: card
:::
"""
#: Every word of the story that the magazine knows, with what stands before it.
KNOWN = re.findall(r"^\w+(?=:)|(?<=:)[a-z-]{4,}(?=\))|(?<=\{)\w+|(?<=^:)\w+|(?<=: )(?:walks|card)", STORY, re.MULTILINE)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_slip_of_one_letter_is_taken_back_or_left_alone(data: st.DataObject) -> None:
    """Whatever was mistyped: the file is as it was meant or as it was written, and never a third thing."""
    word = data.draw(st.sampled_from(sorted(set(KNOWN))))
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(["", "x", f"{word[place]}{word[place]}"]))
    slip = STORY.replace(word, f"{word[:place]}{letter}{word[place + 1 :]}", 1)
    with TemporaryDirectory() as folder:
        root = write_site(Path(folder))
        product = (root / "content/products/mug.md").read_text("utf-8")
        write_files(root, {"content/products/mugs-of-steel.md": product.replace("MUG-1", "STEEL-1")})
        write_files(root, {"content/stories/moor.md": slip})
        mend(root, found(root))
        assert (root / "content/stories/moor.md").read_text("utf-8") in {STORY, slip}


def test_a_good_magazine_is_left_alone(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    assert mend(root, found(root)) == ()
