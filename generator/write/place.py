"""Where an output lies, what lies beside it, and the one step in which it goes live.

Rules of the room: beside ``public`` lies ``.public.litfass`` with the spare tree, its stamps, and whatever is being put
together; only `spare` and `stamps` outlive a run. Names tell how far a run came: a tree is ``next`` while it is worked
on, and there are ``next`` and ``spare`` without an output only between the two renames.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The list of files, within the one folder of the output that is never served.
MANIFEST = "_till/output.json"


class WriteError(OSError):
    """Something cannot be written: no room, no permission, a file to copy that is gone."""


@contextmanager
def writing() -> Iterator[None]:
    """What the system refuses within is a WriteError."""
    try:
        yield
    except OSError as error:
        raise WriteError(error.errno, error.strerror, error.filename) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """An output's folder ``target`` and the ``hidden`` one beside it."""

    target: str
    hidden: str

    @classmethod
    def of(cls, output: Path) -> Place:
        """The place of ``output``; behind a link, where it truly lies."""
        target = output.resolve()
        return cls(target=str(target), hidden=str(target.parent / f".{target.name}.litfass"))

    @property
    def spare(self) -> str:
        """The output before this one, to be made into the next one."""
        return f"{self.hidden}/spare"

    @property
    def next(self) -> str:
        """A tree that is being put together."""
        return f"{self.hidden}/next"

    @property
    def stage(self) -> str:
        """What is made for the next output; of each process its own, since workers of a dead one may still write."""
        return f"{self.hidden}/stage-{os.getpid()}"

    @property
    def stamps(self) -> str:
        """What is known of the trees."""
        return f"{self.hidden}/stamps"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else write an output here meanwhile, and leave nothing lying about, also of whoever died.

        Raises:
            WriteError: There is no folder to write into, and none can be made.

        """
        with writing():
            folder = os.path.dirname(self.target)
            os.makedirs(folder, exist_ok=True)
        with _locked(folder):
            with writing():
                self.mend()
            try:
                yield
            finally:
                with suppress(OSError):  # the next run sweeps too
                    self.mend()

    def mend(self) -> None:
        """Put back an output that lost its name between the renames; sweep away what a killed run left."""
        if not os.path.exists(self.target):
            if os.path.exists(self.spare) and os.path.exists(self.next):
                os.rename(self.spare, self.target)
            elif os.path.exists(self.hidden):
                shutil.rmtree(self.hidden)
        for name in os.listdir(self.hidden) if os.path.exists(self.hidden) else ():
            if name not in {"spare", "stamps", ".gitignore"}:
                discard(f"{self.hidden}/{name}")

    def prepare(self) -> None:
        """The folders to work in."""
        os.makedirs(self.hidden, exist_ok=True)
        if not os.path.exists(f"{self.hidden}/.gitignore"):  # as long as it says nothing, all this would be committed
            with open(f"{self.hidden}/.gitignore", "w", encoding="ascii") as file:
                file.write("*\n")
        os.mkdir(self.stage)

    def exchange(self) -> None:
        """Let ``next`` be the output, and the output ``spare``, which must not exist; or all stays as it is."""
        with suppress(OSError):
            os.rmdir(self.target)  # an empty folder is no output
        live = os.path.exists(self.target)
        if live:
            os.rename(self.target, self.spare)
        try:
            os.rename(self.next, self.target)
        except OSError:
            if live:
                os.rename(self.spare, self.target)
            raise

    def drop_spare(self) -> None:
        """Throw the spare tree away; first its name, by which it would be known as whole."""
        with suppress(FileNotFoundError):
            os.rename(self.spare, f"{self.hidden}/gone")
        discard(f"{self.hidden}/gone")


def discard(path: str) -> None:
    """Remove a tree or a file that nobody needs, if there is one."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            os.unlink(path)


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Wait for others; the system lets go of a lock when its holder dies."""
    if sys.platform == "win32":  # folders cannot be locked there
        yield
        return
    with writing():
        handle = os.open(folder, os.O_RDONLY)
    _locks.add(handle)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        _locks.discard(handle)
        os.close(handle)


# A forked worker would hold its parent's lock for as long as it lives, also after the parent.
_locks: set[int] = set()


def _let_go() -> None:
    while _locks:
        os.close(_locks.pop())


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_let_go)
