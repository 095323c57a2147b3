"""History: what was before this moment: when each file last changed, what it said, which files the last output had.

Rules of the room: it asks git, once for all files together, and where there is no history the files' own times, which a
fresh copy does not keep. What a file said is asked for where it matters alone.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.write import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Files that were copied or unpacked together have times within so many seconds, whatever was written first.
_TOGETHER_S = 3600
_CONTENT = "content"


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """When each file of content/ last changed, in seconds since 1970, by its path in the site.

    ``commits`` have done so, but for what is not committed yet. So many seconds of ``slack`` say nothing.
    """

    root: Path
    seconds: Mapping[str, int]
    commits: Mapping[str, str] = field(default_factory=dict)
    slack: int = 0

    def is_older(self, file: str, than: str) -> bool:
        """Whether a file was left alone when the other one changed."""
        one, other = self.seconds.get(file), self.seconds.get(than)
        return one is not None and other is not None and one + self.slack < other

    def was(self, file: str, when: str) -> str | None:
        """What a file said when another one, ``when``, last changed; None if nobody knows."""
        commit = self.commits.get(when)
        return _git(self.root, "show", f"{commit}:./{file}") if commit else None


def last_changes(root: Path) -> Changes:
    """By git's commits where the site has a history; what is not committed yet changed when its file did.

    In a shallow clone all files have the time of its first commit, and none is older than another.
    """
    files = (root / _CONTENT).rglob("*.md")
    times = {file.relative_to(root).as_posix(): int(file.stat().st_mtime) for file in files}
    asked = ("log", "--format=%x01%ct %H", "--name-only", "--no-renames", "-z", "--relative", "--", _CONTENT)
    logged = (_git(root, *asked) or "").replace("\n", "\0").split("\0")
    seconds: dict[str, int] = {}
    commits: dict[str, str] = {}
    at, commit = 0, ""
    for word in filter(None, logged):
        if word.startswith("\x01"):
            at, commit = int(word[1:].split()[0]), word.split()[1]
        elif word not in seconds:
            seconds[word], commits[word] = at, commit
    if not seconds:
        return Changes(root=root, seconds=times, slack=_TOGETHER_S)
    changed = set((_git(root, "diff", "--name-only", "--relative", "-z", "HEAD", "--", _CONTENT) or "").split("\0"))
    fresh = {file: time for file, time in times.items() if file in changed or file not in seconds}
    known = {file: commit for file, commit in commits.items() if file not in fresh}
    return Changes(root=root, seconds={**seconds, **fresh}, commits=known)


def last_files(output: Path) -> frozenset[str]:
    """The files that the output has, as paths such as ``stories/linen/index.html``; none where there is no output."""
    try:
        return frozenset(json.loads((output / MANIFEST).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _git(root: Path, *words: str) -> str | None:
    """What git says, None where there is no git, no repository or no such commit."""
    try:
        asked = ("git", "-C", str(root), "-c", "core.quotePath=false", *words)
        said = subprocess.run(asked, capture_output=True, check=True)  # noqa: S603 - our own words, a folder's name
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.decode("utf-8", "replace")
