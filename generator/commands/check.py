"""``litfass check``: everything but writing, what a proof-reader would mark, and the mending of what is certain."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, refuse, tell
from generator.commands.words import address, flag, now, of_content, output_of

if TYPE_CHECKING:
    import argparse

    from generator.last import Result
    from generator.stock import Level

#: How often is mended and looked again, at most.
_ROUNDS = 5

HELP = "everything but writing, and what a proof-reader would mark"


def declare(command: argparse.ArgumentParser) -> None:
    """What is looked at, and how it is told."""
    of_content(command)
    flag(command, "--strict", "take warnings for errors")
    command.add_argument("--format", choices=("text", "json", "github"), default="text", help="how to tell")
    output = "the last build, whose addresses should not vanish (public)"
    command.add_argument("--output", type=Path, metavar="DIR", help=output)
    live = "the target of a deploy, whose addresses should not vanish either"
    command.add_argument("--live", type=address, metavar="URL", help=live)
    flag(command, "--fix", "mend what is certain, and check again")
    flag(command, "--dry-run", "with --fix: print what would change, and change nothing")


def run(given: argparse.Namespace) -> int:
    """Look at all of it, and tell what is to be mended."""
    if not is_site(given.site):
        return WRONG_USE
    if given.dry_run and not given.fix:
        return refuse("--dry-run says what --fix would do; write both.")
    former = _former(given)
    if former is None:
        return WRONG_USE
    started = time.perf_counter()
    result = _checked(given, former)
    if given.fix:
        result = _shown(given, result) if given.dry_run else _mended(given, former, result)
    if not given.dry_run:
        _say(result, time.perf_counter() - started, given.format)
    return CONTENT_ERRORS if result.failed else DONE


def _shown(given: argparse.Namespace, result: Result) -> Result:
    """What would be mended, as a diff that ``patch -p1`` takes; in words on stderr."""
    from generator.mend import mend, told  # noqa: PLC0415

    mended = mend(given.site, result.diagnostics, dry=True)
    print("".join(f"{line}\n" for line in told(mended, dry=True)), end="", file=sys.stderr)
    print("".join(file.diff for file in mended), end="")
    return result


def _mended(given: argparse.Namespace, former: frozenset[str], result: Result) -> Result:
    """What is left when all that is certain is mended; behind one fault another may have been hidden."""
    from generator.mend import mend, told  # noqa: PLC0415

    for _ in range(_ROUNDS):
        mended = mend(given.site, result.diagnostics)
        stream = sys.stdout if given.format == "text" else sys.stderr
        print("".join(f"{line}\n" for line in told(mended)), end="", file=stream)
        if not any(file.done for file in mended):
            break
        result = _checked(given, former)
    return result


def _checked(given: argparse.Namespace, former: frozenset[str]) -> Result:
    from generator.build import check  # noqa: PLC0415 (see the room's rules)
    from generator.commands.options import options  # noqa: PLC0415

    return check(given.site, now(given), options(given), _levels(given.site), former)


def _former(given: argparse.Namespace) -> frozenset[str] | None:
    """The files that readers know; None where the target of a deploy does not say, which is told."""
    from generator.deploy import DeployError, live  # noqa: PLC0415
    from generator.history import last_files  # noqa: PLC0415

    built = last_files(output_of(given))
    try:
        return built | live(given.live) if given.live else built
    except DeployError as error:
        refuse(error)
        return None


def _say(result: Result, seconds: float, form: str) -> None:
    from generator.answers import by_code, counts_of, number, result_as_json  # noqa: PLC0415
    from generator.diagnostics import as_annotation  # noqa: PLC0415

    if form == "json":
        print(json.dumps(result_as_json(result, seconds), indent=1, ensure_ascii=False))
        return
    if form == "github":
        print("\n".join(as_annotation(found) for found in result.diagnostics))
    else:
        tell(result.diagnostics, sys.stdout)
    if result.diagnostics:
        print(", ".join(f"{count} {code}" for code, count in by_code(result.diagnostics).items()))
    counts = counts_of(result.diagnostics) or "nothing to mend"
    fixable = sum(bool(found.fix) for found in result.diagnostics)
    certain = f" ({fixable} can be mended by --fix)" if fixable else ""
    print(f"{counts}{certain} · {number(result.pages, 'page')} · {seconds:.1f} s")


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
