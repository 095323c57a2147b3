"""A cold start: from a fresh interpreter to the first answered quote, beside bare Starlette with Mangum.

    python -m tests.bench.till_cold_start

Both programs import what they need, take the same event of a function URL, and answer it; ours is the file that a
bundle for Amazon has. Taken off is what an interpreter costs that does nothing; the rounds alternate, and the medians
count.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generator.bundling.plan import template
from tests.functions.hosted import environment
from tests.functions.lambda_events import event

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No program is taken down in good order: what counts is over.
_OVER = "import os; os._exit(0)"

_NOTHING = _OVER

_BARE = (
    """
import json, sys
from mangum import Mangum
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def quote(request):
    return JSONResponse(await request.json())

handler = Mangum(Starlette(routes=[Route("/till/quote", quote, methods=["POST"])]), lifespan="off")
assert handler(json.loads(sys.argv[1]), None)["statusCode"] == 200
"""
    + _OVER
)

_TILL = (
    """
import json, sys
from lambda_function import handler
assert handler(json.loads(sys.argv[1]), None)["statusCode"] == 200
"""
    + _OVER
)

PROGRAMS = {"nothing": _NOTHING, "bare": _BARE, "till": _TILL}
_CART = {"country": "DE", "lines": [{"sku": sku, "quantity": 1} for sku in ("JACKET-M", "TEA", "BREAD")]}


def measured(program: str, settings: Mapping[str, str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor that a program takes, its interpreter's included."""
    asked = event(
        "function-url", "POST", "/till/quote", json.dumps(_CART).encode(), {"content-type": "application/json"}
    )
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", program, json.dumps(asked)], env=settings)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "the program")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime


def medians(rounds: int) -> dict[str, tuple[float, float]]:
    """Median seconds (clock, processor) of each program, net of the interpreter; ``rounds`` after one to warm up."""
    with tempfile.TemporaryDirectory() as folder:
        settings = environment(Path(folder), "postgresql://db.example/shop", "")
        (Path(folder) / "lambda_function.py").write_text(template("lambda/lambda_function.py.txt"), "utf-8")
        settings |= {"PATH": os.environ["PATH"], "PYTHONPATH": f"{Path.cwd()}:{folder}"}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in PROGRAMS}
        for number in range(rounds + 1):
            for name, program in PROGRAMS.items():
                one = measured(program, settings)
                taken[name] += [one] if number else []
    found = {name: [statistics.median(part) for part in zip(*times, strict=True)] for name, times in taken.items()}
    clock, processor = found.pop("nothing")
    return {name: (one - clock, other - processor) for name, (one, other) in found.items()}


def main() -> None:
    """Measure, and say it as rows of a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each is started (15)")
    found = medians(parser.parse_args().rounds)
    for place, what in enumerate(("clock", "processor")):
        bare, till = found["bare"][place], found["till"][place]
        print(f"| cold start, {what} | {bare * 1000:.0f} ms | {till * 1000:.0f} ms | × {till / bare:.2f} |")


if __name__ == "__main__":
    main()
