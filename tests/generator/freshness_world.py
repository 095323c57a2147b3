"""A site on disk that is built again and again, and held each time to a clean build of a copy.

Rules of the room: a clean build is made by a process that has built nothing before, in a folder of its own; so neither
what lies on disk nor what a process remembers can make both wrong in the same way.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from generator.build import Options, build
from generator.diagnostics import as_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess

    from tests.generator.freshness_kinds import Files

    Saving = Literal["in place", "as a new file", "in secret"]

Answer = TypeVar("Answer")

#: When the magazine is built at first: one story is still to come, one about to expire.
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

#: Other moments, at which stories come and go and offers begin and end.
MOMENTS = (
    *(NOW + timedelta(days=days) for days in (0, 1, 2, 40, -1)),
    datetime(2026, 11, 23, 11, tzinfo=UTC) - timedelta(seconds=1),  # the last second of an offer
    datetime(2026, 11, 23, 11, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),  # another year's holidays
    datetime(2026, 11, 22, 12),  # noqa: DTZ001 (one in the site's own zone)
)

#: Where there is a file system in memory, sites lie there: others take their time to remove folders.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None

_MANIFEST = "_till/output.json"
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["__main__", "tests.generator.freshness_warm"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a build says: its findings, whether it failed, how many pages there are."""

    found: tuple[dict[str, object], ...]
    failed: bool
    pages: int

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, sorted."""
        return sorted(str(found["code"]) for found in self.found)


@dataclass(kw_only=True)
class World:
    """A site in a folder, and its ``files`` as they should be; ``whole`` is how they were when they last built.

    ``steps`` tells what was done so far, for what is wrong in the end.
    """

    folder: Path
    files: dict[str, bytes]
    now: datetime = NOW
    moves: int = 0
    steps: list[str] = field(default_factory=list)
    whole: dict[str, bytes] = field(default_factory=dict)
    known: dict[object, tuple[Told, dict[str, bytes]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        write_all(self.root, self.files)

    @property
    def root(self) -> Path:
        """Where the site lies now."""
        return self.folder / f"site-{self.moves}"

    @property
    def output(self) -> Path:
        """Its output."""
        return self.root / "public"

    def save(self, files: Files, saving: Saving = "in place") -> None:
        """Make the site on disk what ``files`` say; "in secret" is with the times that the files had before."""
        changed = sorted(path for path in {*self.files, *files} if self.files.get(path) != files.get(path))
        self.steps.append(f"saved {saving}: {', '.join(changed)}")
        for path in self.files.keys() - files.keys():
            (self.root / path).unlink()
        for path, content in files.items():
            if content != self.files.get(path):
                _save(self.root / path, content, saving)
        self.files = dict(files)

    def compare(self, options: Options | None = None, *, elsewhere: bool = False, restarted: bool = False) -> bool:
        """Build; whether that is as a clean build would be in all that it says and writes. Says whether it built."""
        options = options or Options()
        output = self.folder / "elsewhere" if elsewhere else self.output
        expected, clean = self.clean(options)
        before = files_of(output)
        told = (
            in_another_process(told_by, self.root, output, self.now, options)
            if restarted
            else self.build(options, output)
        )
        wrong = [*unlike(told, expected), *differences(files_of(output), before if told.failed else clean)]
        assert not wrong, "\n".join([*wrong, "", *self.steps])
        self.steps.append(f"built{' elsewhere' * elsewhere}{' in a new process' * restarted}, failed: {told.failed}")
        return not told.failed

    def build(self, options: Options | None = None, output: Path | None = None) -> Told:
        """Build in this process."""
        return told_by(self.root, output or self.output, self.now, options or Options())

    def clean(self, options: Options) -> tuple[Told, dict[str, bytes]]:
        """What a clean build of the same files says and writes."""
        key = (frozenset(self.files.items()), self.now, options)
        if key not in self.known:
            self.known[key] = in_another_process(clean_build, self.files, self.now, options)
        return self.known[key]

    def compare_and_mend(self, *, restarted: bool = False) -> None:
        """Compare; what has failed twice is put back as it was when it last built."""
        was_whole = self.files == self.whole or not self.whole
        if self.compare(restarted=restarted):
            self.whole = self.files
        elif not was_whole:
            self.save(self.whole)
            self.compare()

    def move(self, *, copied: bool) -> None:
        """Take the site elsewhere, what it keeps and its output included."""
        old = self.root
        self.moves += 1
        self.steps.append("copied elsewhere" if copied else "moved")
        if copied:
            shutil.copytree(old, self.root)
            shutil.rmtree(old)
        else:
            old.rename(self.root)

    def written(self, number: int) -> Path | None:
        """One of the files of the output, but not their list; None if there is none."""
        paths = sorted(files_of(self.output).keys() - {_MANIFEST})
        return self.output / paths[number % len(paths)] if paths else None

    def kept(self, number: int) -> Path | None:
        """One of the files that builds keep for the next, pictures apart; None if there is none."""
        folder = self.root / ".litfass"
        files = sorted(path for path in folder.rglob("*") if path.is_file() and "images" not in path.parts)
        return files[number % len(files)] if files else None


def told_by(root: Path, output: Path, now: datetime, options: Options) -> Told:
    """Build, and what was said."""
    result = build(root, output, now, options)
    found = tuple(as_json(one) for one in result.diagnostics)
    return Told(found=found, failed=result.failed or result.written is None, pages=result.pages)


def clean_build(files: Files, now: datetime, options: Options) -> tuple[Told, dict[str, bytes]]:
    """A build of these files in a new folder, and what it wrote."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        root = Path(folder)
        write_all(root, files)
        told = told_by(root, root / "public", now, options)
        return told, files_of(root / "public")


