"""Servers of the till that are killed at a step: SIGKILL, as when the power fails. Run as a program.

It waits for lines ``step`` on its standard input, forks a server for each, and says its port. A step is a place before,
within or after a transaction that writes, or before or after a question to the provider. Step 0 is never killed.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import uvicorn

from functions import catalog as catalogs
from functions import pages as till_pages
from functions.app import create_app
from functions.payments.stripe import Stripe
from functions.settings import from_environment
from functions.store import Store
from functions.store.database import Database, backend_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from functions.catalog import Catalog
    from functions.pages import Pages
    from functions.payments import Payment, ProviderRefund, Session
    from functions.store.database import Backend
    from functions.store.database import Session as Transaction

    Made = TypeVar("Made")


class Fate:
    """Counts steps, and ends the process at one."""

    def __init__(self, step: int) -> None:
        self._left = step
        self._lock = Lock()

    def step(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    def __init__(self, backend: Backend, fate: Fate) -> None:
        super().__init__(backend)
        self._fate = fate

    @contextmanager
    def writing(self, *, create: bool = False) -> Iterator[Transaction]:
        self._fate.step()
        with super().writing(create=create) as session:
            yield session
            self._fate.step()
        self._fate.step()


class MortalStripe(Stripe):
    def __init__(self, fate: Fate, **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]  # the settings' own types
        self._fate = fate

    def start(self, payment: Payment) -> Session:
        return self._do(lambda: Stripe.start(self, payment))

    def session(self, session_id: str) -> Session:
        return self._do(lambda: Stripe.session(self, session_id))

    def expire(self, session_id: str) -> Session:
        return self._do(lambda: Stripe.expire(self, session_id))

    def refund(self, session_id: str, minor: int, key: str) -> ProviderRefund:
        return self._do(lambda: Stripe.refund(self, session_id, minor, key))

    def _do(self, ask: Callable[[], Made]) -> Made:
        self._fate.step()
        answer = ask()
        self._fate.step()
        return answer


def serve(step: int, listener: socket.socket, catalog: Catalog, pages: Pages) -> None:
    """A server of the till by the environment's settings, until its step comes."""
    settings, fate = from_environment(os.environ), Fate(step)
    store = Store(MortalDatabase(backend_of(settings.database_url), fate))
    provider = MortalStripe(
        fate,
        secret_key=settings.stripe_secret_key,
        webhook_secrets=settings.stripe_webhook_secrets,
        api_base=settings.stripe_api_base,
    )
    app = create_app(
        settings,
        lambda: catalog,
        lambda: pages,
        provider=lambda: provider,
        store=lambda: store,
        now=lambda: datetime.now(UTC).replace(microsecond=0),
    )
    uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")).run(sockets=[listener])


def main() -> None:
    folder = Path(os.environ["LITFASS_SITE_DIR"]) / "_till"
    catalog = catalogs.load((folder / "catalog.json").read_bytes())
    pages = till_pages.load((folder / "pages.json").read_bytes())
    for line in sys.stdin:
        # Named as TCP, else asyncio does not switch Nagle's algorithm off.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        listener.listen(256)
        child = os.fork()
        if child == 0:
            serve(int(line), listener, catalog, pages)
            os._exit(0)
        sys.stdout.write(f"{listener.getsockname()[1]} {child}\n")
        sys.stdout.flush()
        listener.close()


if __name__ == "__main__":
    main()
