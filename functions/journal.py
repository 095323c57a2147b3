"""The log: each line says to which request it belongs, and none says who asked or where an order is read.

Rules of the room: a request's name is made here and never taken from outside. Nothing else of the till configures
logging; where the lines go is the host's to say.
"""

from __future__ import annotations

import base64
import logging
import re
import secrets
from contextvars import ContextVar

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The name of the request that is being answered, "" beside all requests; worker threads see it too."""

#: Whoever knows these parts of an address may read or change an order.
_SECRET = re.compile(r"(?<=/orders/)[^/?\s]+|(?<=/links/)[^/?\s]+|(?<=\?).*")

#: A mail address, and also the password in the address of a database.
_ADDRESS = re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"')]+")


def begin() -> str:
    """Name the request that begins here: eight letters and digits that can be read out on the telephone."""
    name = base64.b32encode(secrets.token_bytes(5)).decode()
    REQUEST.set(name)
    return name


def keep() -> None:
    """From now on every line of this process is a `Line`, whoever writes it and however it is shown."""
    logging.setLogRecordFactory(Line)


def without_secrets(path: str) -> str:
    """A path without the parts by which an order is read, and without its query."""
    return _SECRET.sub("…", path)


class Line(logging.LogRecord):
    """A line that begins with its request; in the server's own list of requests that stands in the client's place.

    What others say in their errors may repeat a mail address: it is struck out, in the trace as well.
    """

    def __init__(self, *arguments: object, **more: object) -> None:
        super().__init__(*arguments, **more)  # type: ignore[arg-type]  # whatever logging gives to its records
        name = REQUEST.get()
        match self.name, self.args:
            case "uvicorn.access", (_, method, path, *rest):
                self.args = (name or "-", method, without_secrets(str(path)), *rest)
            case _ if name:
                self.msg = f"{name} {self.msg}"
        if self.exc_info:
            self.exc_text = _ADDRESS.sub("…", logging.Formatter().formatException(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802 (logging's name)
        """The line without its level, time and trace."""
        return _ADDRESS.sub("…", super().getMessage())
