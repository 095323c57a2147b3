from __future__ import annotations

import pytest

from generator.diagnostics import Diagnostic, Location, Severity
from generator.lenient import (
    doubtful,
    files_left_out,
    let_pass,
    told_beside_others,
    told_of_files,
    told_of_story,
    told_of_translation,
)

STORY, PRODUCT = "content/stories/moor.md", "content/products/mug.md"


def error(code: str, file: str = STORY) -> Diagnostic:
    return Diagnostic(severity=Severity.ERROR, code=code, message="Wrong.", hint="Mend it.", at=Location(file=file))


def test_what_passes_is_a_warning_that_names_its_error_place_and_cure() -> None:
    (told,) = let_pass([error("E106")])
    assert told == Diagnostic(
        severity=Severity.WARNING, code="W135", message="Let pass (E106): Wrong.", hint="Mend it."
    )
    assert told.at == Location(file=STORY)


def test_a_story_that_was_not_made_is_left_out() -> None:
    found = [error("E107")]
    out = doubtful(found, [])
    assert [one.code for one in told_of_story(found, out)] == ["W136"]
    assert out == {STORY}


@pytest.mark.parametrize(("code", "is_out"), [("E105", False), ("E419", False), ("E403", True), ("E423", True)])
def test_a_story_that_was_made_is_left_out_for_its_blocks_alone(code: str, is_out: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    assert bool(doubtful([error(code)], [STORY])) is is_out


def test_of_a_story_that_is_left_out_a_link_is_no_reason() -> None:
    assert [one.code for one in told_of_story([error("E419"), error("E107")], {STORY})] == ["W135", "W136"]


def test_a_translation_that_goes_with_its_original_is_named() -> None:
    told = told_of_translation("content/stories/moor.de.md", STORY)
    assert told.message == (
        "The story is left out (E119): This is a translation of content/stories/moor.md, which cannot be read."
    )
    assert files_left_out([told]) == {"content/stories/moor.de.md"}


def test_where_nothing_is_let_pass_all_is_told_as_it_is() -> None:
    found = (error("E118"), error("E501"))
    assert told_of_files(found, lenient=False) == told_beside_others(found, lenient=False) == found


def test_warnings_stay_as_they_are() -> None:
    warning = Diagnostic(severity=Severity.WARNING, code="W418", message="Silent.", at=Location(file=STORY))
    assert told_of_story([warning], {STORY}) == (warning,)


@pytest.mark.parametrize("code", ["E106", "E118", "E209", "E501", "E801"])
def test_nothing_of_a_product_is_let_pass(code: str) -> None:
    found = (error(code, PRODUCT),)
    assert told_of_files(found, lenient=True) == told_beside_others(found, lenient=True) == found
    assert told_of_story(found, ()) == found


@pytest.mark.parametrize("code", ["E201", "E202", "E301", "E302", "E605"])
def test_what_sells_and_what_has_no_address_is_an_error_in_a_story_too(code: str) -> None:
    assert told_beside_others([error(code)], lenient=True) == (error(code),)
