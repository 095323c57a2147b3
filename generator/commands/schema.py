"""``litfass schema``: help for an editor's program."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, refuse, tell
from generator.commands.words import in_site

if TYPE_CHECKING:
    import argparse

HELP = "write JSON Schemas, settings and snippets for VS Code into .vscode; again after new sections or products"


def declare(command: argparse.ArgumentParser) -> None:
    """For which magazine."""
    in_site(command)


def run(given: argparse.Namespace) -> int:
    """Write them, and say what was left alone."""
    from generator.diagnostics import Report  # noqa: PLC0415 (see the room's rules)
    from generator.new import prepare_editor  # noqa: PLC0415

    if not is_site(given.site):
        return WRONG_USE
    report = Report()
    try:
        done = prepare_editor(given.site, datetime.now(UTC), report)
    except OSError as error:
        return refuse(f"{given.site / '.vscode'} cannot be written: {error.strerror}.")
    if done is None:
        tell(report.diagnostics, sys.stderr)
        return CONTENT_ERRORS
    for path in done.written:
        print(given.site / path)
    for path in done.left:
        print(f"{given.site / path} has comments or is no JSON, and stays as it is.", file=sys.stderr)
    return DONE
