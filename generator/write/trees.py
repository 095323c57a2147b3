"""Trees: files are linked, moved and dropped until a tree holds what it should.

Rules of the room: it works on a tree that is not live, and does as much as there is to change, not as much as there is.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from generator.write.stage import Folders, parent
from generator.write.stamps import Tree, settled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def contents(tree: str) -> list[str]:
    """The paths of all files in ``tree``."""
    files, folders = [], [""]
    while folders:
        base = folders.pop()
        with os.scandir(f"{tree}/{base}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{base}{entry.name}/")
                else:
                    files.append(base + entry.name)
    return files


def drop(tree: str, paths: Collection[str]) -> set[str]:
    """Remove the files at ``paths`` where there are any, and what folders that leaves empty; those."""
    for path in paths:
        if not os.path.isdir(f"{tree}/{path}"):  # it may have been a file elsewhere only
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{tree}/{path}")
    emptied = set()
    for folder in sorted(above(paths) - {"."}, reverse=True):  # those within first
        with suppress(OSError):  # it holds something else, or is not there
            os.rmdir(f"{tree}/{folder}")
            emptied.add(folder)
    return emptied


def link(source: str, folders: Folders, paths: Iterable[str]) -> set[str]:
    """Let the files at ``paths`` in ``source`` lie in the tree of ``folders`` too; which had to be copied."""
    copied = set()
    for path in paths:
        folders.make_for(path)
        here = f"{folders.tree}/{path}"
        with suppress(FileNotFoundError):
            os.unlink(here)
        try:
            os.link(f"{source}/{path}", here)
        except OSError:  # a file system without hard links
            shutil.copy2(f"{source}/{path}", here)
            copied.add(path)
    return copied


def move(source: str, folders: Folders, paths: Iterable[str]) -> None:
    """Let the files at ``paths`` in ``source`` lie in the tree of ``folders`` instead."""
    for path in paths:
        folders.make_for(path)
        os.replace(f"{source}/{path}", f"{folders.tree}/{path}")


def above(paths: Iterable[str]) -> set[str]:
    """All folders above ``paths``, up to the tree's own."""
    found: set[str] = {"."}
    for path in paths:
        folder = parent(path)
        while folder not in found:
            found.add(folder)
            folder = parent(folder)
    return found


def lay(source: str, known: Tree, tree: str) -> dict[str, int]:
    """Make ``tree`` of hard links to all files of ``source``; the times of its folders.

    Raises:
        OSError: Among others where hard links are not possible.

    """
    os.mkdir(tree)
    folders = Folders(tree)
    for path in known.files:
        folders.make_for(path)
        os.link(f"{source}/{path}", f"{tree}/{path}")
    return {path: time for path, (_, time, _) in settled(tree, folders.made, now=0).items()}
