"""``litfass build``: make the site."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, WRONG_USE, is_site, refuse, tell
from generator.commands.words import flag, now, of_content, output_of, web_address

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from generator.cluster import Cluster
    from generator.last import Result, Seen

HELP = "make the site"


def declare(command: argparse.ArgumentParser) -> None:
    """What is made, and by whom."""
    of_content(command)
    flag(command, "--strict", "take warnings for errors")
    flag(command, "--json", "say what was done as JSON")
    preview = "build a trial for this address: a banner on each page, closed to search engines, sandbox only"
    command.add_argument("--preview", type=web_address, default="", metavar="URL", help=preview)
    flag(command, "--explain", "say which pages were made again, and because of what")
    command.add_argument("--output", type=Path, metavar="DIR", help="where to (public in the site's folder)")
    cluster = "the address of a Dask scheduler, tcp://host:8786, whose workers make the pages"
    command.add_argument("--cluster", default="", metavar="ADDRESS", help=cluster)
    staging = "what all its machines reach: s3://bucket/path, or a folder (.litfass/staging in the site's folder)"
    command.add_argument("--staging", default="", metavar="PLACE", help=staging)


def run(given: argparse.Namespace) -> int:
    """Make the site, unless it is what it would be."""
    from generator.answers import explained, result_as_json, summary  # noqa: PLC0415 (see the room's rules)
    from generator.diagnostics import Severity  # noqa: PLC0415
    from generator.last import Result, recall  # noqa: PLC0415 (a build that has nothing to do loads nothing else)

    if given.staging and not given.cluster:
        return refuse("--staging is for the workers of a --cluster ADDRESS, and there is none.")
    if not is_site(given.site):
        return WRONG_USE
    started, moment = time.perf_counter(), now(given)
    output = output_of(given)
    switches = {name: getattr(given, name) for name in ("drafts", "future", "expired", "strict", "preview")}
    found = recall(given.site, output, moment, switches)
    result = found if isinstance(found, Result) else _built(given, output, moment, found)
    if result is None:
        return WRONG_USE
    seconds = time.perf_counter() - started
    if given.json:
        print(json.dumps(result_as_json(result, seconds), indent=1, ensure_ascii=False))
    else:
        for line in explained(result.because) if given.explain else ():
            print(line)
        tell([found for found in result.diagnostics if found.severity is not Severity.NOTE], sys.stderr)
        print(summary(result, seconds, output), file=sys.stderr if result.failed else sys.stdout)
    return CONTENT_ERRORS if result.failed else DONE


def _built(given: argparse.Namespace, output: Path, moment: datetime, seen: Seen | None) -> Result | None:
    """What came of it; None if the cluster cannot be used, which is told. ``seen`` is what was seen of the site."""
    from generator.build import build  # noqa: PLC0415
    from generator.cluster import ClusterError  # noqa: PLC0415
    from generator.commands.options import options  # noqa: PLC0415

    try:
        cluster = _cluster(given)
    except ClusterError as error:
        refuse(f"{error.message} {error.hint}")
        return None
    return build(given.site, output, moment, options(given, cluster), seen)


def _cluster(given: argparse.Namespace) -> Cluster | None:
    from generator.cluster import Cluster  # noqa: PLC0415

    return Cluster.named(given.cluster, given.staging, given.site) if given.cluster else None
