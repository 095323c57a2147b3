"""The way to the database that all rooms of the store share: a transaction, on a schema that was looked at once.

Rules of the room: nothing is connected before the first use; another schema than ours is refused there.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from functions.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.store.database import Database, Session


class Access:
    """Transactions on a database. Thread-safe. ``writes`` changes with each that has written, here in this process."""

    def __init__(self, database: Database) -> None:
        """Connect to nothing yet."""
        self.writes = 0
        self._database = database
        self._verified = threading.Event()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads, and sees one moment. Raises StoreError."""
        self._verify()
        with self._database.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes: all of it, or nothing if the block raises. Raises StoreError."""
        self._verify()
        with self._database.writing() as session:
            yield session
        self.writes += 1  # not counted exactly: two threads at once may make it one, and it is another number still

    def _verify(self) -> None:
        """Refuse another schema, at the first use."""
        if not self._verified.is_set():
            schema.verify(self._database)
            self._verified.set()
