"""``litfass deploy``: bring the output to where readers find it."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.saying import DONE, NOT_DEPLOYED, progress, say
from generator.commands.words import at_target, between, in_site, output_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from generator.deploy import Told

HELP = "bring the output to where readers find it"


def declare(command: argparse.ArgumentParser) -> None:
    """What is brought, where to, and what stays there."""
    in_site(command)
    at_target(command)
    command.add_argument("--output", type=Path, metavar="DIR", help="what to bring (public in the site's folder)")
    grace = "how long assets stay that no page needs any more (30)"
    command.add_argument("--grace", type=_days, default=30, metavar="DAYS", help=grace)
    keep = "how many deploys a rollback can choose from (5)"
    command.add_argument("--keep", type=_kept, default=5, metavar="N", help=keep)


def run(given: argparse.Namespace) -> int:
    """Upload, and switch."""
    from generator.deploy import Terms, deploy  # noqa: PLC0415 (see the room's rules)

    terms = Terms(grace=timedelta(days=given.grace), keep=given.keep, dry_run=given.dry_run)
    output = output_of(given)
    return done(given, lambda progress: deploy(output, given.url, datetime.now(UTC), terms, progress))


def done(given: argparse.Namespace, act: Callable[[Callable[[str, int, int], None]], Told]) -> int:
    """Do something at a deploy's target, say what came of it, and then what was asked for besides."""
    from generator.deploy import DeployError, then  # noqa: PLC0415

    started = time.perf_counter()
    try:
        told = act(progress(sys.stderr))
        for line in told.lines(time.perf_counter() - started):
            say(line)
        if given.then and not given.dry_run:
            then(given.url, given.then)
    except DeployError as error:
        print(f"litfass: {error}", file=sys.stderr)
        return NOT_DEPLOYED
    return DONE


def _days(text: str) -> int:
    return between(text, 0, 3_650)


def _kept(text: str) -> int:
    return between(text, 2, 100)
