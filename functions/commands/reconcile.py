"""`litfass reconcile`: our orders against the provider's payments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, NOT_POSSIBLE, the_till

if TYPE_CHECKING:
    import argparse

HELP = "compare our orders with the provider's payments, and name every difference"
EXAMPLE = "litfass reconcile --days 7"


def declare(command: argparse.ArgumentParser) -> None:
    """How far back, and whether to mend."""
    command.add_argument("--days", type=int, default=3, metavar="N", help="how far back (3)")
    command.add_argument(
        "--repair", action="store_true", help="settle what is behind, and rebuild paid orders that are lost"
    )
    command.set_defaults(run=_reconcile)


def _reconcile(given: argparse.Namespace) -> int:
    from functions.chores import reconciliation  # noqa: PLC0415 (only this word needs the provider)
    from functions.payments import ProviderError  # noqa: PLC0415 (as above)

    till = the_till()
    since = till.now() - timedelta(days=given.days)
    try:
        with till.store():
            for line in reconciliation.repair(till, since) if given.repair else ():
                print(line)
            if given.repair and reconciliation.reopen(till):
                print("No invoice number of before is drawn again. Sales are open.")
            found = reconciliation.compare(till, since)
    except ProviderError as error:
        print(f"The provider does not answer: {error}")
        return NOT_POSSIBLE
    for difference in found:
        print(f"{difference.code}: {difference.text}")
    print(f"{len(found)} differences in {given.days} days")
    return NOT_POSSIBLE if found else DONE
