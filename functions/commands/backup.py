"""`litfass backup`: the store is copied while the till goes on selling."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, open_store, store_url
from functions.store import backups
from functions.store.marks import BACKUP

if TYPE_CHECKING:
    import argparse

HELP = "copy the database while the till goes on selling"
EXAMPLE = "litfass backup /var/backups/till"


def declare(command: argparse.ArgumentParser) -> None:
    """Where to, and how many are kept."""
    command.add_argument("folder", type=Path, metavar="FOLDER", help="where the copies lie, on another disk at best")
    command.add_argument("--keep", type=int, default=14, metavar="N", help="how many are kept (14)")
    command.set_defaults(run=_backup)


def _backup(given: argparse.Namespace) -> int:
    url, now = store_url(), datetime.now(UTC).replace(microsecond=0)
    suffix = backups.suffix_of(url)
    file = given.folder / f"till-{now:%Y%m%dT%H%M%SZ}{suffix}"
    backups.save(url, file)
    for old in sorted(given.folder.glob(f"till-*{suffix}"))[: -max(given.keep, 1)]:
        old.unlink()
    with open_store() as store:
        store.marks.put(BACKUP, now, file.name)
    print(f"{file} ({file.stat().st_size:,} bytes)")
    return DONE
