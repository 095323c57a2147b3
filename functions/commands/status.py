"""`litfass status`: how the shop stands, and what somebody has to see to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.chores.health import examine
from functions.commands.shared import DONE, NOT_POSSIBLE, the_till
from functions.store.marks import BACKUP, CLOSED, WEBHOOK

if TYPE_CHECKING:
    import argparse

    from functions.store import Mark

HELP = "say how the shop stands, and what is overdue"
EXAMPLE = "litfass status"


def declare(command: argparse.ArgumentParser) -> None:
    """No arguments."""
    command.set_defaults(run=_status)


def _status(_given: argparse.Namespace) -> int:
    till = the_till()
    with till.store():
        standing = examine(till)
    overview, marks = standing.overview, standing.marks
    closed = marks.get(CLOSED)
    rows = (
        ("build", standing.build),
        ("sales", f"closed since {_when(closed)} {closed.text}".rstrip() if closed else "open"),
        ("last webhook", _when(marks.get(WEBHOOK))),
        ("last backup", _when(marks.get(BACKUP))),
        ("oldest letter", f"due {overview.oldest_due:%Y-%m-%d %H:%M UTC}" if overview.oldest_due else "none waits"),
        ("to pack", overview.to_pack),
        ("open withdrawals", overview.withdrawals_open),
        ("open refunds", overview.refunds_due),
        ("disputed", overview.disputed),
    )
    for name, value in rows:
        print(f"{name:<18} {value}")
    for entry in standing.overdue:
        print(f"OVERDUE {entry.code}: {entry.text}")
    return NOT_POSSIBLE if standing.overdue else DONE


def _when(mark: Mark | None) -> str:
    return f"{mark.at:%Y-%m-%d %H:%M UTC}" if mark is not None else "never"
