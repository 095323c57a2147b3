"""``litfass new``: begin a magazine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.saying import DONE, refuse

if TYPE_CHECKING:
    import argparse

HELP = "begin a magazine"


def declare(command: argparse.ArgumentParser) -> None:
    """Where it is to lie."""
    command.add_argument("folder", type=Path, metavar="DIR", help="an empty or a new folder")


def run(given: argparse.Namespace) -> int:
    """Write it there."""
    from generator.new import NotEmptyError, new  # noqa: PLC0415 (see the room's rules)

    try:
        made = new(given.folder)
    except NotEmptyError as error:
        return refuse(error)
    except OSError as error:
        return refuse(f"{given.folder} cannot be made: {error.strerror}.")
    print(f"{given.folder} is a magazine of {made} files. Read it, and buy in it: cd {given.folder} && litfass serve")
    return DONE
