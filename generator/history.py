"""History: what was before this moment: when each file last changed, and which pages the last output had.

Rules of the room: it asks git once or twice for all files together, and where there is no history the files' own times,
which a fresh copy does not keep. It reads no text of the magazine.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
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
    """When each file last changed, in seconds since 1970, by its path in the site; ``slack`` seconds say nothing."""

    seconds: Mapping[str, int]
    slack: int = 0

    def is_older(self, file: str, than: str) -> bool:
        """Whether a file was left alone when the other one changed."""
        one, other = self.seconds.get(file), self.seconds.get(than)
        return one is not None and other is not None and one + self.slack < other


def last_changes(root: Path) -> Changes:
    """By git's commits where the site has a history; what is not committed yet changed when its file did.

    In a shallow clone all files have the time of its first commit, and none is older than another.
    """
    times = _times(root)
    committed = _git(root, "log", "--format=%x01%ct", "--name-only", "--no-renames", "-z", "--relative")
    if not committed:
        return Changes(seconds=times, slack=_TOGETHER_S)
    seconds: dict[str, int] = {}
    at = 0
    for word in committed.replace("\n", "\0").split("\0"):
        if word.startswith("\x01"):
            at = int(word[1:])
        elif word:
            seconds.setdefault(word, at)
    changed = set(_git(root, "diff", "--name-only", "--relative", "-z", "HEAD").split("\0"))
    fresh = {file: time for file, time in times.items() if file in changed or file not in seconds}
    return Changes(seconds={**seconds, **fresh})


def last_pages(output: Path) -> frozenset[str]:
    """The pages that the output has, as paths such as ``stories/linen/index.html``; none where there is no output."""
    try:
        listed = json.loads((output / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(path for path in listed if path.endswith(".html"))


def _git(root: Path, *words: str) -> str:
    """What git says of content/, "" where there is no git, no repository or no commit."""
    try:
        asked = ("git", "-C", str(root), "-c", "core.quotePath=false", *words, "--", _CONTENT)
        said = subprocess.run(asked, capture_output=True, check=True)  # noqa: S603 - our own words, a folder's name
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.decode("utf-8", "replace")


def _times(root: Path) -> dict[str, int]:
    """The times of the files themselves."""
    files = (root / _CONTENT).rglob("*.md")
    return {file.relative_to(root).as_posix(): int(file.stat().st_mtime) for file in files}
