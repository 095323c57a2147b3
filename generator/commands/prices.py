"""``litfass prices``: the price history, by which a reduced price is measured (§ 11 PAngV)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, tell_errors
from generator.commands.words import in_site, moment, now

if TYPE_CHECKING:
    import argparse

HELP = "keep what each thing costs, so that a reduced price can be called so"


def declare(command: argparse.ArgumentParser) -> None:
    """What is to be done, and as of when."""
    in_site(command)
    command.add_argument("what", choices=("record",), help="append what has changed to content/prices.csv")
    command.add_argument("--now", type=moment, metavar="ISO-8601", help="as of this moment")


def run(given: argparse.Namespace) -> int:
    """The lines that were appended; nothing where nothing has changed."""
    from generator.recording import record  # noqa: PLC0415 (see the room's rules)
    from generator.source import PRICES  # noqa: PLC0415

    if not is_site(given.site):
        return WRONG_USE
    found = record(given.site, now(given))
    if tell_errors(found.diagnostics):
        print(f"Nothing was written; {PRICES} is as it was.", file=sys.stderr)
        return CONTENT_ERRORS
    for line in found.lines:
        print(line)
    return DONE
