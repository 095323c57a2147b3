"""The shop's words on the command line, one file each: their acts, their arguments, and what they do.

Rules of the room: it needs no generator. A word is a module with ``HELP``, ``EXAMPLE`` and `declare`; it is named in
`WORDS` and nowhere else. What a word alone needs is loaded when it runs. Exit 0 done, 1 not possible, 2 wrong use.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from functions.commands import (
    backup,
    hooks,
    migrate,
    orders,
    outbox,
    preflight,
    reconcile,
    rehearse,
    restore,
    status,
    stock,
    till,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

__all__ = ["WORDS", "Word"]


class Word(Protocol):
    """A module of this room."""

    @property
    def HELP(self) -> str:  # noqa: N802 (a constant of the module)
        """What it does, in a few words that begin small."""

    @property
    def EXAMPLE(self) -> str:  # noqa: N802 (as above)
        """How it is used."""

    def declare(self, command: argparse.ArgumentParser) -> None:
        """Say which acts or arguments it takes, and what runs."""


WORDS: Mapping[str, Word] = MappingProxyType(
    {
        "backup": backup,
        "hooks": hooks,
        "migrate": migrate,
        "orders": orders,
        "outbox": outbox,
        "preflight": preflight,
        "reconcile": reconcile,
        "rehearse": rehearse,
        "restore": restore,
        "status": status,
        "stock": stock,
        "till": till,
    }
)
"""Every word of the shop."""
