"""`litfass till`: the till as a server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from functions.commands.shared import DONE

if TYPE_CHECKING:
    import argparse

HELP = "run the till as a server"
EXAMPLE = "litfass till --port 8080"


def declare(command: argparse.ArgumentParser) -> None:
    """Where it listens."""
    command.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
    command.add_argument("--port", type=int, default=8080, help="the port to listen at (8080)")
    command.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    import uvicorn  # noqa: PLC0415 (a serverless till runs without it)

    from functions.hosts.server import create  # noqa: PLC0415 (as above)

    uvicorn.run(create(os.environ), host=given.host, port=given.port)
    return DONE
