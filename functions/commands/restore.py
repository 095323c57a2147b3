"""`litfass restore`: a backup takes the place of the store, which is kept beside it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, WRONG_USE, open_store, store_url
from functions.store import Store, StoreError, backups
from functions.store.marks import CLOSED, RESTORED

if TYPE_CHECKING:
    import argparse

HELP = "put a backup in the database's place"
EXAMPLE = "litfass restore /var/backups/till/till-20261122T030000Z.sqlite --replace"


def declare(command: argparse.ArgumentParser) -> None:
    """Which one."""
    command.add_argument("file", type=Path, metavar="FILE", help="a file that `litfass backup` has made")
    command.add_argument("--replace", action="store_true", help="also where there are orders; they are kept beside")
    command.set_defaults(run=_restore)


def _restore(given: argparse.Namespace) -> int:
    url = store_url()
    drawn = _drawn(url)
    if _has_orders(url):
        if not given.replace:
            print("There are orders in that database: say --replace, and a copy of it is kept.", file=sys.stderr)
            return WRONG_USE
        kept = given.file.parent / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{backups.suffix_of(url)}"
        backups.save(url, kept)
        print(f"What was there is kept in {kept}.")
    backups.restore(url, given.file)
    with open_store() as store:
        steps = store.migrate()
        _close_if_stale(store, drawn)
    print(f"{given.file} is in place ({steps} migrations). Now run: litfass reconcile --repair")
    return DONE


def _close_if_stale(store: Store, drawn: dict[str, int]) -> None:
    """Invoices were sent that this copy does not know: sell nothing until their orders are back, with their numbers."""
    known = store.invoices.drawn()
    if any(known.get(series, 0) < last for series, last in drawn.items()):
        now = datetime.now(UTC).replace(microsecond=0)
        store.marks.put(RESTORED, now, json.dumps(drawn))
        store.marks.put(CLOSED, now, "a stale copy was restored")
        print("Sales are closed: that copy is older than the last invoices.")


def _drawn(url: str) -> dict[str, int]:
    """The last numbers of invoices: some of them are in mails already, and nobody else may get them."""
    try:
        with Store.open(url) as store:
            return store.invoices.drawn()
    except StoreError:
        return {}


def _has_orders(url: str) -> bool:
    """Whether anything would be lost."""
    try:
        with Store.open(url) as store:
            return bool(store.orders_since(datetime.fromtimestamp(0, UTC)))
    except StoreError:
        return False
