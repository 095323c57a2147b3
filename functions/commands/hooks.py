"""`litfass hooks`: what other programs were told of orders, once more, and whether they hear us."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from functions.commands.shared import (
    DONE,
    NOT_POSSIBLE,
    WRONG_USE,
    acts_of,
    add_act,
    day,
    find_order,
    open_store,
    start_of,
    the_till,
)
from functions.hooks import events

if TYPE_CHECKING:
    import argparse

    from functions.store import KeptLetter, Store

HELP = "what other programs are told of orders"
EXAMPLE = "litfass hooks list"


def declare(command: argparse.ArgumentParser) -> None:
    """Its acts."""
    acts = acts_of(command)
    listed = add_act(acts, "list", "the latest messages and what became of them", "litfass hooks list --days 2", _list)
    listed.add_argument("--days", type=int, default=7, metavar="N", help="how far back (7)")
    again = add_act(acts, "replay", "send messages once more", "litfass hooks replay 7K3M-9Q2X", _replay)
    again.add_argument("number", nargs="?", metavar="NUMBER", help="all messages about that order")
    again.add_argument("--since", type=day, metavar="DATE", help="all messages since that day, such as 2026-11-30")
    add_act(acts, "ping", "send each address a test.ping, and say how it answers", "litfass hooks ping", _ping)


def _list(given: argparse.Namespace) -> int:
    with open_store() as store:
        found = store.letters_since("hook", datetime.now(UTC) - timedelta(days=given.days))
        for letter in found:
            print(_line(store, letter))
    if not found:
        print("Nothing was told.")
    return DONE


def _line(store: Store, letter: KeptLetter) -> str:
    order = store.order_by_id(letter.order) if letter.order else None
    when = datetime.fromtimestamp(letter.put_at, UTC).strftime("%Y-%m-%d %H:%M")
    number = order.number if order else "-"
    return f"{when}  {letter.kind:<16}  {number:<9}  {_host_of(letter)}  {_end_of(letter)}"


def _end_of(letter: KeptLetter) -> str:
    if letter.sent_at:
        return "taken"
    return f"{'given up' if letter.dead_at else 'waits'}, {letter.attempts} attempts  {letter.error}".rstrip()


def _host_of(letter: KeptLetter) -> str:
    """The receiver as the operator knows it; its path and query may be secret."""
    receiver = letter.key.rpartition("-")[2]
    addresses = (part.strip() for part in os.environ.get("LITFASS_HOOKS", "").split(","))
    return next(
        (urlsplit(one).netloc for one in addresses if events.receiver_of(one) == receiver), "an address of before"
    )


def _replay(given: argparse.Namespace) -> int:
    if bool(given.number) == bool(given.since):
        print("Name an order, or a day by --since.", file=sys.stderr)
        return WRONG_USE
    with open_store() as store:
        order = find_order(store, given.number) if given.number else None
        if given.number and order is None:
            return NOT_POSSIBLE
        found = store.letters_since("hook", order.created_at if order else start_of(given.since))
        keys = [one.key for one in found if one.order and (order is None or one.order == order.id)]
        again = sum(store.retry_letter(key, now=datetime.now(UTC)) for key in keys)
    print(f"{again} due again: the till sends them, or `litfass outbox`")
    return DONE


def _ping(_given: argparse.Namespace) -> int:
    from functions.chores import outbox  # noqa: PLC0415 (only this act sends)

    till = the_till()
    event = events.Event(id=f"{events.PING}-{till.entropy(9).hex()}", type=events.PING, at=int(till.now().timestamp()))
    letters = events.letters(till.settings.hooks, event, None)
    if not letters:
        print("LITFASS_HOOKS names no address.", file=sys.stderr)
        return NOT_POSSIBLE
    with till.store() as store:
        for letter in letters:
            store.put_letter(letter, now=till.now())
        outbox.work(till, channels=("hook",))
        keys = {letter.key for letter in letters}
        found = [one for one in store.letters_since("hook", till.now() - timedelta(minutes=5)) if one.key in keys]
    for one in found:
        print(f"{_host_of(one)}  {_end_of(one)}")
    return DONE if all(one.sent_at for one in found) else NOT_POSSIBLE
