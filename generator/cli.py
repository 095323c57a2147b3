"""The command line: the rim, where words come in and text goes out. The one room of the generator that prints.

Rules of the room: exit 0 done, 1 errors in the content or at the target of a deploy, 2 wrong use, 70 our own fault.
Colour only on a terminal that wants it; progress on stderr, so that what is piped stays clean.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TextIO

from generator import __version__
from generator.answers import counts_of, explained, number, result_as_json, summary
from generator.arguments import SHOP, parser
from generator.diagnostics import Diagnostic, Severity, as_annotation, as_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from generator.build import Options
    from generator.deploy import Told
    from generator.last import Result
    from generator.stock import Level

DONE, CONTENT_ERRORS, WRONG_USE, OUR_FAULT = 0, 1, 2, 70
NOT_DEPLOYED = 1

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code says how it went."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words and words[0] in SHOP:
            from functions.cli import main as shop  # noqa: PLC0415 (the till is loaded for its own words only)

            return shop(words)
        given = parser().parse_args(words)
        return _COMMANDS[given.command](given)
    except KeyboardInterrupt:
        return 128 + 2  # as shells report SIGINT
    except BrokenPipeError:  # of `litfass check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:  # noqa: BLE001 (the rim: what arrives here is our own fault, and is shown whole)
        traceback.print_exc()
        print(f"litfass {__version__}: this is a fault of the tool, not of your content.", file=sys.stderr)
        return OUR_FAULT


def _options(given: argparse.Namespace, progress: Callable[[str, int, int], None]) -> Options:
    from generator.build import Options  # noqa: PLC0415 (so that --help answers at once)
    from generator.cluster import Cluster  # noqa: PLC0415

    cluster = getattr(given, "cluster", "")
    return Options(
        drafts=given.drafts,
        future=given.future,
        expired=given.expired,
        strict=getattr(given, "strict", False),
        jobs=given.jobs or os.cpu_count() or 1,
        cluster=Cluster.named(cluster, given.staging, given.site) if cluster else None,
        progress=progress,
    )


def _now(given: argparse.Namespace) -> datetime:
    return given.now or datetime.now(UTC)


def _is_site(folder: Path) -> bool:
    if (folder / "site.yml").is_file():
        return True
    print(f"litfass: there is no site.yml in {folder.resolve()}.", file=sys.stderr)
    print("Go to a magazine's folder, name it with --site, or begin one: litfass new my-magazine", file=sys.stderr)
    return False


def _build(given: argparse.Namespace) -> int:
    from generator.last import recall  # noqa: PLC0415 (a build that has nothing to do loads nothing else)

    if not _is_site(given.site):
        return WRONG_USE
    started, now = time.perf_counter(), _now(given)
    output = given.output or given.site / "public"
    switches = {name: getattr(given, name) for name in ("drafts", "future", "expired", "strict")}
    result = recall(given.site, output, now, switches) or _built(given, output, now)
    if result is None:
        return WRONG_USE
    seconds = time.perf_counter() - started
    if given.json:
        print(json.dumps(result_as_json(result, seconds), indent=1, ensure_ascii=False))
    else:
        for line in explained(result.because) if given.explain else ():
            print(line)
        shown = [found for found in result.diagnostics if found.severity is not Severity.NOTE]
        _tell(shown, sys.stderr)
        print(summary(result, seconds, output), file=sys.stderr if result.failed else sys.stdout)
    return CONTENT_ERRORS if result.failed else DONE


def _built(given: argparse.Namespace, output: Path, now: datetime) -> Result | None:
    """What came of it; None if the cluster cannot be used, which is told."""
    from generator.build import build  # noqa: PLC0415
    from generator.cluster import ClusterError  # noqa: PLC0415

    try:
        options = _options(given, _progress(sys.stderr))
    except ClusterError as error:
        print(f"litfass: {error.message} {error.hint}", file=sys.stderr)
        return None
    return build(given.site, output, now, options)


def _check(given: argparse.Namespace) -> int:
    from generator.build import check  # noqa: PLC0415

    if not _is_site(given.site):
        return WRONG_USE
    started = time.perf_counter()
    result = check(given.site, _now(given), _options(given, _progress(sys.stderr)), _levels(given.site))
    seconds = time.perf_counter() - started
    if given.format == "json":
        print(json.dumps(result_as_json(result, seconds), indent=1, ensure_ascii=False))
    elif given.format == "github":
        print("\n".join(as_annotation(found) for found in result.diagnostics))
    else:
        _tell(result.diagnostics, sys.stdout)
        print(
            f"{counts_of(result.diagnostics) or 'nothing to mend'} · {number(result.pages, 'page')} · {seconds:.1f} s"
        )
    return CONTENT_ERRORS if result.failed else DONE


def _levels(site: Path) -> tuple[Level, ...]:
    """What the till counts: that of LITFASS_DATABASE_URL, else that of the preview; nothing where there is none."""
    from functions.store import Store, StoreError  # noqa: PLC0415 (as above)
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


def _serve(given: argparse.Namespace) -> int:
    from generator.serve import PortTakenError, ShopError, serve  # noqa: PLC0415

    if not _is_site(given.site):
        return WRONG_USE
    moment = _options(given, _progress(sys.stderr)).moment(_now(given))
    try:
        done = serve(given.site, moment, given.now, host=given.host, port=given.port, say=_say)
    except (PortTakenError, ShopError) as error:
        print(f"litfass: {error}", file=sys.stderr)
        return WRONG_USE
    return DONE if done else CONTENT_ERRORS


def _say(text: str) -> None:
    print(text, flush=True)


def _new(given: argparse.Namespace) -> int:
    from generator.new import NotEmptyError, new  # noqa: PLC0415

    try:
        made = new(given.folder)
    except NotEmptyError as error:
        print(f"litfass: {error}", file=sys.stderr)
        return WRONG_USE
    except OSError as error:
        print(f"litfass: {given.folder} cannot be made: {error.strerror}.", file=sys.stderr)
        return WRONG_USE
    print(f"{given.folder} is a magazine of {made} files. Read it, and buy in it: cd {given.folder} && litfass serve")
    return DONE


def _list(given: argparse.Namespace) -> int:
    from generator.build import hidden  # noqa: PLC0415

    if not _is_site(given.site):
        return WRONG_USE
    found = hidden(given.site, given.what, _now(given))
    errors = [one for one in found.diagnostics if one.severity is Severity.ERROR]
    _tell(errors, sys.stderr)
    for line in found.lines:
        print(line)
    return CONTENT_ERRORS if errors else DONE


def _clean(given: argparse.Namespace) -> int:
    from generator.build import clean  # noqa: PLC0415

    if not _is_site(given.site):
        return WRONG_USE
    diagnostics = clean(given.site, given.output or given.site / "public")
    _tell(diagnostics, sys.stderr)
    return CONTENT_ERRORS if diagnostics else DONE


def _deploy(given: argparse.Namespace) -> int:
    from generator.deploy import Terms, deploy  # noqa: PLC0415

    terms = Terms(grace=timedelta(days=given.grace), keep=given.keep, dry_run=given.dry_run)
    output = given.output or given.site / "public"
    return _at_target(lambda progress: deploy(output, given.url, datetime.now(UTC), terms, progress))


def _rollback(given: argparse.Namespace) -> int:
    from generator.deploy import deploys, rollback  # noqa: PLC0415

    now, dry = datetime.now(UTC), given.dry_run
    if given.list:
        return _at_target(lambda _progress: deploys(given.url))
    return _at_target(lambda progress: rollback(given.url, now, given.to, dry_run=dry, progress=progress))


def _at_target(act: Callable[[Callable[[str, int, int], None]], Told]) -> int:
    """Do something at a deploy's target, and say what came of it."""
    from generator.deploy import DeployError  # noqa: PLC0415

    started = time.perf_counter()
    try:
        told = act(_progress(sys.stderr))
    except DeployError as error:
        print(f"litfass: {error}", file=sys.stderr)
        return NOT_DEPLOYED
    for line in told.lines(time.perf_counter() - started):
        print(line)
    return DONE


def _tell(diagnostics: Iterable[Diagnostic], stream: TextIO) -> None:
    colourful = stream.isatty() and not os.environ.get("NO_COLOR")
    for found in diagnostics:
        text = as_text(found)
        if colourful:
            mark = f"{found.severity} {found.code}:"
            text = text.replace(mark, f"\x1b[{_COLOURS[found.severity]}m{mark}\x1b[0m", 1)
        print(text, file=stream)


def _progress(stream: TextIO) -> Callable[[str, int, int], None]:
    """Says how far long work is, on one line of a terminal; elsewhere nothing."""
    if not stream.isatty():
        return lambda _what, _done, _all: None

    def tell(what: str, done: int, whole: int) -> None:
        print(f"\r{what} {done}/{whole}", end="" if done < whole else "\r\x1b[K", file=stream, flush=True)

    return tell


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "check": _check,
    "serve": _serve,
    "new": _new,
    "list": _list,
    "clean": _clean,
    "deploy": _deploy,
    "rollback": _rollback,
}


if __name__ == "__main__":
    sys.exit(main())
