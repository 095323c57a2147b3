"""The till and three bare endpoints on one server, for `till_load`: ``python -m tests.bench.till_server FOLDER``.

Rules of the room: all of it is one process of one uvicorn with one socket, so that only the application differs. The
bare endpoints are what anyone would write with Starlette: an answer in JSON, the same with the body read, and one
durable commit in SQLite.
"""

from __future__ import annotations

import socket
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from functions.app import create_app
from functions.payments.sandbox import Sandbox
from functions.settings import Settings
from functions.store import Store
from tests.functions.shop import a_catalog, some_pages, variant

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(kw_only=True)
class Committed:
    """The smallest thing that lasts: one row in a file of its own, the writers one after another as in the store."""

    file: Path
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.connection = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("CREATE TABLE done (at REAL)")

    def commit(self, _request: Request) -> JSONResponse:
        """One transaction; Starlette calls it in a thread, since it is no coroutine."""
        with self.lock:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("INSERT INTO done VALUES (julianday())")
            self.connection.execute("COMMIT")
        return JSONResponse({"ok": True})


async def answer(_request: Request) -> JSONResponse:
    """The plainest endpoint."""
    return JSONResponse({"ok": True})


async def read(request: Request) -> JSONResponse:
    """The same for a body."""
    await request.json()
    return JSONResponse({"ok": True})


def bare(folder: Path) -> Starlette:
    """What the till is measured against."""
    commit = Committed(file=folder / "bare.db").commit
    return Starlette(
        routes=[
            Route("/bare", answer),
            Route("/bare/read", read, methods=["POST"]),
            Route("/bare/commit", commit, methods=["POST"]),
        ]
    )


def till(folder: Path, url: str) -> Starlette:
    """A till with the tests' catalogue, of which there is enough for everybody, and a sandbox that nobody visits."""
    settings = Settings(
        payment="sandbox",
        database_url=f"sqlite:///{folder / 'till.db'}",
        site_url=url,
        mail_url=(folder / "mails").as_uri(),
    )
    store = Store.open(settings.database_url)
    store.migrate()
    catalog = a_catalog(*(variant(f"SKU-{number}", 1990, opening_stock=10_000_000) for number in range(20)))
    pages = some_pages()
    sandbox = Sandbox(url="http://127.0.0.1:1", webhook_url=f"{settings.till_url}/webhooks/sandbox", secret="bench")
    return create_app(settings, lambda: catalog, lambda: pages, provider=lambda: sandbox, store=lambda: store)


def main() -> None:
    """Serve until the process is ended; the first line says where."""
    folder = Path(sys.argv[1])
    # Named as TCP, else asyncio does not switch Nagle's algorithm off, and every second answer waits for 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(256)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    apps: dict[bool, ASGIApp] = {True: bare(folder), False: till(folder, url)}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[scope["path"].startswith("/bare")](scope, receive, send)

    print(url, flush=True)
    config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", interface="asgi3")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
