"""`litfass outbox`: what is promised goes its way, and unpaid orders are cleared; what still waits, and why.

Rules of the room: a line of the list says why a letter was not taken, never what it says or to whom it goes.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, NOT_POSSIBLE, add_act, open_store, the_till

if TYPE_CHECKING:
    import argparse

    from functions.order import Order
    from functions.store import KeptLetter, Store

HELP = "send what is due, and clear unpaid orders"
EXAMPLE = "litfass outbox"


def declare(command: argparse.ArgumentParser) -> None:
    """Without an act it works."""
    command.set_defaults(run=_work)
    command.add_argument("--seconds", type=float, default=300, metavar="N", help="stop after so many seconds (300)")
    acts = command.add_subparsers(metavar="ACT")
    add_act(acts, "list", "what waits and what was given up, and why", "litfass outbox list", _list)
    again = add_act(acts, "retry", "try a letter again, or all that failed", "litfass outbox retry all", _retry)
    again.add_argument("key", metavar="KEY", help="as `outbox list` names it; all: whatever was not taken so far")


def _work(given: argparse.Namespace) -> int:
    from functions.chores import janitor, outbox  # noqa: PLC0415 (only this word needs pages and provider)

    till = the_till()
    with till.store():
        cleared, moved = janitor.clear_expired(till), janitor.reconcile(till)
        tally = outbox.work(till, limit_seconds=given.seconds)
    given_up = f", {tally.given_up} given up" if tally.given_up else ""
    print(
        f"{tally.sent} sent, {tally.failed} to be tried again{given_up}; "
        f"{cleared} unpaid orders cleared, {moved} settled"
    )
    return NOT_POSSIBLE if tally.failed or tally.given_up else DONE


def _list(_given: argparse.Namespace) -> int:
    with open_store() as store:
        letters = [(one, store.order_by_id(one.order) if one.order else None) for one in store.waiting_letters()]
    lines = [_line(letter, order) for letter, order in letters if not _is_over(letter, order)]
    print("\n".join(lines) or "Nothing waits.")
    return DONE


def _is_over(letter: KeptLetter, order: Order | None) -> bool:
    """Whether it will be thrown away at its time, such as what asks for a payment that has come meanwhile."""
    from functions.letters import kinds  # noqa: PLC0415 (only this act needs what letters tell)

    is_mail = letter.channel == "mail" and not letter.dead_at
    return is_mail and order is not None and kinds.is_over(letter.kind, order, datetime.now(UTC))


def _line(letter: KeptLetter, order: Order | None) -> str:
    """One letter: where it stands since or until when, what it is, its order, and why it was not taken."""
    stands = "given up" if letter.dead_at else "waits" if letter.attempts == 0 else "again"
    when = datetime.fromtimestamp(letter.dead_at or letter.due_at, UTC).strftime("%Y-%m-%d %H:%M")
    tries = f"{letter.attempts}x" if letter.attempts else ""
    number = order.number if order else "-"
    return f"{stands:<8}  {when}  {letter.channel:<6}  {number:<9}  {letter.key}  {tries}  {letter.error}".rstrip()


def _retry(given: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    with open_store() as store:
        if given.key == "all":
            found = [letter.key for letter in store.waiting_letters() if letter.attempts]
        else:
            found = [given.key]
        again = [key for key in found if store.retry_letter(key, now=now)]
        if given.key != "all" and not again:
            print(_refused(store, given.key), file=sys.stderr)
            return NOT_POSSIBLE
    print(f"{len(again)} due again: the till sends them, or `litfass outbox`")
    return DONE


def _refused(store: Store, key: str) -> str:
    """Why a letter is not tried again: there is none, or what it said is gone."""
    if all(letter.key != key for letter in store.letters_since("mail", datetime.fromtimestamp(0, UTC))):
        return f"There is no letter {key}."
    return f"{key} has gone out and was emptied then: there is nothing to retry; a new one is asked for."
