"""`litfass till`: the till as a server; sales are stopped and begun again."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from functions.commands.shared import DONE, add_act, open_store
from functions.store.marks import CLOSED

_LAST_PORT = 65_535

HELP = "run the till as a server, or close it for sales"
EXAMPLE = "litfass till --port 8080"


def declare(command: argparse.ArgumentParser) -> None:
    """Where it listens, or an act."""
    command.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
    command.add_argument("--port", type=_port, default=8080, metavar="N", help="the port to listen at (8080)")
    command.set_defaults(run=_run)
    acts = command.add_subparsers(metavar="ACT")
    text = "stop sales; magazine, payments under way and withdrawals go on"
    closing = add_act(acts, "close", text, "litfass till close --because stocktaking", _close)
    closing.add_argument("--because", default="", metavar="WHY", help="a word for `litfass status`")
    add_act(acts, "open", "sell again", "litfass till open", _open)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _LAST_PORT):
        message = f"{text} is no port; write a number from 0 to {_LAST_PORT}, such as 8080"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _close(given: argparse.Namespace) -> int:
    with open_store() as store:
        store.marks.put(CLOSED, datetime.now(UTC).replace(microsecond=0), given.because)
    print("Sales are closed. Orders that were placed can still be paid; `litfass till open` sells again.")
    return DONE


def _open(_given: argparse.Namespace) -> int:
    with open_store() as store:
        store.marks.remove(CLOSED)
    print("Sales are open.")
    return DONE


def _run(given: argparse.Namespace) -> int:
    import uvicorn  # noqa: PLC0415 (a serverless till runs without it)

    from functions.hosts.server import create  # noqa: PLC0415 (as above)

    uvicorn.run(create(os.environ), host=given.host, port=given.port)
    return DONE
