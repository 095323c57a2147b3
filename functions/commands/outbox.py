"""`litfass outbox`: letters are sent, unpaid orders cleared, missed news fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.commands.shared import DONE, NOT_POSSIBLE, the_till

if TYPE_CHECKING:
    import argparse

HELP = "send the letters that are due, and clear unpaid orders"
EXAMPLE = "litfass outbox"


def declare(command: argparse.ArgumentParser) -> None:
    """No arguments."""
    command.set_defaults(run=_work)


def _work(_given: argparse.Namespace) -> int:
    from functions import janitor, outbox  # noqa: PLC0415 (only this word needs pages and provider)

    till = the_till()
    with till.store():
        cleared, moved = janitor.clear_expired(till), janitor.reconcile(till)
        tally = outbox.work(till)
    print(f"{tally.sent} sent, {tally.failed} to be tried again; {cleared} unpaid orders cleared, {moved} settled")
    return NOT_POSSIBLE if tally.failed else DONE
