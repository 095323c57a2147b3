"""The stage of a rehearsal: the real till on a store of its own, with a provider, a clock and a power supply that fail.

Rules of the room: a restart forgets all but the store, the letters that were sent, and what the provider knows.
"""

from __future__ import annotations

import base64
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from functions import catalog as catalogs
from functions.app import create_app
from functions.rehearsal.faults import Faults, FaultyDatabase, FaultyProvider, PowerCutError
from functions.rehearsal.visitor import Visitor
from functions.settings import Settings
from functions.signature import sign
from functions.store import Store, StoreError
from functions.store.database import backend_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from starlette.applications import Starlette

    from functions.catalog import Catalog
    from functions.pages import Pages
    from functions.till import Till

    Made = TypeVar("Made")

_SECRET = base64.b64encode(b"known to everybody: no money moves here").decode()
_HOST = "rehearsal.invalid"
_NOBODY = "smtp://127.0.0.1:1"


class Clock:
    """A clock that stands until it is moved, also backwards."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The time, in whole seconds."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """On, or back."""
        self.moment += by


class Stage:
    """Everything that a course needs. ``met`` counts what has happened, ``crashes`` are what the till did not foresee.

    Close it at the end.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        pages: Pages,
        database_url: str,
        mails: Path,
        begin: datetime,
        seed: int,
        codes: tuple[str, ...] = (),
    ) -> None:
        """Make the store if it is not there; ``codes`` are of coupons. Raises StoreError if it has orders already."""
        self.dice = random.Random(seed)  # noqa: S311 (a course of things, no secret)
        self.met: Counter[str] = Counter()
        self.crashes: list[str] = []
        self.faults = Faults(dice=self.dice, met=self.met)
        self.clock = Clock(begin.replace(microsecond=0))
        self.catalog, self.pages, self.mails, self.codes = catalog, pages, mails, codes
        self.base_path = catalog.base_path
        self.database_url = database_url
        self.visitor = Visitor(_HOST)
        self.provider = FaultyProvider(
            self.faults,
            self.clock,
            url="https://bank.invalid",
            webhook_url=f"https://{_HOST}{self.base_path}/till/webhooks/sandbox",
            secret=_SECRET,
        )
        self._store: Store | None = None
        self.app: Starlette = self.restart()
        self._refuse_a_shop()

    @property
    def till(self) -> Till:
        """The till that runs now."""
        till: Till = self.app.state.till
        return till

    def close(self) -> None:
        """End it; the store stays."""
        self.visitor.close()
        self.provider.close()
        if self._store is not None:
            self._store.close()

    def restart(self, *, mail: bool = True) -> Starlette:
        """Let another process take the place of the last."""
        self.met["restarts"] += 1
        if self._store is not None:
            self._store.close()
        store = self._store = Store(FaultyDatabase(backend_of(self.database_url), self.faults))
        settings = Settings(
            payment="sandbox",
            database_url=self.database_url,
            site_url=f"https://{_HOST}{self.base_path}",
            mail_url=self.mails.as_uri() if mail else _NOBODY,
            sandbox_url="https://bank.invalid",
        )
        self.app = create_app(
            settings,
            lambda: self.catalog,
            lambda: self.pages,
            provider=lambda: self.provider,
            store=lambda: store,
            now=self.clock,
            entropy=self.dice.randbytes,
        )
        return self.app

    def chance(self, per_cent: int) -> bool:
        """Whether something happens that happens so often."""
        return self.dice.randrange(100) < per_cent

    def attempt(self, do: Callable[[], Made]) -> Made | None:
        """Do something that the power may fail in, or the store refuse; None then. After a power cut all is anew."""
        try:
            return do()
        except PowerCutError:
            self.restart(mail=self.chance(90))
        except StoreError:
            self.met["store refused"] += 1
        except Exception as error:  # noqa: BLE001 (whatever the till did not foresee is what a rehearsal is for)
            self.crashes.append(f"{type(error).__name__}: {error}")
        return None

    def calmly(self, do: Callable[[], Made]) -> Made:
        """Do something while nothing fails."""
        rate, self.faults.rate = self.faults.rate, 0
        try:
            return do()
        finally:
            self.faults.rate = rate

    def deploy(self) -> None:
        """Another build: every price a little other, and so its name."""
        step = self.dice.choice((-1, 1))
        variants = {sku: self._repriced(sku, step) for sku in self.catalog.variants}
        build = f"rehearsal-{self.dice.randrange(1 << 30)}"
        self.catalog = msgspec.structs.replace(self.catalog, variants=variants, build=build)

    def _repriced(self, sku: str, step: int) -> msgspec.Raw:
        variant = self.catalog.variant(sku)
        assert variant is not None
        prices = {
            market: tuple(msgspec.structs.replace(period, price=max(1, period.price + step)) for period in periods)
            for market, periods in variant.prices.items()
        }
        return catalogs.raw(msgspec.structs.replace(variant, prices=prices))

    def signed(self, name: str, body: bytes, late: timedelta = timedelta()) -> dict[str, str]:
        """The headers of news that were sent so long ago."""
        moment = int((self.clock() - late).timestamp())
        return {**sign([_SECRET.encode()], name, moment, body), "content-type": "application/json"}

    def _refuse_a_shop(self) -> None:
        """Nobody rehearses on a store with real orders."""
        assert self._store is not None
        self._store.migrate()
        if self._store.orders_since(datetime.fromtimestamp(0, tz=self.clock.moment.tzinfo)):
            message = "there are orders in that database: a rehearsal needs an empty one"
            raise StoreError(message)
