"""What commands say, and how they end: the exit codes, diagnostics in colour, progress."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from generator.diagnostics import Diagnostic, Severity, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

DONE, CONTENT_ERRORS, WRONG_USE = 0, 1, 2
NOT_DEPLOYED = 1

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def is_site(folder: Path) -> bool:
    """Whether there is a magazine in the folder; if not, that is told."""
    if (folder / "site.yml").is_file():
        return True
    refuse(f"there is no site.yml in {folder.resolve()}.")
    print("Go to a magazine's folder, name it with --site, or begin one: litfass new my-magazine", file=sys.stderr)
    return False


def refuse(why: object) -> int:
    """Say why nothing is done."""
    print(f"litfass: {why}", file=sys.stderr)
    return WRONG_USE


def say(text: str) -> None:
    """Say it at once, also to a pipe."""
    print(text, flush=True)


def tell(diagnostics: Iterable[Diagnostic], stream: TextIO) -> None:
    """Diagnostics, each with its line and a caret."""
    colourful = stream.isatty() and not os.environ.get("NO_COLOR")
    for found in diagnostics:
        text = as_text(found)
        if colourful:
            mark = f"{found.severity} {found.code}:"
            text = text.replace(mark, f"\x1b[{_COLOURS[found.severity]}m{mark}\x1b[0m", 1)
        print(text, file=stream)


def tell_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """The errors among diagnostics, where a command has something else to say on stdout; whether there are any."""
    errors = [found for found in diagnostics if found.severity is Severity.ERROR]
    tell(errors, sys.stderr)
    return bool(errors)


def progress(stream: TextIO) -> Callable[[str, int, int], None]:
    """Says how far long work is, on one line of a terminal; elsewhere nothing."""
    if not stream.isatty():
        return lambda _what, _done, _all: None

    def tell(what: str, done: int, whole: int) -> None:
        print(f"\r{what} {done}/{whole}", end="" if done < whole else "\r\x1b[K", file=stream, flush=True)

    return tell
