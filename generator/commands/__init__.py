"""The commands of the build tool: one file each, with its words and what it does.

Rules of the room: a command is a module with ``HELP``, `declare` and `run`; it is named in `COMMANDS` and nowhere else.
Exit 0 done, 1 errors in the content or at the target of a deploy, 2 wrong use, 70 our own fault. Colour only on a
terminal that wants it; progress on stderr, so that what is piped stays clean. What a command alone needs is loaded when
it runs, so that --help answers at once.
"""

from __future__ import annotations

import argparse
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from generator import __version__
from generator.commands import (
    build,
    bundle,
    check,
    clean,
    deploy,
    listing,
    new,
    prices,
    rollback,
    schedule,
    schema,
    serve,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["COMMANDS", "SHOP", "Command", "parser", "run"]

#: The shop's words, which belong to the till; `functions.cli` explains them.
SHOP = (
    "backup",
    "hooks",
    "migrate",
    "orders",
    "outbox",
    "preflight",
    "reconcile",
    "rehearse",
    "restore",
    "status",
    "stock",
    "till",
)


class Command(Protocol):
    """A module of this room."""

    @property
    def HELP(self) -> str:  # noqa: N802 - a constant of the module
        """What it does, in a few words that begin small."""

    def declare(self, command: argparse.ArgumentParser) -> None:
        """Say which words it takes."""

    def run(self, given: argparse.Namespace) -> int:
        """Do it; the exit code says how it went."""


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "build": build,
        "serve": serve,
        "check": check,
        "list": listing,
        "clean": clean,
        "bundle": bundle,
        "deploy": deploy,
        "rollback": rollback,
        "schedule": schedule,
        "prices": prices,
        "new": new,
        "schema": schema,
    }
)
"""All commands by name, in the order of the help."""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; ``command`` is the name of the one that was chosen."""
    top = argparse.ArgumentParser(
        prog="litfass",
        description="Renders a brand's magazine from Markdown stories, and lets readers buy from inside the story.",
        epilog=f"The shop's own commands: {', '.join(SHOP)} (litfass stock --help).",
    )
    top.add_argument("--version", action="version", version=f"litfass {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="command")
    for name, command in COMMANDS.items():
        command.declare(commands.add_parser(name, help=command.HELP, description=f"litfass {name}: {command.HELP}."))
    return top


def run(words: Sequence[str]) -> int:
    """Run the command that the words name."""
    given = parser().parse_args(words)
    return COMMANDS[given.command].run(given)
