"""What the shop's words have in common: acts of a word, the store of this folder, and amounts.

Rules of the room: the database is the environment's LITFASS_DATABASE_URL, else that of the preview in this folder
(`.till`).
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from functions import catalog as catalogs
from functions.money import Money
from functions.order import number_in
from functions.settings import SettingsError
from functions.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.catalog import Catalog
    from functions.order import Order
    from functions.till import Till

    Acts = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (argparse has no other name for it)

DONE, NOT_POSSIBLE, WRONG_USE = 0, 1, 2
_PREVIEW = Path(".till") / "till.sqlite"


def acts_of(command: argparse.ArgumentParser) -> Acts:
    """Let a word have acts."""
    return command.add_subparsers(metavar="ACT", required=True)


def add_act(
    acts: Acts, name: str, text: str, example: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """An act: what it does, how it is used, and what runs."""
    act = acts.add_parser(name, help=text, description=sentence(text), epilog=f"example: {example}")
    act.set_defaults(run=run)
    return act


def sentence(text: str) -> str:
    """Words of help as a sentence."""
    return f"{text[0].upper()}{text[1:]}."


def day(text: str) -> date:
    """A day that was named. Raises ArgumentTypeError if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text} is no day; write it as 2026-11-30"
        raise argparse.ArgumentTypeError(message) from None


def built_catalog() -> Catalog | None:
    """The built site's, or None where no site was built."""
    built = Path(os.environ.get("LITFASS_SITE_DIR", "public")) / "_till" / "catalog.json"
    return catalogs.load(built.read_bytes()) if built.is_file() else None


def shop_zone() -> tzinfo:
    """Where the shop's days begin, as the built site says; UTC where no site was built."""
    catalog = built_catalog()
    return catalog.zone if catalog else UTC


def start_of(day: date) -> datetime:
    """When a day of the shop begins."""
    return datetime(day.year, day.month, day.day, tzinfo=shop_zone())


def store_url() -> str:
    """Where the shop's store is. Raises SettingsError if nothing says so."""
    url = os.environ.get("LITFASS_DATABASE_URL", "")
    if not url and _PREVIEW.is_file():
        url = f"sqlite:///{_PREVIEW.resolve().as_posix()}"
    if not url:
        raise SettingsError(("LITFASS_DATABASE_URL is not set, and this folder has no preview's till",))
    return url


def open_store() -> Store:
    """The shop's store; close it, or use it in ``with``. Raises SettingsError if nothing says where it is."""
    return Store.open(store_url())


def the_till() -> Till:
    """The whole till by the settings of the environment, for words that write letters or ask the provider."""
    from functions.hosts.server import create  # noqa: PLC0415 (few words need pages and provider)

    till: Till = create(os.environ).state.till
    return till


def find_order(store: Store, number: str) -> Order | None:
    """The order of that number, as people write it; where there is none, that is said."""
    order = store.order_by_number(number_in(number))
    if order is None:
        print(f"There is no order {number}.", file=sys.stderr)
    return order


def amount(minor: int, order: Order) -> str:
    """An amount of an order, as people read it."""
    return str(Money(minor=minor, currency=order.currency))
