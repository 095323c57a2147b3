"""The shop of the preview: the till with the live catalogue, and a bank of the sandbox on an origin of its own.

Rules of the room: the one place of the generator that starts the till. All that it remembers lies in ``.till/`` of the
site: orders and stock in SQLite, mails as files. The till's own code is loaded at the first need: most who look at
their magazine buy nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from functions.payments.sandbox import Sandbox
from functions.payments.sandbox_page import create_sandbox_app
from functions.settings import Settings
from functions.store import StoreError
from generator.serve.counts import SceneStore
from generator.serve.fault import UnservableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Self

    from starlette.applications import Starlette

    from functions.payments import Event, PaidOut, Payment, ProviderRefund, Session
    from generator.serve.addresses import Origins

_FOLDER = ".till"

Known = TypeVar("Known")


class ShopError(UnservableError):
    """The shop's own files cannot be made or read; the message says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What the shop sells, as it is now: ``_till/catalog.json`` and ``_till/pages.json``; and what time it is."""

    catalog: Callable[[], bytes]
    pages: Callable[[], bytes]
    now: Callable[[], datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """The till at each origin (``app``, made when first asked for), and the sandbox's payment page (``bank``)."""

    app: Callable[[str], Starlette]
    bank: Starlette
    store: SceneStore
    sandbox: Sandbox

    @classmethod
    def open(cls, root: Path, *, origins: Origins, base_path: str, source: Source) -> Self:
        """Open the shop of the site in ``root``; its database is made or brought up to date. Raises ShopError."""
        folder = (root / _FOLDER).resolve()
        store = _opened(folder)
        url = f"{origins.own}{base_path}"
        # The bank tells its news to this machine, wherever the shopper is.
        webhook = f"{url}/till/webhooks/{Sandbox.name}"
        sandbox = Sandbox(url=origins.bank(origins.own), webhook_url=webhook, now=source.now)
        known = _Known(folder=folder, store=store, sandbox=sandbox, source=source)
        app = _Each(lambda origin: known.till(f"{origin}{base_path}", origins.bank(origin)))
        return cls(app=app, bank=create_sandbox_app(sandbox), store=store, sandbox=sandbox)

    def close(self) -> None:
        """Let what is under way arrive, and close the store."""
        self.sandbox.close()
        self.store.close()


def _opened(folder: Path) -> SceneStore:
    """The store in that folder. Raises ShopError."""
    try:
        (folder / "mails").mkdir(parents=True, exist_ok=True)
        store = SceneStore.open(_database(folder))
        store.migrate()
    except (OSError, StoreError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        hint = "Is there room on the disk, and may you write there?"
        message = f"the shop cannot be opened in {folder}: {reason}. {hint}"
        raise ShopError(message) from error
    return store


def _database(folder: Path) -> str:
    return f"sqlite:///{(folder / 'till.sqlite').as_posix()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _At:
    """The bank as it is reached from one of this machine's addresses: a phone does not find it at "localhost"."""

    sandbox: Sandbox
    url: str
    name: str = Sandbox.name

    def start(self, payment: Payment) -> Session:
        return self._here(self.sandbox.start(payment))

    def session(self, session_id: str) -> Session:
        return self._here(self.sandbox.session(session_id))

    def expire(self, session_id: str) -> Session:
        return self._here(self.sandbox.expire(session_id))

    def refund(self, session_id: str, minor: int, key: str) -> ProviderRefund:
        return self.sandbox.refund(session_id, minor, key)

    def sessions(self, since: datetime, until: datetime | None = None) -> Iterator[Session]:
        return map(self._here, self.sandbox.sessions(since, until))

    def payment(self, session_id: str) -> Payment:
        return self.sandbox.payment(session_id)

    def payouts(self, since: datetime, until: datetime | None = None) -> Iterator[PaidOut]:
        return self.sandbox.payouts(since, until)

    def event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        return self.sandbox.event(body, headers)

    def _here(self, session: Session) -> Session:
        return replace(session, url=session.url.replace(self.sandbox.url, self.url, 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What the tills of all origins have in common."""

    folder: Path
    store: SceneStore
    sandbox: Sandbox
    source: Source

    def till(self, url: str, bank_url: str) -> Starlette:
        """The till as it is reached at ``url``."""
        from functions.app import create_app  # noqa: PLC0415 (so that a first page need not wait for the till)
        from functions.catalog import load as load_catalog  # noqa: PLC0415 (as above)
        from functions.pages import load as load_pages  # noqa: PLC0415 (as above)

        known = _Latest(self.source.catalog, load_catalog), _Latest(self.source.pages, load_pages)
        settings = Settings(
            payment="sandbox",
            database_url=_database(self.folder),
            site_url=url,
            mail_url=(self.folder / "mails").as_uri(),
            sandbox_url=bank_url,
            desk_mails=(known[0]().shop.mail.lower(),),
        )
        bank = _At(sandbox=self.sandbox, url=bank_url)
        return create_app(settings, *known, provider=lambda: bank, store=lambda: self.store, now=self.source.now)


class _Each(Generic[Known]):
    """What is made once for each origin, by whoever asks first."""

    def __init__(self, make: Callable[[str], Known]) -> None:
        self._make = cache(make)
        self._lock = Lock()

    def __call__(self, origin: str) -> Known:
        with self._lock:
            return self._make(origin)


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
