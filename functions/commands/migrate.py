"""`litfass migrate`: the database is brought to this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.commands.shared import DONE, open_store

if TYPE_CHECKING:
    import argparse

HELP = "bring the database to this version"
EXAMPLE = "litfass migrate"


def declare(command: argparse.ArgumentParser) -> None:
    """No arguments."""
    command.set_defaults(run=_migrate)


def _migrate(_given: argparse.Namespace) -> int:
    with open_store() as store:
        steps = store.migrate()
    print(f"{steps} steps taken" if steps else "nothing to do")
    return DONE
