"""``litfass check``: everything but writing."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, tell
from generator.commands.words import flag, now, of_content

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from generator.last import Result
    from generator.stock import Level

HELP = "everything but writing"


def declare(command: argparse.ArgumentParser) -> None:
    """What is looked at, and how it is told."""
    of_content(command)
    flag(command, "--strict", "take warnings for errors")
    command.add_argument("--format", choices=("text", "json", "github"), default="text", help="how to tell")


def run(given: argparse.Namespace) -> int:
    """Look at all of it, and tell what is to be mended."""
    from generator.build import check  # noqa: PLC0415 (see the room's rules)
    from generator.commands.options import options  # noqa: PLC0415

    if not is_site(given.site):
        return WRONG_USE
    started = time.perf_counter()
    result = check(given.site, now(given), options(given), _levels(given.site))
    _say(result, time.perf_counter() - started, given.format)
    return CONTENT_ERRORS if result.failed else DONE


def _say(result: Result, seconds: float, form: str) -> None:
    from generator.answers import counts_of, number, result_as_json  # noqa: PLC0415
    from generator.diagnostics import as_annotation  # noqa: PLC0415

    if form == "json":
        print(json.dumps(result_as_json(result, seconds), indent=1, ensure_ascii=False))
    elif form == "github":
        print("\n".join(as_annotation(found) for found in result.diagnostics))
    else:
        tell(result.diagnostics, sys.stdout)
        counts = counts_of(result.diagnostics) or "nothing to mend"
        print(f"{counts} · {number(result.pages, 'page')} · {seconds:.1f} s")


def _levels(site: Path) -> tuple[Level, ...]:
    """What the till counts: that of LITFASS_DATABASE_URL, else that of the preview; nothing where there is none."""
    from functions.store import Store, StoreError  # noqa: PLC0415
    from generator.stock import Level  # noqa: PLC0415

    preview = site / ".till" / "till.sqlite"
    url = os.environ.get("LITFASS_DATABASE_URL") or (f"sqlite:///{preview.resolve()}" if preview.is_file() else "")
    if not url:
        return ()
    try:
        with Store.open(url) as store:
            return tuple(Level(sku=one.sku, began=one.opening, free=one.free) for one in store.stock_levels())
    except StoreError as error:  # a database that is away spoils no content
        print(f"litfass: the stock is not compared, the till's database does not answer: {error}", file=sys.stderr)
        return ()
