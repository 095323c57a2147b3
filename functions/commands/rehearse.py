"""`litfass rehearse`: thousands of orders on this shop's till while everything around it fails, and then the books."""

from __future__ import annotations

import logging
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions import catalog as catalogs
from functions import pages as till_pages
from functions.commands.shared import DONE, NOT_POSSIBLE
from functions.settings import SettingsError

if TYPE_CHECKING:
    import argparse

HELP = "play thousands of orders with all that can fail, and check the books"
EXAMPLE = "litfass rehearse --seed 7 --orders 2000"

#: A Monday morning, so that one seed is one course.
_BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def declare(command: argparse.ArgumentParser) -> None:
    """How long, and where."""
    command.add_argument("--seed", type=int, default=1, metavar="N", help="which course of things (1)")
    command.add_argument("--orders", type=int, default=2000, metavar="N", help="how many carts come to the till (2000)")
    command.add_argument("--code", action="append", default=[], metavar="CODE", help="a coupon that some shoppers have")
    command.add_argument("--database", default="", metavar="URL", help="an empty one; else a file that is thrown away")
    command.set_defaults(run=_rehearse)


def _rehearse(given: argparse.Namespace) -> int:
    from functions.rehearsal import Course, Stage, read  # noqa: PLC0415 (only this word needs the stage)

    folder = Path(os.environ.get("LITFASS_SITE_DIR", "public")) / "_till"
    if not folder.is_dir():
        raise SettingsError(
            (f"there is no built site at {folder.parent}: run `litfass build`, or set LITFASS_SITE_DIR",)
        )
    logging.disable(logging.CRITICAL)  # whatever can fail does, and would be told thousands of times
    if given.database and given.database == os.environ.get("LITFASS_DATABASE_URL"):
        raise SettingsError(("--database is LITFASS_DATABASE_URL, the shop's own: a rehearsal needs another",))
    with tempfile.TemporaryDirectory() as scratch:
        stage = Stage(
            catalog=catalogs.load((folder / "catalog.json").read_bytes()),
            pages=till_pages.load((folder / "pages.json").read_bytes()),
            database_url=given.database or f"sqlite:///{scratch}/rehearsal.sqlite",
            mails=Path(scratch) / "mails",
            begin=_BEGIN,
            seed=given.seed,
            codes=tuple(given.code),
        )
        course = Course(stage)
        met = course.run(given.orders)
        books = read(stage, course.shop.added)
        stage.close()
    for what, count in met.items():
        print(f"{count:>7} {what}")
    print(f"orders: {', '.join(f'{count} {state}' for state, count in books.orders.items())}")
    print(
        f"money: {books.taken} taken, {books.given_back} given back; {books.invoices} papers, {books.letters} letters"
    )
    for fault in books.faults:
        print(f"FAULT: {fault}")
    print(f"seed {given.seed}: {len(books.faults)} faults in the books")
    return NOT_POSSIBLE if books.faults else DONE
