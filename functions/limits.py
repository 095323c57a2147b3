"""How often one client may ask for what costs us something: an order, a page of the till, a look at prices.

Rules of the room: the store counts, so that a limit holds across processes; what is cheap is counted here first, and
told to the store in one sum, so that a flood of questions is none for the store. While the store is away everything
passes: what needs it fails by itself, and what needs none goes on selling.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from functions.faults import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from functions.store import Store

#: So many clients are remembered between two questions to the store; then all are forgotten, and counted anew.
_MOST_CLIENTS = 20_000
_LONGEST = 64
#: Some proxies name the port as well, which is another for each connection.
_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?")


class Limit(msgspec.Struct, frozen=True):
    """``most`` requests of one client in ``seconds``.

    After every ``share`` of them in a process the store is told; 1 is exact, else each process may let a share more
    pass.
    """

    purpose: str
    most: int
    seconds: int
    share: int = 1


#: Generous, since a company, a school or a mobile network may stand behind one address.
ASK = Limit("ask", most=1200, seconds=60, share=100)
FORM = Limit("form", most=240, seconds=600)
ORDER = Limit("order", most=60, seconds=600)
FORGED = Limit("forged", most=60, seconds=600, share=10)
#: What sends a mail to whatever address was written. Beyond the first a withdrawal is kept, and its mails wait.
DECLARE = Limit("declare", most=30, seconds=3600)
FIND = Limit("find", most=10, seconds=3600)
#: Who wants to sign in at the packing table.
KNOCK = Limit("sign_in", most=30, seconds=900)
#: Codes that are none.
COUPON = Limit("coupon", most=20, seconds=600)


class Limiter(msgspec.Struct, frozen=True):
    """What this process has counted. Thread-safe."""

    _lock: Lock = msgspec.field(default_factory=Lock)
    _counts: dict[tuple[str, str, int], int] = msgspec.field(default_factory=dict)
    _over: dict[tuple[str, str, int], bool] = msgspec.field(default_factory=dict)

    def asks_store(self, limit: Limit, client: str, now: datetime) -> bool:
        """Whether counting one more would ask the store."""
        if not client:
            return False
        key = (limit.purpose, client, _slot(limit, now))
        return self._counts.get(key, 0) + 1 >= limit.share and key not in self._over

    def wait_seconds(self, limit: Limit, client: str, now: datetime, store: Callable[[], Store]) -> int:
        """Count one request; how long its client has to wait, 0 if it may pass. Nobody is "" and always passes."""
        if not client:
            return 0
        slot = _slot(limit, now)
        key = (limit.purpose, client, slot)
        due = self._count(key, limit.share)
        if due and not self._may(limit, key, due, store):
            self._over[key] = True
        return slot + limit.seconds - int(now.timestamp()) if key in self._over else 0

    def is_over(self, limit: Limit, client: str, now: datetime, store: Callable[[], Store]) -> bool:
        """Whether a client has to wait, by what was counted before; this request is not."""
        key = (limit.purpose, client, _slot(limit, now))
        return bool(client) and (key in self._over or not self._may(limit, key, 0, store))

    def _count(self, key: tuple[str, str, int], share: int) -> int:
        """Count one; how many are to be told to the store now."""
        with self._lock:
            if len(self._counts) > _MOST_CLIENTS:
                self._counts.clear()
                self._over.clear()
            count = self._counts.get(key, 0) + 1
            self._counts[key] = count % share
            return 0 if count % share or key in self._over else share

    def _may(self, limit: Limit, key: tuple[str, str, int], due: int, store: Callable[[], Store]) -> bool:
        try:
            return store().limits.count(*key, due) <= limit.most
        except StoreError:
            return True


def client_of(told: str | None, connected: str) -> str:
    """The client, in one spelling: of ``told``, the header of the host's proxy, the last entry; else who is connected.

    It is "" where the connection comes from this machine or network: then that is a proxy of which nobody has said in
    which header it names its client, and one limit for all shoppers would close the shop. Of version 6 the network
    counts: each household has 2^64 addresses.
    """
    last = (told or "").rpartition(",")[2].strip()
    return _spelt(last[:_LONGEST], trusted=True) if last else _spelt(connected, trusted=False)


@lru_cache(maxsize=4096)
def _spelt(text: str, *, trusted: bool) -> str:
    with_port = _PORT.fullmatch(text)
    try:
        address = ip_address(with_port[1] or with_port[2] if with_port else text)
    except ValueError:  # a name
        return text if trusted else ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if not trusted and not address.is_global:
        return ""
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)  # noqa: PLR2004 (IP's)


def _slot(limit: Limit, now: datetime) -> int:
    """When the present slot of time began."""
    seconds = int(now.timestamp())
    return seconds - seconds % limit.seconds
