"""Lenient: which faults of a story are warnings where site.yml says ``lenient: true``, and what becomes of them.

Rules of the room: diagnostics in, diagnostics out. A fault that leaves a story readable is let pass, with the fallback
that its room has; any other leaves that story out, and the rest of the magazine goes on. Only stories are read so:
nothing of a product is let pass, neither its file nor a reference to it, for a price is never a guess.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_PASSES, _LEFT_OUT = "W135", "W136"
#: Where stories lie.
_STORIES = "content/stories/"
#: What is said of a front matter begins so; if a story came of it all the same, the fault is one that passes.
_FRONT_MATTER = "E1"
#: What stands alone in a body: a link, a picture. The words go on without it.
_IN_BODIES = frozenset({"E407", "E409", "E419"})
#: What shows only beside the rest of the magazine: a term or a story that is not there, an alias, a picture, a link.
_BESIDE_OTHERS = frozenset(
    {"E209", "E303", "E304", "E501", "E502", "E503", "E504", "E505", "E506", "E507", "E801", "E802"}
)


def doubtful(found: Iterable[Diagnostic], read: Collection[str]) -> frozenset[str]:
    """The files of a story that are to be left out; of those in ``read`` front matters were made editions."""
    files = (
        (one, one.at.file) for one in found if one.severity is Severity.ERROR and one.at and _concerns_a_story(one)
    )
    return frozenset(file for one, file in files if file not in read or not _passes(one))


def let_pass(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Faults of a front matter without which it can be read."""
    return tuple(_let_pass(one) for one in found)


def told_of_story(found: Iterable[Diagnostic], out: Collection[str]) -> tuple[Diagnostic, ...]:
    """The diagnostics of a story's own files as warnings, ``out`` being the files that are left out."""
    own = ((one, _is_in(one, out) and one.code not in _IN_BODIES) for one in found)
    return tuple(
        _left_out(one) if hinders else _let_pass(one) if _concerns_a_story(one) else one for one, hinders in own
    )


def files_left_out(told: Iterable[Diagnostic]) -> set[str]:
    """The files that are said to be left out."""
    return {one.at.file for one in told if one.code == _LEFT_OUT and one.at}


def told_of_translation(file: str, original: str) -> Diagnostic:
    """What is said of a translation that is left out because its ``original`` is."""
    message, cure = f"This is a translation of {original}, which cannot be read.", "Mend that file first."
    fault = Diagnostic(severity=Severity.ERROR, code="E119", message=message, hint=cure, at=Location(file=file))
    return _left_out(fault)


def told_of_files(found: Iterable[Diagnostic], *, lenient: bool) -> tuple[Diagnostic, ...]:
    """The diagnostics of names and folders: whatever file of a story has one that is an error is left out."""
    return tuple(_left_out(one) if lenient and _concerns_a_story(one) else one for one in found)


def told_beside_others(found: Iterable[Diagnostic], *, lenient: bool) -> tuple[Diagnostic, ...]:
    """The diagnostics of the whole magazine: a story goes without the term, picture or link that is not there."""
    passing = ((one, lenient and one.code in _BESIDE_OTHERS and _concerns_a_story(one)) for one in found)
    return tuple(_let_pass(one) if passes else one for one, passes in passing)


def is_of_a_story(path: str) -> bool:
    """Whether a file is one of a story, by its path."""
    return path.startswith(_STORIES)


def _concerns_a_story(one: Diagnostic) -> bool:
    return one.at is not None and is_of_a_story(one.at.file)


def _is_in(one: Diagnostic, files: Collection[str]) -> bool:
    return one.at is not None and one.at.file in files


def _passes(one: Diagnostic) -> bool:
    return one.code.startswith(_FRONT_MATTER) or one.code in _IN_BODIES


def _let_pass(one: Diagnostic) -> Diagnostic:
    return _as_warning(one, _PASSES, "Let pass")


def _left_out(one: Diagnostic) -> Diagnostic:
    return _as_warning(one, _LEFT_OUT, "The story is left out")


def _as_warning(one: Diagnostic, code: str, what: str) -> Diagnostic:
    """An error as a warning that says what becomes of it; any other as it is."""
    if one.severity is not Severity.ERROR:
        return one
    return replace(one, severity=Severity.WARNING, code=code, message=f"{what} ({one.code}): {one.message}")
