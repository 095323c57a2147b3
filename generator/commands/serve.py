"""``litfass serve``: the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, refuse, say
from generator.commands.words import between, now, of_content

if TYPE_CHECKING:
    import argparse

HELP = "read and buy on this machine, without an account anywhere"


def declare(command: argparse.ArgumentParser) -> None:
    """What is shown, and where."""
    of_content(command)
    ports = "of the magazine (8000); the next one is the sandbox bank's"
    command.add_argument("--port", type=_port, default=8000, metavar="N", help=ports)
    host = "name or address to listen on (localhost); with this machine's own, other devices can read and buy"
    command.add_argument("--host", default="localhost", metavar="H", help=host)


def run(given: argparse.Namespace) -> int:
    """Serve until somebody stops it."""
    from generator.commands.options import options  # noqa: PLC0415 (see the room's rules)
    from generator.serve import PortTakenError, ShopError, serve  # noqa: PLC0415

    if not is_site(given.site):
        return WRONG_USE
    moment = options(given).moment(now(given))
    try:
        done = serve(given.site, moment, given.now, host=given.host, port=given.port, say=say)
    except (PortTakenError, ShopError) as error:
        return refuse(error)
    return DONE if done else CONTENT_ERRORS


def _port(text: str) -> int:
    return between(text, 0, 65_534)
