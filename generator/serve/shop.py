"""The shop of the preview: the till with the live catalogue, and a bank of the sandbox on an origin of its own.

Rules of the room: the one place of the generator that starts the till. All that it remembers lies in ``.till/`` of the
site: orders and stock in SQLite, mails as files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.app import create_app
from functions.pages import Pages, load
from functions.payments.sandbox import Sandbox
from functions.payments.sandbox_page import create_sandbox_app
from functions.settings import Settings
from functions.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

    from starlette.applications import Starlette

    from functions.catalog import Catalog

_FOLDER = ".till"


class ShopError(Exception):
    """The shop's own files cannot be made or read; the message says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """The till (``app``) and the sandbox's payment page (``bank``), each for a server of its own."""

    app: Starlette
    bank: Starlette
    store: Store
    sandbox: Sandbox

    @classmethod
    def open(
        cls, root: Path, *, url: str, bank_url: str, catalog: Callable[[], Catalog], pages: Callable[[], bytes]
    ) -> Self:
        """Open the shop of the site in ``root``; its database is made or brought up to date. Raises ShopError."""
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
        spoken = _Spoken(pages)
        app = create_app(settings, catalog, spoken, provider=lambda: sandbox, store=lambda: store)
        return cls(app=app, bank=create_sandbox_app(sandbox), store=store, sandbox=sandbox)

    def close(self) -> None:
        """Let what is under way arrive, and close the store."""
        self.sandbox.close()
        self.store.close()


class _Spoken:
    """The till's pages, read anew only when the magazine has changed."""

    def __init__(self, source: Callable[[], bytes]) -> None:
        self._source = source
        self._read: tuple[bytes, Pages] | None = None

    def __call__(self) -> Pages:
        data = self._source()
        if self._read is None or self._read[0] is not data:
            self._read = (data, load(data))
        return self._read[1]
