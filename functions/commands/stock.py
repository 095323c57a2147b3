"""`litfass stock`: what can be sold."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from functions import catalog as catalogs
from functions.commands.shared import DONE, NOT_POSSIBLE, WRONG_USE, acts_of, add_act, open_store

if TYPE_CHECKING:
    import argparse

HELP = "what can be sold"
EXAMPLE = "litfass stock add RAN-M-MOSS 12"


def declare(command: argparse.ArgumentParser) -> None:
    """Its acts."""
    acts = acts_of(command)
    add_act(acts, "list", "every article that is counted", "litfass stock list", _list)
    for name, text, example, run, count in (
        ("set", "say how many there are", "litfass stock set RAN-M-MOSS 12", _set, "what there is"),
        (
            "add",
            "add what came in, or take away what is gone",
            "litfass stock add RAN-M-MOSS -3",
            _add,
            "how many came in; -3 for three gone",
        ),
    ):
        act = add_act(acts, name, text, example, run)
        act.add_argument("sku", metavar="SKU", help="the article's number, as in its file")
        act.add_argument("count", type=int, metavar="N", help=count)


def _opening_stock(sku: str) -> int:
    """What the built site says of an article that the store has not counted yet; 0 where no site was built."""
    built = Path(os.environ.get("LITFASS_SITE_DIR", "public")) / "_till" / "catalog.json"
    if not built.is_file():
        return 0
    variant = catalogs.load(built.read_bytes()).variant(sku)
    return variant.opening_stock if variant else 0


def _list(_given: argparse.Namespace) -> int:
    with open_store() as store:
        levels = store.stock_levels()
    for level in levels:
        print(f"{level.sku:<32} {level.free:>6} free, began with {level.opening}")
    if not levels:
        print("Nothing is counted yet: an article is from its first order, or from `litfass stock set` on.")
    return DONE


def _set(given: argparse.Namespace) -> int:
    if given.count < 0:
        print("There cannot be fewer than none.", file=sys.stderr)
        return WRONG_USE
    with open_store() as store:
        store.set_stock(given.sku, given.count)
    print(f"{given.sku}: {given.count} free")
    return DONE


def _add(given: argparse.Namespace) -> int:
    with open_store() as store:
        level = store.adjust_stock(given.sku, given.count, opening=_opening_stock(given.sku))
    if level is None:
        print(f"{given.sku}: there are not so many to take.", file=sys.stderr)
        return NOT_POSSIBLE
    print(f"{given.sku}: {level} free")
    return DONE
