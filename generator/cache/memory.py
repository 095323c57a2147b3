"""The memory: what was read and made, as bytes by table and key, in one file of SQLite.

Rules of the room: it knows no meaning of what it keeps. What another version of the code wrote is not seen; what is
deleted while it is open is forgotten; what is damaged, be it one bit of a value, is thrown away with all the rest. So
nothing that is asked for need be there, and what is there is as it was put. Where
the site's folder cannot be written, a temporary file takes its place.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import threading
import weakref
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cache.files import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NAME = "memory.sqlite"
#: How long a build waits for another one that is writing.
_PATIENCE_SECONDS = 600
#: Keys in one question: SQLite before 3.32 takes 999 variables.
_AT_ONCE = 900
#: A body of some kilobytes fits into a page.
_SETTINGS = ("PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL")
_COLUMNS = "(key TEXT PRIMARY KEY, value BLOB NOT NULL)"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)

_all: weakref.WeakSet[Memory] = weakref.WeakSet()


class Changes:
    """What one transaction writes: all of it appears at once, or none."""

    def __init__(self, connection: sqlite3.Connection, prefix: str) -> None:
        """In a transaction that is open."""
        self._connection = connection
        self._prefix = prefix

    def put(self, table: str, values: Mapping[str, bytes]) -> None:
        """Keep values by key, in the place of what was there."""
        name = _quoted(self._prefix + table)
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS {name} {_COLUMNS}")
        rows = ((key, _sealed(value)) for key, value in values.items())
        self._connection.executemany(f"INSERT OR REPLACE INTO {name} VALUES (?, ?)", rows)  # noqa: S608 - a quoted name

    def drop(self, table: str, keys: Iterable[str]) -> None:
        """Forget keys; those that are not there are no error."""
        if self._prefix + table in _tables(self._connection):
            statement = f"DELETE FROM {_quoted(self._prefix + table)} WHERE key = ?"  # noqa: S608 - a quoted name
            self._connection.executemany(statement, ((key,) for key in keys))

    def clear(self, table: str) -> None:
        """Forget all of a table."""
        self._connection.execute(f"DROP TABLE IF EXISTS {_quoted(self._prefix + table)}")

    def forget_others(self) -> None:
        """Forget what other versions of the code wrote."""
        for table in _tables(self._connection):
            if not table.startswith(self._prefix):
                self._connection.execute(f"DROP TABLE {_quoted(table)}")


class _Held:
    """A connection, and which file it leads to; closed when its thread ends."""

    def __init__(self, connection: sqlite3.Connection, inode: tuple[int, int]) -> None:
        self.connection = connection
        self.inode = inode

    def __del__(self) -> None:
        self.connection.close()


class Memory:
    """The file ``path``, as the code of ``version`` sees it. Each thread has a connection of its own.

    It can be pickled: another process opens the same file.
    """

    def __init__(self, path: Path, version: str) -> None:
        """Nothing is opened before it is asked for: see `open`."""
        self._path = path
        self.version = version
        # Several versions may use one file at once, and none sees the others' tables.
        self._prefix = hashlib.sha256(version.encode()).hexdigest()[:12] + " "
        self._own = threading.local()
        _all.add(self)

    @classmethod
    def open(cls, root: Path, version: str) -> Memory:
        """The memory of the site in ``root``; empty at first, and after a change of the version."""
        folder = root / FOLDER
        memory = cls(folder / _NAME, version)
        try:
            with memory.writing() as changes:
                changes.forget_others()
        except OSError:  # no place to write
            folder = Path(tempfile.mkdtemp(prefix="litfass-"))
            memory = cls(folder / _NAME, version)
            weakref.finalize(memory, _remove, folder, os.getpid())
        return memory

    def __reduce__(self) -> tuple[type[Memory], tuple[Path, str]]:
        return Memory, (self._path, self.version)

    def find(self, table: str, key: str) -> bytes | None:
        """What is kept by that key, or None."""
        found = self._ask(table, "WHERE key = ?", (key,))
        return found[0][1] if found else None

    def some(self, table: str, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept by those of the keys that are known."""
        wanted = list(keys)
        found: dict[str, bytes] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            found.update(self._ask(table, f"WHERE key IN ({', '.join('?' * len(part))})", part))
        return found

    def all(self, table: str) -> dict[str, bytes]:
        """All that is kept in a table, in the order of the keys."""
        return dict(sorted(self._ask(table, "", ())))

    @contextmanager
    def writing(self) -> Iterator[Changes]:
        """One transaction: all or nothing. It waits for another process's. Raises OSError if it cannot be written."""
        with self._told():
            connection = self._begin()
            try:
                yield Changes(connection, self._prefix)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def put(self, table: str, key: str, value: bytes, /) -> None:
        """Keep one value for itself; where that is not possible, it is only made again."""
        with suppress(OSError), self.writing() as changes:
            changes.put(table, {key: value})

    def copy(self, file: Path, tables: Iterable[str]) -> None:
        """Copy tables, as they are at one moment, into a new file, for another machine. Raises OSError."""
        with self._told():
            connection = self._connection()
            connection.execute("ATTACH ? AS copy", (str(file),))
            try:
                connection.execute("BEGIN")
                for name in {self._prefix + table for table in tables}.intersection(_tables(connection)):
                    connection.execute(f"CREATE TABLE copy.{_quoted(name)} {_COLUMNS}")
                    rows = f"SELECT * FROM main.{_quoted(name)} ORDER BY key"  # noqa: S608 - a quoted name
                    connection.execute(f"INSERT INTO copy.{_quoted(name)} {rows}")
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                connection.execute("DETACH copy")

    def close(self) -> None:
        """Close the connection of this thread; it is opened again when something is asked."""
        self._own.held = None

    def _begin(self) -> sqlite3.Connection:
        try:
            self._connection().execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._throw_away()
            self._connection().execute("BEGIN IMMEDIATE")
        return self._connection()

    def _ask(self, table: str, where: str, values: Iterable[str]) -> list[tuple[str, bytes]]:
        statement = f"SELECT key, value FROM {_quoted(self._prefix + table)} {where}"  # noqa: S608 - a quoted name
        try:
            rows = self._connection().execute(statement, tuple(values)).fetchall()
            return [(key, _opened(value)) for key, value in rows]
        except (sqlite3.DatabaseError, ValueError, OSError) as error:
            if isinstance(error, ValueError) or _is_damage(error):
                self._throw_away()
        return []

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite raises as OSError; a file that turns out to be damaged goes away, and with it what it held."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                self._throw_away()
            elif isinstance(error, sqlite3.OperationalError):
                message = f"{self._path}: {error}"
                raise OSError(message) from error
            else:
                raise

    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread to the file that lies there now."""
        held: _Held | None = getattr(self._own, "held", None)
        if held and held.inode == _inode(self._path):
            return held.connection
        self.close()
        self._path.parent.mkdir(exist_ok=True)
        # No transaction begins by itself. Whoever collects the garbage of a thread closes its connection.
        connection = sqlite3.connect(self._path, _PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        self._own.held = _Held(connection, _inode(self._path))
        return connection

    def _throw_away(self) -> None:
        self.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(_NAME + ending).unlink(missing_ok=True)


def _sealed(value: bytes) -> bytes:
    """A value with its checksum before it: SQLite has none."""
    return zlib.crc32(value).to_bytes(4, "big") + value


def _opened(sealed: bytes) -> bytes:
    """The value. Raises ValueError if it is not what was sealed."""
    value = sealed[4:]
    if zlib.crc32(value).to_bytes(4, "big") != sealed[:4]:
        message = "the value is damaged"
        raise ValueError(message)
    return value


def _is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is none of its own, or no longer whole."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _inode(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino


def _remove(folder: Path, process: int) -> None:
    if process == os.getpid():
        shutil.rmtree(folder, ignore_errors=True)


def _close_all() -> None:
    for memory in list(_all):
        memory.close()


if hasattr(os, "register_at_fork"):
    # SQLite's locks belong to a process: a connection that is carried over a fork would think it held its parent's.
    os.register_at_fork(before=_close_all)
