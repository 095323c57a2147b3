"""The shop of the preview: the till with the live catalogue, and a bank of the sandbox on an origin of its own.

Rules of the room: the one place of the generator that starts the till. All that it remembers lies in ``.till/`` of the
site: orders and stock in SQLite, mails as files. The till's own code is loaded at the first need: most who look at
their magazine buy nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from functions.payments.sandbox import Sandbox
from functions.payments.sandbox_page import create_sandbox_app
from functions.settings import Settings
from functions.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    from starlette.applications import Starlette

_FOLDER = ".till"

Known = TypeVar("Known")


class ShopError(Exception):
    """The shop's own files cannot be made or read; the message says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """The till (``app``, made when first asked for) and the sandbox's payment page (``bank``), each for a server."""

    app: Callable[[], Starlette]
    bank: Starlette
    store: Store
    sandbox: Sandbox

    @classmethod
    def open(
        cls, root: Path, *, url: str, bank_url: str, catalog: Callable[[], bytes], pages: Callable[[], bytes]
    ) -> Self:
        """Open the shop of the site in ``root``; its database is made or brought up to date. Raises ShopError.

        ``catalog`` and ``pages`` give ``_till/catalog.json`` and ``_till/pages.json`` as they are now.
        """
        folder = (root / _FOLDER).resolve()
        settings = Settings(
            payment="sandbox",
            database_url=f"sqlite:///{(folder / 'till.sqlite').as_posix()}",
            site_url=url,
            mail_url=(folder / "mails").as_uri(),
            sandbox_url=bank_url,
        )
        try:
            (folder / "mails").mkdir(parents=True, exist_ok=True)
            store = Store.open(settings.database_url)
            store.migrate()
        except (OSError, StoreError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            hint = "Is there room on the disk, and may you write there?"
            message = f"the shop cannot be opened in {folder}: {reason}. {hint}"
            raise ShopError(message) from error
        sandbox = Sandbox(url=bank_url, webhook_url=f"{settings.till_url}/webhooks/{Sandbox.name}")
        app = _Once(lambda: _till(settings, sandbox, store, catalog, pages))
        return cls(app=app, bank=create_sandbox_app(sandbox), store=store, sandbox=sandbox)

    def close(self) -> None:
        """Let what is under way arrive, and close the store."""
        self.sandbox.close()
        self.store.close()


def _till(
    settings: Settings, sandbox: Sandbox, store: Store, catalog: Callable[[], bytes], pages: Callable[[], bytes]
) -> Starlette:
    from functions.app import create_app  # noqa: PLC0415 (so that a first page need not wait for the till)
    from functions.catalog import load as load_catalog  # noqa: PLC0415 (as above)
    from functions.pages import load as load_pages  # noqa: PLC0415 (as above)

    known = _Latest(catalog, load_catalog), _Latest(pages, load_pages)
    return create_app(settings, *known, provider=lambda: sandbox, store=lambda: store)


class _Once(Generic[Known]):
    """What is made once, by whoever asks first."""

    def __init__(self, make: Callable[[], Known]) -> None:
        self._make = cache(make)
        self._lock = Lock()

    def __call__(self) -> Known:
        with self._lock:
            return self._make()


class _Latest(Generic[Known]):
    """What a file says, read anew only when the file is another one."""

    def __init__(self, source: Callable[[], bytes], load: Callable[[bytes], Known]) -> None:
        self._source = source
        self._load = load
        self._read: tuple[bytes, Known] | None = None

    def __call__(self) -> Known:
        data, read = self._source(), self._read
        if read is None or read[0] is not data:
            read = self._read = (data, self._load(data))
        return read[1]
