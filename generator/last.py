"""The last build: whether anything is other than it was then; if not, what came of it holds again.

Rules of the room: it asks the system for times and sizes alone and reads no file of the site; whatever it is not sure
of is other. It loads little, since a build that has nothing to do should be over before another one has begun.
"""

from __future__ import annotations

import os
import pickle
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.cache import Memory, code_version
from generator.stamps import is_settled, quiet_since, stamp_of
from generator.write import Written, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.stamps import Stamp

#: What a build reads in the folder of a site.
_READ = ("site.yml", "content", "themes", "extensions")
_TABLE = "last"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What came of a build: all findings, the number of pages, and what was ``written`` (None: nothing).

    ``because`` says of each page and channel that was made why it was.
    """

    diagnostics: tuple[Diagnostic, ...]
    failed: bool
    pages: int = 0
    written: Written | None = None
    because: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a build of a site reads: the stamp of each file and folder, believed if left alone ``since`` a time in ns.

    ``elsewhere`` are the folders of themes that do not lie in the site.
    """

    since: int
    stamps: Mapping[str, Stamp]
    elsewhere: tuple[str, ...]

    @classmethod
    def of(cls, root: Path, elsewhere: Iterable[str]) -> Seen:
        """Look now."""
        since, outside = quiet_since(), tuple(elsewhere)
        folders = (*(os.path.join(root, name) for name in _READ), *outside)  # noqa: PTH118 - thousands of paths, as texts
        stamps = {path: stamp for one in folders for path, stamp in _stamps(one)}
        return cls(since=since, stamps=stamps, elsewhere=outside)

    @property
    def is_sure(self) -> bool:
        """Whether all had been left alone for a while: what was just written may be once more, without a trace."""
        return all(is_settled(stamp, self.since) for stamp in self.stamps.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Last:
    """A build that went live: of what, as of when until when, how, and what came of it."""

    seen: Seen
    steady: tuple[datetime | None, datetime | None]
    switches: Mapping[str, bool | str]
    result: Result


def recall(root: Path, output: Path, now: datetime, switches: Mapping[str, bool | str]) -> Result | Seen | None:
    """What came of the last build, if this one would be the same; ``switches`` are the options that change a site.

    Where anything may be other (the site, the theme, the output, the tool, or what time has brought), what was seen of
    the site, so that the build need not look again; None if it was not looked at.
    """
    kept = Memory.open(root, code_version()).find(_TABLE, _key(output))
    if kept is None or now.tzinfo is None:
        return None
    last: _Last = pickle.loads(kept)  # noqa: S301 - our own cache, as trusted as the code
    since, until = last.steady
    if last.switches != switches or (since and now < since) or (until and now >= until):
        return None
    seen = Seen.of(root, last.seen.elsewhere)
    return last.result if seen.stamps == last.seen.stamps and unchanged(output) else seen


def remember(
    memory: Memory,
    output: Path,
    seen: Seen,
    steady: tuple[datetime | None, datetime | None],
    switches: Mapping[str, bool | str],
    result: Result,
) -> None:
    """Keep a build for `recall`; ``seen`` is from before anything was read, ``steady`` as in the graph."""
    files = len(result.written.rewritten) + result.written.unchanged if result.written else 0
    again = replace(result, written=Written(rewritten=(), removed=(), unchanged=files), because={})
    last = _Last(seen=seen, steady=steady, switches=dict(switches), result=again)
    with suppress(OSError), memory.writing() as changes:
        changes.drop(_TABLE, [_key(output)])
        if seen.is_sure:
            changes.put(_TABLE, {_key(output): pickle.dumps(last)})


def _key(output: Path) -> str:
    return str(output.resolve())


def _stamps(path: str) -> Iterator[tuple[str, Stamp]]:
    """The stamps of a file, or of a folder and all below it but what is hidden; a link to a folder is never sure."""
    yield path, _stamp(path)
    try:
        entries = os.scandir(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            if not entry.name.startswith("."):
                if not entry.is_dir():
                    yield entry.path, _stamp(entry)
                elif entry.is_symlink():
                    yield entry.path, (time.time_ns(), 0, 0, 0)
                else:
                    yield from _stamps(entry.path)


def _stamp(file: os.DirEntry[str] | str) -> Stamp:
    try:
        return stamp_of(file)
    except OSError:
        return 0, 0, -1, 0
