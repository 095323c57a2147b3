"""``litfass serve``: the preview."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Literal

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, refuse, say
from generator.commands.words import between, of_content

HELP = "read and buy on this machine, without an account anywhere"


def declare(command: argparse.ArgumentParser) -> None:
    """What is shown, and where."""
    of_content(command)
    stock = "show and sell as if there were so many of an article; may be repeated"
    command.add_argument("--stock", type=_stock, action="append", default=[], metavar="SKU=N", help=stock)
    ports = "of the magazine (8000); the next one is the sandbox bank's"
    command.add_argument("--port", type=_port, default=8000, metavar="N", help=ports)
    host = "name or address to listen on (localhost); with 0.0.0.0 other devices can read and buy"
    command.add_argument("--host", default="localhost", metavar="H", help=host)
    command.epilog = "LITFASS_EDITOR is what opens files: a name (vscode), a URL or a command, {file}:{line}:{column}."


def run(given: argparse.Namespace) -> int:
    """Serve until somebody stops it."""
    from generator.serve import Scene, UnservableError, Wishes, serve  # noqa: PLC0415 (see the room's rules)

    if not is_site(given.site):
        return WRONG_USE
    scene = Scene(
        now=given.now, drafts=given.drafts, future=given.future, expired=given.expired, stock=dict(given.stock)
    )
    editor = os.environ.get("LITFASS_EDITOR", "")
    wishes = Wishes(host=given.host, port=given.port, scene=scene, editor=editor, terminal=_terminal())
    try:
        done = serve(given.site, wishes, say)
    except UnservableError as error:
        return refuse(error)
    return DONE if done else CONTENT_ERRORS


def _terminal() -> Literal["none", "plain", "colour"]:
    if not sys.stdout.isatty():
        return "none"
    return "plain" if os.environ.get("NO_COLOR") else "colour"


def _stock(text: str) -> tuple[str, int]:
    from generator.serve import stock_of  # noqa: PLC0415 (see the room's rules)

    try:
        return stock_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port(text: str) -> int:
    return between(text, 0, 65_534)
