"""What goes wrong in a rehearsal, and when: the store, the provider, the power.

Rules of the room: whether something fails is the seed's to say. What fails does so before it has done anything, in the
middle, or after all is done and only the answer is lost: the three that a till must not confuse.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from functions.payments import ProviderError
from functions.payments.sandbox import Sandbox
from functions.store import StoreError
from functions.store.database import Database

if TYPE_CHECKING:
    import random
    from collections import Counter
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import TypeVar

    from functions.payments import Payment, ProviderRefund, Session
    from functions.store.database import Backend
    from functions.store.database import Session as Transaction

    Made = TypeVar("Made")


class PowerCutError(BaseException):
    """The process is gone at this very moment, as by SIGKILL: nobody on the way catches it."""


@dataclass(kw_only=True)
class Faults:
    """The dice. ``rate`` is how many of a thousand chances are taken, 0 for calm."""

    dice: random.Random
    met: Counter[str]
    rate: int = 0

    def strike(self, what: str) -> bool:
        """Whether that happens now."""
        happens = self.dice.randrange(1000) < self.rate
        if happens:
            self.met[what] += 1
        return happens

    def cut(self, where: str) -> None:
        """Raises PowerCutError if the power fails now."""
        if self.strike(f"power cut {where}"):
            raise PowerCutError(where)


class FaultyDatabase(Database):
    """A database that is away now and then, and whose power is cut before and after it has kept something."""

    def __init__(self, backend: Backend, faults: Faults) -> None:
        """Connect to nothing yet."""
        super().__init__(backend)
        self._faults = faults

    @contextmanager
    def writing(self, *, create: bool = False) -> Iterator[Transaction]:
        """A transaction that writes, unless something happens."""
        faults = self._faults
        if faults.strike("store away"):
            message = "the rehearsal has taken the store away"
            raise StoreError(message)
        faults.cut("before a transaction")
        with super().writing(create=create) as session:
            yield session
            faults.cut("within a transaction")
            if faults.strike("disk full"):
                message = "the rehearsal has filled the disk"
                raise StoreError(message)
        faults.cut("after a transaction")
        if faults.strike("answer of the store lost"):
            message = "the rehearsal has lost the store's answer"
            raise StoreError(message)


class FaultyProvider(Sandbox):
    """The sandbox on a bad line: asked in vain, or heard in vain; its news wait until the course delivers them."""

    def __init__(self, faults: Faults, now: Callable[[], datetime], *, url: str, webhook_url: str, secret: str) -> None:
        """Start without any payment."""
        super().__init__(url=url, webhook_url=webhook_url, secret=secret, now=now)
        self._faults = faults
        self.news: list[tuple[str, str]] = []

    def token_of(self, session_id: str) -> str:
        """The last part of the order's address, as the page would lead back to it."""
        return urlsplit(self._known(session_id).payment.success_url).path.rpartition("/")[2]

    def start(self, payment: Payment) -> Session:
        """Open a page, or fail."""
        return self._try("start", lambda: Sandbox.start(self, payment))

    def session(self, session_id: str) -> Session:
        """What became of a page, or fail."""
        return self._try("session", lambda: Sandbox.session(self, session_id))

    def expire(self, session_id: str) -> Session:
        """Close a page, or fail."""
        return self._try("expire", lambda: Sandbox.expire(self, session_id))

    def refund(self, session_id: str, minor: int, key: str) -> ProviderRefund:
        """Give back, or fail."""
        return self._try("refund", lambda: Sandbox.refund(self, session_id, minor, key))

    def _tell(self, session_id: str, kind: str) -> Future[bool]:
        """Keep the news until somebody delivers them."""
        self.news.append((session_id, kind))
        kept: Future[bool] = Future()
        kept.set_result(True)
        return kept

    def _try(self, what: str, do: Callable[[], Made]) -> Made:
        faults = self._faults
        if faults.strike(f"provider failed at {what}"):
            message = "the rehearsal's provider answers 500"
            raise ProviderError(message)
        answer = do()
        faults.cut(f"after {what}")
        if faults.strike(f"answer of the provider lost at {what}"):
            message = "the rehearsal's provider timed out"
            raise ProviderError(message)
        return answer
