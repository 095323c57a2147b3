"""`litfass stock`: what can be sold."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, NOT_POSSIBLE, WRONG_USE, acts_of, add_act, built_catalog, open_store

if TYPE_CHECKING:
    import argparse

    from functions.store import Store

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


def _known(sku: str, store: Store) -> bool:
    """Whether there is such an article, in the store or the built site; where no site was built, nobody can say."""
    catalog = built_catalog()
    if catalog is None or sku in catalog.variants or sku in {level.sku for level in store.stock_levels()}:
        return True
    near = get_close_matches(sku.upper(), catalog.variants, n=1)
    print(f"There is no article {sku}.{f' Did you mean {near[0]}?' if near else ''}", file=sys.stderr)
    return False


def _opening_stock(sku: str) -> int:
    """What the built site says of an article that the store has not counted yet; 0 where it says nothing."""
    catalog = built_catalog()
    variant = catalog.variant(sku) if catalog else None
    return variant.opening_stock if variant else 0


def _list(_given: argparse.Namespace) -> int:
    with open_store() as store:
        levels = store.stock_levels()
    for level in levels:
        print(f"{level.sku:<32} {level.free:>6} free, began with {level.opening}")
    if not levels:
        print("Nothing is counted yet: until its first order an article has the opening_stock of its file.")
    return DONE


def _set(given: argparse.Namespace) -> int:
    if given.count < 0:
        print("There cannot be fewer than none.", file=sys.stderr)
        return WRONG_USE
    with open_store() as store:
        if not _known(given.sku, store):
            return WRONG_USE
        store.set_stock(given.sku, given.count)
    print(f"{given.sku}: {given.count} free")
    return DONE


def _add(given: argparse.Namespace) -> int:
    with open_store() as store:
        if not _known(given.sku, store):
            return WRONG_USE
        level = store.adjust_stock(given.sku, given.count, opening=_opening_stock(given.sku))
    if level is None:
        print(f"{given.sku}: there are not so many to take.", file=sys.stderr)
        return NOT_POSSIBLE
    print(f"{given.sku}: {level} free")
    return DONE
