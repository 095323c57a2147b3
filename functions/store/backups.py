"""Backups of the store: a copy in one piece while the till goes on selling, and the way back.

Rules of the room: SQLite is copied by its own online backup, Postgres by `pg_dump`; a file is written beside its place
and takes it whole. Going back keeps what was there before. A backup holds personal data: only its owner may read it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from functions.faults import StoreError

_SQLITE, _POSTGRES = ".sqlite", ".dump"


def suffix_of(url: str) -> str:
    """How a backup of that store's file name ends."""
    return _SQLITE if url.startswith("sqlite:") else _POSTGRES


def save(url: str, target: Path) -> None:
    """Copy the store at ``url`` into the file ``target``. Raises StoreError."""
    draft = target.with_name(f".{target.name}.draft")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
    except OSError as error:
        message = f"{target.parent} cannot be written: {error.strerror}"
        raise StoreError(message) from error
    try:
        if url.startswith("sqlite:"):
            _copy(_path(url), draft)
        else:
            _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={draft}")
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def restore(url: str, source: Path) -> None:
    """Put the backup ``source`` in the place of the store at ``url``. Raises StoreError; then all is as it was."""
    if not source.is_file():
        message = f"there is no backup at {source}"
        raise StoreError(message)
    if url.startswith("sqlite:"):
        _examine(source)
        _copy(source, _path(url))
    else:
        _run("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _copy(source: Path, target: Path) -> None:
    """All pages of one moment, while others read and write on."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(_open(source, "ro")) as old, closing(_open(target, "rwc")) as new:
            old.backup(new)
    except sqlite3.Error as error:
        message = f"{source} could not be copied to {target}: {error}"
        raise StoreError(message) from error


def _examine(source: Path) -> None:
    """Refuse a file that is damaged, or no store of ours."""
    try:
        with closing(_open(source, "ro")) as backup:
            (verdict,) = backup.execute("PRAGMA integrity_check(1)").fetchone()
            backup.execute("SELECT version FROM litfass_schema").fetchone()
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict != "ok":
        message = f"{source} is no backup that can be used: {verdict}"
        raise StoreError(message)


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, timeout=30)


def _run(program: str, url: str, *arguments: str) -> None:
    """One of Postgres' own programs; the address is given by the environment, where no list of processes shows it."""
    if shutil.which(program) is None:
        message = f"{program} is not installed: it comes with the client of Postgres (Debian: postgresql-client)"
        raise StoreError(message)
    environment = _environment(url)
    done = subprocess.run(  # noqa: S603 (our own words)
        [program, f"--dbname={environment['PGDATABASE']}", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{program} failed: {done.stderr.strip()}"
        raise StoreError(message)


def _environment(url: str) -> dict[str, str]:
    """What libpq reads, by the names it gives to the parts of an address."""
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 (a shop on SQLite has no driver)

    names = {"dbname": "PGDATABASE", "hostaddr": "PGHOSTADDR"}
    parts = conninfo_to_dict(url)
    return {names.get(key, f"PG{key.upper()}"): str(value) for key, value in parts.items() if value is not None}