def in_another_process(function: Callable[..., Answer], *arguments: object) -> Answer:
    """The answer of a process that is new, and ends with it."""
    here, there = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_answer, args=(there, function, arguments))
    process.start()
    there.close()
    with here:
        answer: Answer = here.recv()
    process.join()
    return answer


def started(world: World) -> BaseProcess:
    """A process that builds the site."""
    process = _PROCESSES.Process(target=told_by, args=(world.root, world.output, world.now, Options()))
    process.start()
    return process


def files_of(folder: Path) -> dict[str, bytes]:
    """What each file below a folder contains."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def write_all(folder: Path, files: Files) -> None:
    """Write all files below a folder."""
    for path, content in files.items():
        _save(folder / path, content, "in place")


def unlike(told: Told, expected: Told) -> list[str]:
    """What was told otherwise than by a clean build, a line each."""
    lines = [f"said: {one}" for one in told.found if one not in expected.found]
    lines += [f"not said: {one}" for one in expected.found if one not in told.found]
    if not lines and told != expected:
        lines += [f"told: {told}", f"expected: {expected}"]
    return lines


def differences(built: Files, clean: Files) -> list[str]:
    """What is not the same in two outputs, a line each."""
    return [
        f"{path}: {_around(built.get(path), clean.get(path))}"
        for path in sorted(built.keys() | clean.keys())
        if built.get(path) != clean.get(path)
    ]


def _around(built: bytes | None, clean: bytes | None) -> str:
    """The first place where two files differ."""
    if built is None or clean is None:
        return "is missing" if built is None else "should not be there"
    same = next((place for place, pair in enumerate(zip(built, clean, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, same - 30)
    return f"{built[start : start + 80]!r} should be {clean[start : start + 80]!r}"


def _save(file: Path, content: bytes, saving: Saving) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    times = file.stat() if file.exists() else None
    if saving == "as a new file":
        half = file.with_name(f"{file.name}~")
        half.write_bytes(content)
        half.replace(file)
    else:
        file.write_bytes(content)
    if saving == "in secret" and times:
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def _answer(
    there: multiprocessing.connection.Connection, function: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    with there:
        there.send(function(*arguments))
