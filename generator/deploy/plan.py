"""What a deploy has to do, worked out from lists of files alone (path → digest).

Rules of the room: pure. A hashed file lies at its own path for good. Every other file is kept by its digest, and its
page is a copy of that within the store: so a deploy and a rollback are the same switch.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.deploy.headers import is_hashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime, timedelta

    Files = Mapping[str, str]

#: Below `_till/`, which no host serves.
FOLDER = "_till/deploys"
KEPT = f"{FOLDER}/files"


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What lies at a target: for certain (path → digest), and what may lie there, since a deploy was broken off."""

    certain: Files
    possible: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """The way to other pages: ``steps`` of paths, each done before the next begins, then what is ``gone``."""

    steps: tuple[tuple[str, ...], ...]
    gone: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """What readers see anew."""
        return tuple(path for step in self.steps for path in step)


def stored(path: str, digest: str) -> str:
    """Where the content of a file lies in the store."""
    return path if is_hashed(path) else f"{KEPT}/{digest}{PurePosixPath(path).suffix}"


def objects(files: Files) -> dict[str, str]:
    """Everything that must be in the store for these files: place → path."""
    return {stored(path, digest): path for path, digest in sorted(files.items())}


def hashed(files: Iterable[str]) -> set[str]:
    """The paths of assets and pictures."""
    return {path for path in files if is_hashed(path)}


def is_page(path: str) -> bool:
    """True for what a reader opens."""
    return path.endswith(".html")


def build_hash(files: Files) -> str:
    """A name for exactly these files."""
    lines = "".join(f"{path} {digest}\n" for path, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


def before(live: Files | None, begun: Iterable[Files | None]) -> Before:
    """What lies at the target, from the list of the live deploy and of those that were broken off (None: lost)."""
    others = tuple(begun)
    possible = frozenset(path for files in (live, *others) for path in files or ())
    if live is None or None in others:
        return Before(certain={}, possible=possible)
    certain = {path: digest for path, digest in live.items() if all(one and one.get(path) == digest for one in others)}
    return Before(certain=certain, possible=possible)


def switch(there: Before, wanted: Files) -> Switch:
    """First feeds and the like, then new pages, then changed ones, so that no page leads to one that is not there."""
    changed = [path for path, digest in sorted(wanted.items()) if there.certain.get(path) != digest]
    seen = [path for path in changed if not is_hashed(path)]
    steps = (
        tuple(path for path in seen if not is_page(path)),
        tuple(path for path in seen if is_page(path) and path not in there.possible),
        tuple(path for path in seen if is_page(path) and path in there.possible),
    )
    gone = tuple(sorted(path for path in there.possible - wanted.keys() if not is_hashed(path)))
    return Switch(steps=steps, gone=gone)


def leaving(
    earlier: Mapping[str, datetime], known: Iterable[str], wanted: Iterable[str], now: datetime
) -> dict[str, datetime]:
    """Assets and pictures that no live page needs, with the moment since when."""
    return {path: earlier.get(path, now) for path in sorted((earlier.keys() | hashed(known)) - set(wanted))}


def expired(since: Mapping[str, datetime], kept: Iterable[str], now: datetime, grace: timedelta) -> Iterator[str]:
    """Those whose grace is over, and that no kept deploy needs."""
    needed = set(kept)
    return (path for path, moment in since.items() if now - moment >= grace and path not in needed)
