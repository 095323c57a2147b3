"""``litfass list``: what readers do not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, tell_errors
from generator.commands.words import in_site, moment, now

if TYPE_CHECKING:
    import argparse

HELP = "what readers do not see yet, or no longer"


def declare(command: argparse.ArgumentParser) -> None:
    """Of what, and as of when."""
    in_site(command)
    command.add_argument("what", choices=("drafts", "future", "expired"))
    command.add_argument("--now", type=moment, metavar="ISO-8601", help="as of this moment")


def run(given: argparse.Namespace) -> int:
    """A line for each."""
    from generator.build import hidden  # noqa: PLC0415 (see the room's rules)

    if not is_site(given.site):
        return WRONG_USE
    found = hidden(given.site, given.what, now(given))
    failed = tell_errors(found.diagnostics)
    for line in found.lines:
        print(line)
    return CONTENT_ERRORS if failed else DONE
