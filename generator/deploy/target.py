"""Where a site is deployed to: a bucket or a folder, by its URL, through fsspec, which is an extra.

Rules of the room: it knows objects, not pages. Credentials and endpoints come from the environment, as the store's own
tools have them. What a store answers is said in one sentence, and nothing of it is cached.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal, Protocol, cast

from generator.deploy.fault import ChangedError, DeployError
from generator.stores import faults_of, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_AT_ONCE = 16
_QUEUED = 1_000  # a million pages are not handed to the threads all at once

#: How a store is opened; a listing that it remembers would hide what others do.
_OPTIONS: Mapping[str, Mapping[str, object]] = {
    "s3": {"use_listings_cache": False, "config_kwargs": {"max_pool_connections": _AT_ONCE}},
    "gs": {"use_listings_cache": False},
    "file": {"auto_mkdir": True},
}


class _Files(Protocol):
    """What is used of fsspec's file systems, which carry no types."""

    def cat_file(self, path: str) -> bytes: ...
    def pipe_file(self, path: str, value: bytes, **options: object) -> object: ...
    def cp_file(self, path1: str, path2: str) -> object: ...
    def rm_file(self, path: str) -> object: ...
    def info(self, path: str) -> Mapping[str, object]: ...
    def ls(self, path: str, *, detail: Literal[False]) -> list[str]: ...
    def find(self, path: str, *, detail: Literal[True]) -> Mapping[str, Mapping[str, object]]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """Objects below a URL; every ``path`` is relative to it. Safe for threads."""

    url: str
    _kind: str
    _root: str
    _files: _Files
    _faults: tuple[type[Exception], ...]

    @classmethod
    def open(cls, url: str) -> Target:
        """The target of a URL such as ``s3://bucket/path``.

        Raises:
            DeployError: its library is not installed, or it names no place.

        """
        kind = url.partition("://")[0]
        try:
            files, root = opened(url, _OPTIONS.get(kind, {}))
            faults = faults_of(url)
        except ImportError as error:
            words = "pip install 'litfass[deploy]'" if kind in {"s3", "file", "memory"} else str(error)
            message = f"{kind}:// needs a package that is not installed: {words}"
            raise DeployError(message) from error
        except ValueError as error:
            message = f"{url} cannot be deployed to: {error}."
            raise DeployError(message) from error
        if not root.strip("/"):
            message = f"{url} names no place. Write it like s3://bucket or s3://bucket/path."
            raise DeployError(message)
        return cls(url.rstrip("/"), kind, root.rstrip("/"), cast("_Files", files), faults)

    def read(self, path: str) -> bytes | None:
        """The object's content; None if there is none."""
        with self._explained():
            try:
                return self._files.cat_file(self._at(path))
            except FileNotFoundError as error:
                if _code(error) == "NoSuchBucket":
                    raise
                return None

    def put(self, path: str, content: bytes, content_type: str, cache_control: str) -> None:
        """Write an object, whole or not at all where the store can do that, with what is said when it is asked for."""
        with self._explained():
            self._files.pipe_file(self._at(path), content, **self._headers(content_type, cache_control))

    def swap(self, path: str, before: bytes | None, after: bytes) -> None:
        """Write an object only if its content is still ``before`` (None: there is none). S3 itself sees to that.

        Elsewhere two writers within the same few milliseconds can both succeed.

        Raises:
            ChangedError: it is not.

        """
        condition: dict[str, object] = {}
        with self._explained():
            if self._kind == "s3" and before is None:
                condition = {"IfNoneMatch": "*"}
            elif self._kind == "s3":
                with suppress(FileNotFoundError):
                    condition = {"IfMatch": self._files.info(self._at(path))["ETag"]}
        if self.read(path) != before:
            raise ChangedError
        headers = self._headers("application/json", "no-store")
        with self._explained():
            try:
                self._files.pipe_file(self._at(path), after, **headers, **condition)
            except OSError as error:
                if _code(error) in {"PreconditionFailed", "ConditionalRequestConflict"}:
                    raise ChangedError from error
                raise

    def copy(self, source: str, path: str) -> None:
        """Copy an object with its headers, within the store."""
        with self._explained():
            self._files.cp_file(self._at(source), self._at(path))

    def remove(self, path: str) -> None:
        """Remove an object; one that is gone already is fine."""
        with self._explained(), suppress(FileNotFoundError):
            self._files.rm_file(self._at(path))

    def names(self, folder: str) -> tuple[str, ...]:
        """The names directly in a folder, in their order."""
        with self._explained():
            try:
                found = self._files.ls(self._at(folder), detail=False)
            except FileNotFoundError:
                return ()
        return tuple(sorted(path.rstrip("/").rpartition("/")[2] for path in found))

    def sizes(self, folder: str) -> dict[str, int]:
        """All objects in a folder and below, by path, with their sizes in bytes."""
        with self._explained():
            found = self._files.find(self._at(folder), detail=True)
        start = len(self._at(""))
        return {path[start:]: size for path, entry in found.items() if isinstance(size := entry.get("size"), int)}

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _headers(self, content_type: str, cache_control: str) -> dict[str, object]:
        if self._kind == "s3":
            return {"ContentType": content_type, "CacheControl": cache_control}
        if self._kind == "gs":
            return {"content_type": content_type, "fixed_key_metadata": {"cache_control": cache_control}}
        return {}

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            message = f"{self.url}: there is no such place ({error})."
            raise DeployError(message) from error
        except PermissionError as error:
            message = f"{self.url}: this is not allowed ({error}). Reading, writing, listing and removing must be."
            raise DeployError(message) from error
        except self._faults as error:
            message = f"{self.url}: {error}"
            raise DeployError(message) from error


def each(act: Callable[[str], None], paths: Iterable[str], tell: Callable[[int], None]) -> None:
    """Do something for each path, several at once; the first fault ends it. ``tell`` hears how many are done."""
    rest, done = iter(paths), 0
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="deploy") as threads:
        while batch := tuple(islice(rest, _QUEUED)):
            running = [threads.submit(act, path) for path in batch]
            try:
                for one in as_completed(running):
                    one.result()
                    tell(done := done + 1)
            finally:
                for one in running:
                    one.cancel()


def _code(error: OSError) -> str:
    """What S3 calls the fault; s3fs keeps the answer as the cause."""
    answer = getattr(error.__cause__, "response", None) or {}
    code: str = answer.get("Error", {}).get("Code", "")
    return code
