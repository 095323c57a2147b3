"""The staging area of one build: a folder that all machines reach, in a bucket or on a disk, through fsspec.

Rules of the room: an object appears whole, and its name never changes its meaning, so that it may be put twice.
Credentials and endpoints are those of each machine's environment.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from generator.cluster.fault import INSTALL, ClusterError
from generator.stores import faults_of, opened
from generator.write.stage import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Files(Protocol):
    """What is used of fsspec's file systems, which carry no types."""

    def makedirs(self, path: str, *, exist_ok: bool) -> object: ...
    def cat_file(self, path: str) -> bytes: ...
    def pipe_file(self, path: str, value: bytes) -> object: ...
    def put_file(self, lpath: str, rpath: str) -> object: ...
    def get_file(self, rpath: str, lpath: str) -> object: ...
    def mv(self, path1: str, path2: str) -> object: ...
    def exists(self, path: str) -> bool: ...
    def rm(self, path: str, *, recursive: bool) -> object: ...


@dataclass(frozen=True, slots=True)
class Staging:
    """Objects in the folder ``url``, which is the build's own. It can be pickled."""

    url: str

    def begin(self) -> None:
        """Make the folder, where there are folders."""
        with self._opened() as (files, root):
            files.makedirs(root, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Put an object there; its name, which is the digest of its content."""
        name = digest_of(content)
        with self._opened() as (files, root):
            if self._is_local:  # where a file appears before it is whole
                part = f"{root}/{name}.{os.getpid()}-{threading.get_ident()}"
                files.pipe_file(part, content)
                files.mv(part, f"{root}/{name}")
            else:
                files.pipe_file(f"{root}/{name}", content)
        return name

    def get(self, name: str) -> bytes:
        """The content of an object that was put."""
        with self._opened() as (files, root):
            content = files.cat_file(f"{root}/{name}")
        if digest_of(content) != name:
            message = f"{self.url}/{name} is not what a worker put there."
            raise ClusterError(message, "Does anything else write there? Build again.")
        return content

    def put_file(self, file: Path, name: str) -> None:
        """Put a file there by a name that is used once."""
        with self._opened() as (files, root):
            files.put_file(str(file), f"{root}/{name}")

    def get_file(self, name: str, file: Path) -> None:
        """Fetch what was put by a name."""
        with self._opened() as (files, root):
            files.get_file(f"{root}/{name}", str(file))

    def remove(self) -> None:
        """Remove all of it."""
        with self._opened() as (files, root):
            if files.exists(root):
                files.rm(root, recursive=True)

    @property
    def _is_local(self) -> bool:
        return "://" not in self.url

    @contextmanager
    def _opened(self) -> Iterator[tuple[_Files, str]]:
        try:
            files, root = opened(self.url, {"use_listings_cache": False})
            faults = faults_of(self.url)
        except ImportError as error:
            message = f"{self.url} needs a package that is not installed: {error}."
            raise ClusterError(message, f"On every machine: {INSTALL}") from error
        except ValueError as error:
            message = f"{self.url} names no place: {error}."
            raise ClusterError(message, "Write it like s3://bucket/path") from error
        try:
            yield cast("_Files", files), root
        except FileNotFoundError as error:
            message = f"{self.url} is not there on every machine: {error}."
            hint = "Name a place that all of them reach: --staging s3://bucket/path"
            raise ClusterError(message, hint) from error
        except faults as error:
            message = f"{self.url}: {error}"
            hint = "Can every machine of the cluster read, write, list and remove there?"
            raise ClusterError(message, hint) from error
