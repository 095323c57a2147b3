"""How quick the till is beside bare Starlette, in the same run on the same server.

    python -m tests.bench.till_load --seconds 5 --rounds 3

Rules of the room: the load comes from plain sockets that write finished requests and read no more of an answer than
its length, so that the server is the bottleneck; that it was is told by its processor time. Every answer is checked.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import msgspec

from tests.functions.shop import ADDRESS, cart_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_REVIEWED = re.compile(r'name="(attempt|agreed)" value="([^"]*)"')
_LINES = [{"sku": f"SKU-{number}", "quantity": number + 1, "seen_price": 1990} for number in range(5)]
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One load: answers per second, the 99th percentile of a client's wait, the server's processor per answer."""

    per_second: float
    p99_ms: float
    processor_us: float


def request(method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
    """A whole request of HTTP/1.1 on a connection that stays open."""
    head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
    if body:
        head += f"content-type: {kind}\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


@dataclass(frozen=True, kw_only=True)
class Server:
    """The process of `till_server`."""

    port: int
    pid: int

    async def ask(self, *requests: bytes) -> list[tuple[int, bytes]]:
        """Status and body of the answers, one after the other on one connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        answers = []
        for sent in requests:
            writer.write(sent)
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            answers.append((int(head[9:12]), await reader.readexactly(int(length[1]) if length else 0)))
        writer.close()
        return answers

    async def load(self, make: Callable[[], bytes], *, status: int, clients: int, seconds: float) -> Measured:
        """So many clients that ask one thing after another for so long."""
        waits: list[float] = []
        until = time.perf_counter() + seconds
        before, started = self.processor_seconds(), time.perf_counter()
        await asyncio.gather(*(self._client(make, status, until, waits) for _ in range(clients)))
        passed, used = time.perf_counter() - started, self.processor_seconds() - before
        waits.sort()
        return Measured(
            per_second=len(waits) / passed,
            p99_ms=waits[int(len(waits) * 0.99)] * 1000,
            processor_us=used / len(waits) * 1e6,
        )

    async def _client(self, make: Callable[[], bytes], status: int, until: float, waits: list[float]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        wanted = f"HTTP/1.1 {status}".encode()
        while (begun := time.perf_counter()) < until:
            writer.write(make())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(wanted), head
            length = _LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            waits.append(time.perf_counter() - begun)
        writer.close()

    def processor_seconds(self) -> float:
        """What the process has used so far (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """The server in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.till_server", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Server(port=urlsplit(process.stdout.readline().strip()).port or 0, pid=process.pid)
        finally:
            process.terminate()


def quotes() -> Callable[[], bytes]:
    """Makes requests that each ask what another cart costs."""
    numbers = count()

    def make() -> bytes:
        return request("POST", "/till/quote", cart(f"cart-{next(numbers)}"), _JSON)

    return make


async def orders(server: Server) -> Callable[[], bytes]:
    """Makes requests that each place another order, out of one review page."""
    form = {"cart": cart_json(("SKU-1", 1)), **ADDRESS}
    [(status, page)] = await server.ask(request("POST", "/till/review", urlencode(form).encode(), _FORM))
    assert status == HTTPStatus.OK, page
    reviewed = dict(_REVIEWED.findall(page.decode()))
    numbers = count()

    def make() -> bytes:
        number = next(numbers)
        new = {"cart": cart_json(("SKU-1", 1), cart=f"cart-{number}"), "attempt": f"attempt-{number:020}"}
        fields = {**form, "agreed": reviewed["agreed"], **new}
        return request("POST", "/till/order", urlencode(fields).encode(), _FORM)

    return make


def cart(name: str) -> bytes:
    """A cart of five lines as a page sends it."""
    return msgspec.json.encode({"id": name, "country": "DE", "language": "de", "lines": _LINES})


async def measure(server: Server, seconds: float) -> dict[str, Measured]:
    """Each load once, a bare one before what is measured against it."""
    query = "&".join(f"sku={line['sku']}" for line in _LINES)
    loads = (
        ("bare", always(request("GET", "/bare")), HTTPStatus.OK, 32),
        ("availability", always(request("GET", f"/till/availability?{query}")), HTTPStatus.OK, 32),
        ("quote", always(request("POST", "/till/quote", cart("cart"), _JSON)), HTTPStatus.OK, 32),
        ("quote, other carts", quotes(), HTTPStatus.OK, 32),
        ("bare, body read", always(request("POST", "/bare/read", cart("cart"), _JSON)), HTTPStatus.OK, 32),
        ("bare commit", always(request("POST", "/bare/commit", cart("cart"), _JSON)), HTTPStatus.OK, 16),
        ("order", await orders(server), HTTPStatus.SEE_OTHER, 16),
    )
    return {
        name: await server.load(make, status=status, clients=clients, seconds=seconds)
        for name, make, status, clients in loads
    }


def always(sent: bytes) -> Callable[[], bytes]:
    """Makes one and the same request."""
    return lambda: sent


def main() -> None:
    """Measure, and say what came of the goals."""
    parser = argparse.ArgumentParser(description="The till beside bare Starlette.")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        rounds = [asyncio.run(measure(server, given.seconds)) for _ in range(given.rounds)]
    for name in rounds[0]:
        rows = [found[name] for found in rounds]
        per_second, p99, processor = (
            statistics.median(getattr(row, field) for row in rows) for field in ("per_second", "p99_ms", "processor_us")
        )
        print(f"{name:18} {per_second:8.0f}/s   p99 {p99:7.1f} ms   processor {processor:6.0f} µs")
    for name in ("availability", "quote", "quote, other carts"):
        ratio = statistics.median(found[name].per_second / found["bare"].per_second for found in rounds)
        processor = statistics.median(found["bare"].processor_us / found[name].processor_us for found in rounds)
        print(f"{name} / bare: {ratio:.2f}, by the processor {processor:.2f} (goal: at least 0.6)")
    ratio = statistics.median(found["order"].p99_ms / found["bare commit"].p99_ms for found in rounds)
    print(f"order / bare commit, p99: {ratio:.2f} (goal: at most 4)")


if __name__ == "__main__":
    main()
