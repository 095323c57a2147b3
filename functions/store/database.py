"""Connections to SQLite or Postgres behind one small face, so that every statement is written once.

Rules of the room: statements name their values ``:name``; a transaction is `Database.writing` or `Database.reading`.
It knows no order and no stock. psycopg is imported only when a Postgres URL is opened.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import quote

from functions.faults import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Row = dict[str, object]

#: Starlette runs handlers in up to 40 threads; few of them are in the store at once.
MAXIMUM_CONNECTIONS = 8
BUSY_SECONDS = 10

#: SQLite has one writer. Waiting in line here is fair and quick; its own waiting is neither (p99 600 ms against 13).
_WRITING = threading.Lock()
_NAME = re.compile(r":([a-z][a-z0-9_]*)")


class _Cursor(Protocol):
    """What both drivers' cursors can do."""

    @property
    def rowcount(self) -> int: ...

    def fetchall(self) -> Sequence[object]: ...


class Connection(Protocol):
    """What both drivers' connections can do."""

    def execute(self, statement: str, values: Mapping[str, object], /) -> _Cursor:
        """Run one statement."""

    def close(self) -> None:
        """End it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Backend:
    """Where the two databases differ. ``create`` says whether the database may be made (SQLite's file).

    ``error`` is every error of the driver, ``away`` those by which it says that the database cannot answer now.
    """

    connect: Callable[[bool], Connection]
    error: type[Exception]
    away: tuple[type[Exception], ...]
    placeholder: str
    begin_reading: str
    begin_writing: str
    lock_schema: str
    find_schema: str
    writing: AbstractContextManager[object]


class Session:
    """One transaction's way to speak to the database."""

    def __init__(self, connection: Connection, placeholder: str) -> None:
        """Speak over ``connection``."""
        self._connection = connection
        self._placeholder = placeholder

    def execute(self, statement: str, /, **values: object) -> int:
        """Run a statement; how many rows it touched."""
        return self._run(statement, values).rowcount

    def rows(self, statement: str, /, **values: object) -> list[Row]:
        """All rows of a query."""
        return cast("list[Row]", self._run(statement, values).fetchall())

    def row(self, statement: str, /, **values: object) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(statement, **values)), None)

    def _run(self, statement: str, values: Mapping[str, object]) -> _Cursor:
        return self._connection.execute(_translated(statement, self._placeholder), values)


class Database:
    """A few connections, shared by all threads, each used by one at a time."""

    def __init__(self, backend: Backend) -> None:
        """Connect to nothing yet."""
        self.backend = backend
        self._free = threading.BoundedSemaphore(MAXIMUM_CONNECTIONS)
        self._guard = threading.Lock()
        self._idle: list[Connection] = []
        self._closed = False

    def close(self) -> None:
        """Close what is idle now, and what is in use when it comes back."""
        with self._guard:
            self._closed = True
        self._drop_idle()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads, and sees one moment."""
        with self._transaction(self.backend.begin_reading) as session:
            yield session

    @contextmanager
    def writing(self, *, create: bool = False) -> Iterator[Session]:
        """A transaction that writes: all of it, or nothing if the block raises."""
        with self.backend.writing, self._transaction(self.backend.begin_writing, create=create) as session:
            yield session

    @contextmanager
    def _transaction(self, begin: str, *, create: bool = False) -> Iterator[Session]:
        try:
            with self._free:
                connection = self._begin(begin, create=create)
                try:
                    yield Session(connection, self.backend.placeholder)
                    connection.execute("COMMIT", {})
                except BaseException:
                    self._abandon(connection)
                    raise
                self._give_back(connection)
        except self.backend.away as error:
            message = f"the store does not answer: {error}"
            raise StoreError(message) from error

    def _begin(self, begin: str, *, create: bool) -> Connection:
        """A connection on which a transaction has begun: an idle one, or a new one."""
        with self._guard:
            idle = self._idle.pop() if self._idle else None
        if idle is not None:
            try:
                idle.execute(begin, {})
            except self.backend.away:
                # Dropped by the server or a firewall while it was idle, and so probably are the others.
                idle.close()
                self._drop_idle()
            else:
                return idle
        connection = self.backend.connect(create)
        connection.execute(begin, {})
        return connection

    def _drop_idle(self) -> None:
        """Close the connections that nobody uses."""
        with self._guard:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _abandon(self, connection: Connection) -> None:
        """Undo the transaction; a connection that cannot even do that is closed."""
        try:
            connection.execute("ROLLBACK", {})
        except self.backend.error:
            connection.close()
        else:
            self._give_back(connection)

    def _give_back(self, connection: Connection) -> None:
        with self._guard:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


def backend_of(url: str) -> Backend:
    """The backend that a URL names. Raises StoreError if it names none."""
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return _sqlite(Path(url.removeprefix("sqlite:///")))
    if url.startswith(("postgresql://", "postgres://")):
        return _postgres(url)
    message = (
        f"the store's address begins with {url.partition(':')[0]!r}: write sqlite:///till.db (beside the site), "
        "sqlite:////var/lib/till.db or postgresql://user:password@host/name"
    )
    raise StoreError(message)


@lru_cache(maxsize=256)
def _translated(statement: str, placeholder: str) -> str:
    """The statement with its named values as the driver writes them."""
    return _NAME.sub(placeholder, statement)


def _sqlite(path: Path) -> Backend:
    """One file; readers see the last commit while one writer works (WAL)."""

    def connect(create: bool) -> Connection:  # noqa: FBT001 (the shape that Backend asks for)
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            message = f"there is no store at {path} yet: run `litfass migrate`"
            raise StoreError(message)
        address = f"file:{quote(str(path.absolute()))}?mode={'rwc' if create else 'rw'}"
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = _as_dict
        connection.execute("PRAGMA foreign_keys = ON")
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
        return connection

    return Backend(
        connect=connect,
        error=sqlite3.Error,
        away=(sqlite3.OperationalError,),
        placeholder=r":\1",
        begin_reading="BEGIN",
        begin_writing="BEGIN IMMEDIATE",
        lock_schema="SELECT 1",
        find_schema="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'litfass_schema'",
        writing=_WRITING,
    )


def _as_dict(cursor: sqlite3.Cursor, row: tuple[object, ...]) -> Row:
    """A row by column names, as psycopg gives it."""
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def _postgres(url: str) -> Backend:
    """A server that many machines share; its row locks do what SQLite's single writer does."""
    try:
        import psycopg  # noqa: PLC0415 (316 ms that a shop on SQLite never pays)
        from psycopg.rows import dict_row  # noqa: PLC0415 (as above)
    except ImportError as error:
        message = "a Postgres store needs psycopg: pip install 'litfass[postgres]'"
        raise StoreError(message) from error

    def connect(create: bool) -> Connection:  # noqa: ARG001, FBT001 (the shape that Backend asks for)
        # Prepared statements do not survive a pooler such as PgBouncer.
        connection = psycopg.connect(
            url, autocommit=True, row_factory=dict_row, prepare_threshold=None, connect_timeout=BUSY_SECONDS
        )
        return cast("Connection", connection)

    return Backend(
        connect=connect,
        error=psycopg.Error,
        away=(psycopg.OperationalError, psycopg.InterfaceError),
        placeholder=r"%(\1)s",
        begin_reading="BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        begin_writing="BEGIN ISOLATION LEVEL READ COMMITTED",
        lock_schema="SELECT pg_advisory_xact_lock(7131944611)",
        find_schema="SELECT 1 FROM pg_tables WHERE tablename = 'litfass_schema' "
        "AND schemaname = ANY (current_schemas(false))",
        writing=nullcontext(),
    )
