"""``litfass clean``: remove what was made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, tell
from generator.commands.words import in_site, output_of

if TYPE_CHECKING:
    import argparse

HELP = "remove the output and what is kept for the next build"


def declare(command: argparse.ArgumentParser) -> None:
    """Of which site, and where its output lies."""
    in_site(command)
    command.add_argument("--output", type=Path, metavar="DIR", help="what to remove (public in the site's folder)")


def run(given: argparse.Namespace) -> int:
    """Remove it, and say what stood in the way."""
    from generator.build import clean  # noqa: PLC0415 (see the room's rules)

    if not is_site(given.site):
        return WRONG_USE
    diagnostics = clean(given.site, output_of(given))
    tell(diagnostics, sys.stderr)
    return CONTENT_ERRORS if diagnostics else DONE
