"""``litfass rollback``: back to an earlier deploy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.commands.deploy import done
from generator.commands.words import at_target, flag

if TYPE_CHECKING:
    import argparse

HELP = "bring back the pages of an earlier deploy"


def declare(command: argparse.ArgumentParser) -> None:
    """Where, and to which."""
    at_target(command)
    command.add_argument("--to", default="", metavar="ID", help="the deploy to bring back (the one before)")
    flag(command, "--list", "say which deploys there are")


def run(given: argparse.Namespace) -> int:
    """Switch to the older pages."""
    from generator.deploy import deploys, rollback  # noqa: PLC0415 (see the room's rules)

    if given.list:
        return done(given, lambda _progress: deploys(given.url))
    now, dry = datetime.now(UTC), given.dry_run
    return done(given, lambda progress: rollback(given.url, now, given.to, dry_run=dry, progress=progress))
