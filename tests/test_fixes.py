"""What ``check --fix`` mends: for each code a tiny site is mended, and nothing worse comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.build import Options, check
from generator.diagnostics import Diagnostic, Severity
from generator.mend import mend
from tests.test_sites import NOW, SITES, sections, write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FIXABLE = {
    "E101": "front-matter-dashes",
    "E102": "yaml-colon",
    "E103": "price-comma",
    "E106": "key-unknown",
    "E109": "yaml-typographic-quotes-german",
    "E110": "boolean-yes",
    "E114": "content-comma",
    "E117": "picture-path",
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
