"""The bundle: all that targets are made from, put into the staging area once for each build, opened once by a process.

Rules of the room: what a page may ask for is in the bundle, or it is an error; the site's folder is not there.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from generator.cache import Memory
from generator.cluster.fault import ClusterError
from generator.content import BODIES, Pickler
from generator.facts import VALUES
from generator.theme import COMPILED, Theme

if TYPE_CHECKING:
    from generator.cluster.staging import Staging
    from generator.render import Renderer

_RENDERER, _MEMORY = "renderer", "memory.sqlite"


def put_bundle(renderer: Renderer, staging: Staging) -> None:
    """Put it into the staging area."""
    with TemporaryDirectory(prefix="litfass-") as folder:
        parts = {name: Path(folder, name) for name in (_RENDERER, _MEMORY)}
        stream = BytesIO()
        pickler = _Pickler(stream)
        pickler.dump(renderer)
        parts[_RENDERER].write_bytes(stream.getbuffer())
        for memory in pickler.memories.values():  # the site's, which is one
            memory.copy(parts[_MEMORY], (BODIES, VALUES, COMPILED))
        for name, part in parts.items():
            staging.put_file(part, name)


def open_bundle(staging: Staging, folder: Path) -> Renderer:
    """The renderer, out of the staging area; its memory lies in ``folder`` from now on."""
    for name in (_RENDERER, _MEMORY):
        staging.get_file(name, folder / name)
    renderer: Renderer = _Unpickler(BytesIO((folder / _RENDERER).read_bytes()), folder / _MEMORY).load()
    return renderer


class _Pickler(Pickler):
    """The memory stays behind, and the theme takes its texts along."""

    def __init__(self, stream: BytesIO) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self.memories: dict[str, Memory] = {}

    def persistent_id(self, value: object) -> str | None:
        """Of a memory its version, for the copy that takes its place."""
        if not isinstance(value, Memory):
            return None
        self.memories[value.version] = value
        return value.version

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - as pickle has it
        """Of a theme the one that was carried here."""
        return super().reducer_override(value.carried() if isinstance(value, Theme) else value)


class _Unpickler(pickle.Unpickler):
    """Puts the copy where the memory was."""

    def __init__(self, stream: BytesIO, file: Path) -> None:
        super().__init__(stream)
        self._file = file
        self._copies: dict[str, _Copy] = {}

    def persistent_load(self, version: str) -> _Copy:
        """The copy, one for all that ask."""
        return self._copies.setdefault(version, _Copy(self._file, version))


class _Copy(Memory):
    """A memory away from the files that it was made from: what it lacks cannot be read again."""

    def find(self, table: str, key: str) -> bytes | None:
        """What is kept by that key; of bodies all are."""
        found = super().find(table, key)
        if found is None and table == BODIES:
            message = "a worker lacks a body of this site."
            raise ClusterError(message, "Did another build take it out of the memory? Build again when it is done.")
        return found
