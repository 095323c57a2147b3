"""How quick the till is ready with a large catalogue, beside reading the same file whole.

    python -m tests.bench.catalog --skus 50000 --rounds 5

Rules of the room: every figure is of an interpreter of its own, which reads the file, finds one variant and says how
long that took and how much memory it ever had (`VmHWM`, so Linux alone). The file lies in memory or in the cache.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from functions.catalog import dump
from tests.bench.table import table
from tests.functions.shop import a_catalog, variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.catalog import Variant

_ROWS = ("ready, ms", "one variant, ms", "most memory, MiB")

_READ = """
import sys, time
from pathlib import Path
{imports}
start = time.perf_counter()
data = Path(sys.argv[1]).read_bytes()
{ready}
ready = time.perf_counter()
found = {find}
done = time.perf_counter()
assert found == sys.argv[2], found
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print((ready - start) * 1000, (done - ready) * 1000, int(status["VmHWM"].split()[0]) / 1024)
"""

#: Each tool by name: what it imports before the clock starts, how it is ready, how it finds a variant's SKU.
TOOLS = {
    "json": ("import json", "catalog = json.loads(data)", 'catalog["variants"][sys.argv[2]]["sku"]'),
    "msgspec": (
        "import msgspec\nfrom functions.catalog import Variant",
        "catalog = msgspec.json.decode(data, type=msgspec.defstruct('Whole', [('variants', dict[str, Variant])]))",
        "catalog.variants[sys.argv[2]].sku",
    ),
    "litfass": (
        "from functions import catalog as room",
        "catalog = room.load(data)",
        "catalog.variant(sys.argv[2]).sku",
    ),
    "the whole till": (
        "import functions.app\nfrom functions import catalog as room",
        "catalog = room.load(data)",
        "catalog.variant(sys.argv[2]).sku",
    ),
}


def main(words: list[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.catalog", description=__doc__)
    parser.add_argument("--skus", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalog.json"
        file.write_bytes(make_catalog(options.skus))
        print(f"{options.skus:,} SKUs, {file.stat().st_size / 1e6:.1f} MB\n")  # noqa: T201 (this is its answer)
        found = list(_measured(file, sku_of(options.skus // 2), options.rounds))
    print(table(found, list(TOOLS), "json"))  # noqa: T201 (this is its answer)


def _measured(file: Path, sku: str, rounds: int) -> Iterator[tuple[str, str, int, float]]:
    """Row, tool, round, value; in each round another tool begins."""
    names = list(TOOLS)
    for number in range(rounds):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            for row, value in zip(_ROWS, _read(name, file, sku), strict=True):
                yield row, name, number, value


def _read(name: str, file: Path, sku: str) -> list[float]:
    imports, ready, find = TOOLS[name]
    program = _READ.format(imports=imports, ready=ready, find=find)
    done = subprocess.run([sys.executable, "-c", program, file, sku], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def sku_of(number: int) -> str:
    """The SKU of a variant."""
    return f"SKU-{number:05d}"


def make_catalog(skus: int) -> bytes:
    """A catalogue of that many variants, each with words in two languages."""
    return dump(a_catalog(*(_variant(number) for number in range(skus))))


def _variant(number: int) -> Variant:
    sku = sku_of(number)
    return variant(sku, 1000 + number % 9000, options={"de": (("Größe", "M"),), "en": (("Size", "M"),)})


if __name__ == "__main__":
    main()
