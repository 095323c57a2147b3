"""The stage: what a build makes is put here before it goes live, by any of its processes.

Rules of the room: a file is written only if what lies there is another one; it is whole, whoever else puts it too.
"""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.write.place import writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # the last is Windows' own
_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Folders:
    """Makes the folders of a tree, each once; ``made`` are those that are there."""

    tree: str
    made: set[str] = field(default_factory=lambda: {"."})

    def make_for(self, path: str) -> None:
        """The folder in which the file ``path`` is to lie."""
        folder = parent(path)
        if folder not in self.made:
            self.make_for(folder)
            with suppress(FileExistsError):  # another process was quicker
                os.mkdir(f"{self.tree}/{folder}")
            self.made.add(folder)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where files of the next output are put; ``digests`` are those of what lies there now."""

    folder: str
    digests: Mapping[str, str]
    folders: Folders = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folders", Folders(self.folder))

    def put(self, path: str, content: bytes) -> str:
        """The digest of ``content``, which lies on the stage now if it does not lie at ``path`` already.

        Raises:
            WriteError: It cannot be written.

        """
        digest = digest_of(content)
        if self.digests.get(path) != digest:
            self.write(path, content)
        return digest

    def copy(self, path: str, file: Path) -> str:
        """The same with the bytes of ``file``. A copy: by a link, whoever edits the output would edit the file.

        Raises:
            WriteError: The file cannot be read, or not be written.

        """
        with writing():
            content = file.read_bytes()
        return self.put(path, content)

    def write(self, path: str, content: bytes) -> None:
        """Put ``content`` on the stage, whatever lies there.

        Raises:
            WriteError: It cannot be written.

        """
        file = f"{self.folder}/{path}"
        with writing():
            self.folders.make_for(path)
            try:
                _write(file, content)
            except FileExistsError:
                part = f"{self.folder}.{os.getpid()}-{threading.get_ident()}"
                _write(part, content)
                os.replace(part, file)


def digest_of(content: bytes) -> str:
    """What names a content: 64 bits of its SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()[:_SHOWN]


def parent(path: str) -> str:
    """The folder of ``path`` within its tree; ``.`` is the tree's own."""
    return path.rpartition("/")[0] or "."


def _write(file: str, content: bytes) -> None:
    handle = os.open(file, _NEW, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)
