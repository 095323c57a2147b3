"""Mending: the fixes that diagnostics carry, written into the files they are for.

Rules of the room: a fix is done whole or not at all, and never where the line is another one by now; a file keeps its
encoding, its byte order mark, its line ends and its rights; it is exchanged in one step. No fix is thought of here.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from generator.diagnostics import Diagnostic, Edit, Fix

_BOM = "\ufeff"
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mended:
    """What came of a file: its texts ``before`` and ``after``, the diagnostics whose fix is ``done``, and the rest.

    ``left`` are those whose line is another one by now, or changed by another fix, or whose file cannot be written;
    ``why`` says so.
    """

    file: str
    before: str
    after: str
    done: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    why: str = "Its line has changed meanwhile."

    @property
    def diff(self) -> str:
        """What changes, as a unified diff; its line ends are line feeds."""
        texts = (_plain(self.before).splitlines(keepends=True), _plain(self.after).splitlines(keepends=True))
        lines = difflib.unified_diff(*texts, f"a/{self.file}", f"b/{self.file}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def mend(root: Path, diagnostics: Iterable[Diagnostic], *, dry: bool = False) -> tuple[Mended, ...]:
    """Do every fix of the ``diagnostics`` in the files below ``root``; ``dry``: only say what would be done."""
    by_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for found in diagnostics:
        if found.fix:
            by_file[found.fix[0].at.file].append(found)
    return tuple(_mend_file(root, file, by_file[file], dry=dry) for file in sorted(by_file))


def _mend_file(root: Path, file: str, found: Sequence[Diagnostic], *, dry: bool) -> Mended:
    path = root / file
    try:
        before = path.read_bytes().decode("utf-8")
        mended = mended_text(file, before, found)
        if mended.done and not dry:
            _exchange(path, mended.after.encode("utf-8"))
    except OSError as error:
        return Mended(file=file, before="", after="", done=(), left=tuple(found), why=f"{error.strerror}: {path}.")
    except UnicodeDecodeError:
        return Mended(file=file, before="", after="", done=(), left=tuple(found), why="The file is not UTF-8.")
    return mended


def mended_text(file: str, before: str, found: Sequence[Diagnostic]) -> Mended:
    """The text of a file with its fixes done, as far as they fit; pure."""
    text = before.removeprefix(_BOM)
    lines = _lines(text)
    done: list[Diagnostic] = []
    taken: list[Edit] = []
    for one in found:
        if all(_fits(edit, file, lines) for edit in one.fix) and _is_free(one.fix, taken):
            done.append(one)
            taken += (edit for edit in one.fix if edit not in taken)
    end = next((ending for _, ending in lines if ending), "\n")
    for edit in sorted(taken, key=lambda edit: (edit.at.line, edit.at.column), reverse=True):
        content, ending = lines[edit.at.line - 1]
        start = edit.at.column - 1
        if edit.text is None:
            lines[edit.at.line - 1] = ("", "")
        else:
            content = content[:start] + edit.text.replace("\n", end) + content[start + edit.at.length :]
            lines[edit.at.line - 1] = (content, ending)
    after = before[: len(before) - len(text)] + "".join(content + ending for content, ending in lines)
    return Mended(
        file=file, before=before, after=after, done=tuple(done), left=tuple(o for o in found if o not in done)
    )


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line with its end; the last one has none, and is empty where the text ends with a line's end."""
    return [(found[1], found[2]) for found in _LINE.finditer(text)][: len(re.findall(r"\r\n|\r|\n", text)) + 1]


def _fits(edit: Edit, file: str, lines: Sequence[tuple[str, str]]) -> bool:
    """Whether the line is still the one that the fix was made for."""
    at = edit.at
    inside = at.column - 1 + at.length <= len(at.text)
    return at.file == file and at.line <= len(lines) and lines[at.line - 1][0] == at.text and inside


def _is_free(fix: Fix, taken: Sequence[Edit]) -> bool:
    """Whether no other fix touches the same letters; one that is the same is no other."""
    return not any(_touches(edit, other) for edit in fix for other in taken if edit != other)


def _touches(one: Edit, other: Edit) -> bool:
    if one.at.line != other.at.line:
        return False
    if one.text is None or other.text is None:
        return True
    first, second = sorted((one, other), key=lambda edit: (edit.at.column, edit.at.length))
    return first.at.column + max(1, first.at.length) > second.at.column


def _exchange(path: Path, content: bytes) -> None:
    """Put a file with this content in the place of the one that is there, in one step."""
    target = path.resolve()  # a link stays a link
    draft = target.with_name(f".{target.name}.mended")
    try:
        draft.write_bytes(content)
        draft.chmod(target.stat().st_mode)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def told(mended: Iterable[Mended], *, dry: bool = False) -> Iterator[str]:
    """What was done and what was not, a line each."""
    verb = "would mend" if dry else "mended"
    for file in mended:
        for one in file.done:
            yield f"{verb} {one.fix[0].at}: {one.code} {one.message}"
        for one in file.left:
            yield f"not mended {one.fix[0].at}: {one.code} {one.message} {file.why}"
