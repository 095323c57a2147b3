"""Stamps: whether a tree is as we left it, told by a look at sizes, times and inodes instead of its bytes.

Rules of the room: what was just made gets a time two seconds back (`settled`), so that whoever alters it later changes
its time, however coarse the clock. Who adds or removes a file changes the time of its folder. The stamps lie beside the
output, never in it; since the list of files has a stamp too, those of another tree are never taken for this one's.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.stamps import TICK_NS
from generator.write.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

_JUNK = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file managers leave behind

Stamp = tuple[int, int, int]
"""Size in bytes, time of the last change in ns, inode."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """The files of a tree: ``digests`` and stamps by path, in the same order; its folders' times, its own as ``.``."""

    digests: Mapping[str, str]
    files: Mapping[str, Stamp]
    folders: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spare:
    """The spare tree: its folders' times, and the paths at which it is not the live one; all else are hard links."""

    folders: Mapping[str, int]
    differing: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What is known from the last time: the live tree, and the spare one if there is any."""

    live: Tree
    spare: Spare | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """Files of others, in order, and the folders that hold something unknown, be it a file manager's or empty."""

    foreign: list[str]
    unclean: set[str]


def unchanged(output: Path) -> bool:
    """Whether ``output`` is exactly as the last build left it; False also if that is not known."""
    place = Place.of(output)
    kept = read(place)
    if kept is None:
        return False
    try:
        files, folders = moved(place.target, kept.live)
        return not files and not listed(place.target, kept.live, folders).foreign
    except OSError:  # it is not there, or is being exchanged
        return False


def moved(tree: str, known: Tree) -> tuple[list[str], list[str]]:
    """The files and the folders that are not as ``known``.

    Raises:
        OSError: There is no such tree.

    """
    with looking(tree) as look:
        files = [
            path
            for path, was in known.files.items()
            if (seen := look(path)) is None or (seen.st_size, seen.st_mtime_ns, seen.st_ino) != was
        ]
        folders = [
            path for path, was in known.folders.items() if (seen := look(path)) is None or seen.st_mtime_ns != was
        ]
    return files, folders


def listed(tree: str, known: Tree, folders: Iterable[str]) -> Listing:
    """What lies in ``folders`` besides the files and folders that are ``known``."""
    foreign: list[str] = []
    unclean = set()
    for folder in folders:
        for entry in _entries(f"{tree}/{folder}"):
            path = entry.name if folder == "." else f"{folder}/{entry.name}"
            is_folder = entry.is_dir(follow_symlinks=False)
            if path not in (known.folders if is_folder else known.files):
                unclean.add(folder)
                if is_folder:
                    foreign += listed(tree, known, [path]).foreign
                elif entry.name not in _JUNK:
                    foreign.append(path)
    return Listing(foreign=sorted(foreign), unclean=unclean)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def settled(tree: str, paths: Iterable[str], now: int) -> dict[str, Stamp]:
    """The stamps of files or folders, after the times of new ones were set back by a tick of the coarsest clock.

    ``now`` is the file system's own time in ns, or any before it.
    """
    stamps = {}
    with looking(tree) as look:
        for path in paths:
            seen = look(path)
            if seen and seen.st_mtime_ns > now - TICK_NS:
                time = seen.st_mtime_ns - TICK_NS
                os.utime(f"{tree}/{path}", ns=(time, time))
                seen = look(path)
            if seen:
                stamps[path] = (seen.st_size, seen.st_mtime_ns, seen.st_ino)
    return stamps


@contextmanager
def looking(tree: str) -> Iterator[Callable[[str], os.stat_result | None]]:
    """A function for what the system says of a path in ``tree``; None of what is not there.

    Raises:
        OSError: There is no such tree.

    """
    quick = os.stat in os.supports_dir_fd  # a path from an open folder on is a fifth quicker to look up
    handle = os.open(tree, os.O_RDONLY) if quick else None
    base = "" if quick else f"{tree}/"

    def look(path: str) -> os.stat_result | None:
        try:
            return os.lstat(base + path, dir_fd=handle)
        except (FileNotFoundError, NotADirectoryError):
            return None

    try:
        yield look
    finally:
        if handle is not None:
            os.close(handle)


def keep(place: Place, kept: Kept) -> None:
    """Write down what is known, whole or not at all."""
    live, spare = kept.live, kept.spare
    columns = (
        *(list(live.digests), list(live.digests.values()), *map(list, zip(*live.files.values(), strict=True))),
        *(list(live.folders), list(live.folders.values())),
        *((list(spare.folders), list(spare.folders.values()), list(spare.differing)) if spare else ([], [], [])),
    )
    body = marshal.dumps(columns)
    with open(f"{place.stamps}-new", "wb") as file:
        file.write(_head(body) + body)
    os.replace(f"{place.stamps}-new", place.stamps)


def read(place: Place) -> Kept | None:
    """What was kept; None if there is nothing, or nothing whole by this version."""
    try:
        with open(place.stamps, "rb") as file:
            head, body = file.readline(), file.read()
    except OSError:
        return None
    if head != _head(body):
        return None
    paths, digests, sizes, times, inodes, *rest = marshal.loads(body)  # noqa: S302 (our own file, whole by its sum)
    folders, folder_times, spare_folders, spare_times, differing = rest
    live = Tree(
        digests=dict(zip(paths, digests, strict=True)),
        files=dict(zip(paths, zip(sizes, times, inodes, strict=True), strict=True)),
        folders=dict(zip(folders, folder_times, strict=True)),
    )
    spare = Spare(folders=dict(zip(spare_folders, spare_times, strict=True)), differing=frozenset(differing))
    return Kept(live=live, spare=spare if spare.folders else None)


def _head(body: bytes) -> bytes:
    """What a file with this body begins with: the format of both, and a sum that tells what was cut off."""
    return f"litfass stamps 1 {sys.implementation.cache_tag} {zlib.crc32(body)}\n".encode()
