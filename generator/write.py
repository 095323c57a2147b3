"""Writing: a finished site takes the place of the one before, whole or not at all.

Rules of the room: all files are put together in a folder beside the output (``.public.litfass-new``), unchanged ones as
hard links; then two renames exchange the folders, and the old one is removed. A fault or a kill before the renames
leaves the old output as it was; one between them leaves it as ``.public.litfass-old``, which the next run puts back.
Of two runs at once the second waits for the first. Only a folder that this room has made is ever replaced: its list of
files, ``_till/output.json``, says so.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Report

#: Within the one folder of the output that is never served.
MANIFEST = "_till/output.json"

_MADE_BY = "litfass"
_JUNK = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file managers leave behind
_SHOWN = 3

Contents = bytes | Path
"""What a file of the output contains: its bytes, or the file to copy it from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What changed in the output: paths ``rewritten`` (new ones too) and ``removed``, and how many stayed."""

    rewritten: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def publish(files: Mapping[str, Contents], output: Path, report: Report) -> Written | None:
    """Make ``output`` hold exactly ``files``; None and a diagnostic if it must not or cannot be replaced."""
    target = output.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent):
            _put_back(target)
            if not _is_ours(target, output, report):
                return None
            return _exchange(_with_manifest(files), target)
    except OSError as error:
        place = error.filename or target
        hint = "The old output is as it was. Is there room on the disk, and may you write there?"
        report.error("E902", f"{place} cannot be written: {error.strerror}.", hint)
        return None


def remove(output: Path, report: Report) -> None:
    """Remove ``output`` if it is ours; a diagnostic if it is not."""
    target = output.resolve()
    if not target.parent.is_dir():
        return
    try:
        with _alone(target.parent):
            _put_back(target)
            if target.exists() and _is_ours(target, output, report):
                shutil.rmtree(target)
    except OSError as error:
        report.error("E902", f"{error.filename or target} cannot be removed: {error.strerror}.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else write an output into ``folder`` meanwhile; the system lets go of a lock when its holder dies."""
    if sys.platform == "win32":  # folders cannot be locked there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _with_manifest(files: Mapping[str, Contents]) -> dict[str, Contents]:
    hashes = {path: hashlib.sha256(_bytes(content)).hexdigest()[:16] for path, content in sorted(files.items())}
    text = json.dumps({"made_by": _MADE_BY, "files": hashes}, indent=0)
    return {**dict(sorted(files.items())), MANIFEST: text.encode()}


def _bytes(content: Contents) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _is_ours(target: Path, output: Path, report: Report) -> bool:
    if not target.exists():
        return True
    if not target.is_dir():
        report.error("E901", f"{output} is a file, not a folder.", "Name another folder with --output.")
        return False
    if target == target.parent:
        report.error("E901", f"{output} is the root of the disk.", "Name another folder with --output.")
        return False
    known = _manifest(target)
    if known is None:
        if not any(target.iterdir()):
            return True
        hint = "Name an empty or a new folder with --output, or empty that one yourself."
        report.error("E901", f"{output} has files that litfass did not make; it is not replaced.", hint)
        return False
    foreign = sorted(_listing(target) - known - {MANIFEST})
    if foreign:
        some = ", ".join(foreign[:_SHOWN]) + (", …" if len(foreign) > _SHOWN else "")
        files = f"{len(foreign)} file{'s' * (len(foreign) != 1)}"
        hint = "Keep such files elsewhere; a build would remove them."
        report.error("E903", f"{output} has {files} that litfass did not make: {some}.", hint)
    return not foreign


def _listing(folder: Path) -> set[str]:
    found = (Path(base) / name for base, _, names in os.walk(folder) for name in names if name not in _JUNK)
    return {path.relative_to(folder).as_posix() for path in found}


def _manifest(folder: Path) -> set[str] | None:
    try:
        read = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(read, dict) and read.get("made_by") == _MADE_BY and isinstance(read.get("files"), dict)
    return set(read["files"]) if ours else None


def _beside(target: Path, what: str) -> Path:
    return target.parent / f".{target.name}.litfass-{what}"


def _put_back(target: Path) -> None:
    """Mend what a killed run left: an old output without its name, or a staging folder."""
    old = _beside(target, "old")
    if old.exists() and not target.exists():
        old.rename(target)
    for rest in (old, _beside(target, "new")):
        if rest.exists():
            shutil.rmtree(rest)


def _exchange(files: Mapping[str, Contents], target: Path) -> Written:
    new, old = _beside(target, "new"), _beside(target, "old")
    before = _listing(target) if target.is_dir() else set()
    rewritten = []
    try:
        for path, content in files.items():
            if not _stage(content, target / path, new / path):
                rewritten.append(path)
        if target.exists():
            target.rename(old)
        new.rename(target)
    except OSError:
        _put_back(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
    changed = tuple(path for path in rewritten if path != MANIFEST)
    removed = tuple(sorted(before - files.keys()))
    return Written(rewritten=changed, removed=removed, unchanged=len(files) - 1 - len(changed))


def _stage(content: Contents, live: Path, staged: Path) -> bool:
    """Put a file into the staging folder; True if it is the live one, unchanged."""
    staged.parent.mkdir(parents=True, exist_ok=True)
    data = _bytes(content)
    same = live.is_file() and live.stat().st_size == len(data) and live.read_bytes() == data
    if same:
        try:
            os.link(live, staged)
        except OSError:  # a file system without hard links
            shutil.copy2(live, staged)
    else:
        # Also a kept picture is written anew: a link would let whoever edits the output edit the cache.
        staged.write_bytes(data)
    return same
