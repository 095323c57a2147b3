"""The rim of the shop's words: the command line is read, the word runs, and what went wrong is said.

Rules of the room: with `commands` the one room of the till that prints. Exit 0 done, 1 not possible, 2 wrong use.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from functions.commands import WORDS
from functions.commands.shared import WRONG_USE, sentence
from functions.settings import SettingsError
from functions.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a word; the exit code says how it went."""
    given = parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    try:
        run: Callable[[argparse.Namespace], int] = given.run
        return run(given)
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
        return WRONG_USE


def parser() -> argparse.ArgumentParser:
    """All words with their acts."""
    found = argparse.ArgumentParser(prog="litfass", description="The shop's own commands.")
    words = found.add_subparsers(metavar="COMMAND", required=True)
    for name, word in WORDS.items():
        word.declare(
            words.add_parser(name, help=word.HELP, description=sentence(word.HELP), epilog=f"example: {word.EXAMPLE}")
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
