"""What can fail around a till: its provider's line, its database, its disk.

Each is a context: it fails within, and is well again afterwards.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse

from tests.functions.stripe_server import KEY, WEBHOOK_SECRET
from tests.functions.test_server import a_site, answered, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tests.functions.failing import Shop

CHORES = "the secret of the tests' schedule"

#: How a line breaks: a failure, a failure of something that was done, a gateway's page, no answer to what was not
#: done, and no answer to what was.
FAULTS = ("500", "500 and done", "gateway", "silent", "silent and done")


class Line:
    """The line from the till to its provider. ``meanwhile`` happens once the provider has done what it was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._fault, self._times = "", 0
        self.meanwhile: Callable[[], None] = lambda: None
        self._open, self._waiting = threading.Event(), threading.Semaphore(0)
        self._open.set()

    @contextmanager
    def held(self) -> Iterator[threading.Semaphore]:
        """A line on which nobody is answered before the end; the semaphore counts the questions."""
        self._open.clear()
        try:
            yield self._waiting
        finally:
            self._open.set()

    @contextmanager
    def broken(self, fault: str, times: int = 1000) -> Iterator[None]:
        """A line that breaks so often, and is mended then."""
        self._fault, self._times = fault, times
        yield
        self._times = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._waiting.release()
        await run_in_threadpool(self._open.wait)
        fault = self._fault if self._times > 0 else ""
        self._times -= 1
        if not fault:
            await self._app(scope, receive, self._late(send))
            return
        if fault.endswith("and done"):
            await self._app(scope, receive, _nobody)
        if fault.startswith("silent"):
            while (await receive())["type"] != "http.disconnect":
                pass  # until the library has waited long enough
            return
        await _FAILURES[fault.partition(" ")[0]](scope, receive, send)

    def _late(self, send: Send) -> Send:
        """An answer before which something happens."""

        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.meanwhile()
            await send(message)

        return late


async def _nobody(_message: Message) -> None:
    """An answer that nobody hears."""


_FAILURES: dict[str, ASGIApp] = {
    "500": JSONResponse({"error": {"type": "api_error", "message": "Something went wrong"}}, 500),
    "gateway": HTMLResponse("<h1>Bad gateway</h1>", 502),
}


@contextmanager
def away(url: str) -> Iterator[None]:
    """A database that is away for a while: its server lets nobody in, or another process has locked its file."""
    with _locked(url) if url.startswith("sqlite:") else _shut(url):
        yield


@contextmanager
def away_when_asked(shop: Shop, url: str) -> Iterator[None]:
    """A database that goes away while the provider is asked something."""
    with ExitStack() as stack:

        def go() -> None:
            shop.line.meanwhile = lambda: None
            stack.enter_context(away(url))

        shop.line.meanwhile = go
        yield


@contextmanager
def _locked(url: str) -> Iterator[None]:
    file = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _shut(url: str) -> Iterator[None]:
    parts = urlsplit(url)
    server, name = parts._replace(path="/postgres").geturl(), parts.path[1:]
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with closing(psycopg.connect(server, autocommit=True)) as administrator:
        administrator.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        administrator.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


@contextmanager
def served(shop: Shop, folder: Path, url: str) -> Iterator[int]:
    """The same shop by a server process of its own, which everybody asks meanwhile; its id."""
    port = free_port()
    world, address = shop.world, f"http://127.0.0.1:{port}"
    settings = {
        "LITFASS_PAYMENT": "stripe",
        "LITFASS_DATABASE_URL": url,
        "LITFASS_SITE_URL": world.url,
        "LITFASS_MAIL_URL": world.mails.as_uri(),
        "LITFASS_SITE_DIR": str(a_site(folder / "public")),
        "LITFASS_CHORES_SECRET": CHORES,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": shop.bank.url,
    }
    command = [sys.executable, "-m", "uvicorn", "functions.hosts.server:app", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL) as running:
        try:
            answered(f"{address}/till/health")
            world.url, shop.bank.webhook_url = address, f"{address}/till/webhooks/stripe"
            yield running.pid
        finally:
            running.terminate()


@contextmanager
def full(url: str, process: int) -> Iterator[None]:
    """A disk that is full: the process can add to no file; or Postgres says that its own disk is."""
    with _nothing_written(process) if url.startswith("sqlite:") else _nothing_kept(url):
        yield


@contextmanager
def _nothing_written(process: int) -> Iterator[None]:
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(process, resource.RLIMIT_FSIZE, before)


_FULL = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file'; END $$
"""


@contextmanager
def _nothing_kept(url: str) -> Iterator[None]:
    with closing(psycopg.connect(url, autocommit=True)) as administrator:
        administrator.execute(_FULL)
        for (table,) in administrator.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            trigger = "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {} EXECUTE FUNCTION refuse()"
            administrator.execute(sql.SQL(trigger).format(sql.Identifier(table)))
        yield
        administrator.execute("DROP FUNCTION refuse CASCADE")
