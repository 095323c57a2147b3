"""Whose the database is: the shop's, or a preview's. A mark of the first till that used it says so.

Rules of the room: no till works with the other's orders and stock, whatever its settings say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from functions.settings import Settings

_MARK = "owner"


def open_store(settings: Settings, now: Callable[[], datetime]) -> Store:
    """The store of the settings. Raises StoreError if it is away, or another kind of till's."""
    store = Store.open(settings.database_url)
    try:
        claim(store, settings, now)
    except StoreError:
        store.close()
        raise
    return store


def claim(store: Store, settings: Settings, now: Callable[[], datetime]) -> None:
    """Say whose the store is, if nobody has. Raises StoreError if it is another kind of till's."""
    ours = "a preview" if settings.preview else "the shop"
    known = store.marks.all().get(_MARK)
    owner = known.text if known else store.marks.first(_MARK, now(), ours)
    if owner != ours:
        message = f"the database belongs to {owner}, and this is {ours}: give LITFASS_DATABASE_URL one of its own"
        raise StoreError(message)
