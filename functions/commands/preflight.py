"""`litfass preflight`: what would go wrong in this deployment, before it goes live."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, NOT_POSSIBLE
from functions.till import utc_now

if TYPE_CHECKING:
    import argparse

HELP = "look at a deployment before it goes live; each fault with its cure"
EXAMPLE = "litfass preflight --target vercel"


def declare(command: argparse.ArgumentParser) -> None:
    """Where it runs."""
    target = "where the till runs: server, vercel or lambda (server)"
    command.add_argument("--target", choices=("server", "vercel", "lambda"), default="server", help=target)
    command.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    from functions.preflight import examine  # noqa: PLC0415 (no other word needs mail and the provider's library)

    kinds = []
    for finding in examine(os.environ, utc_now, given.target):
        print(finding, flush=True)
        kinds.append(finding.kind)
    faults, warnings = kinds.count("fault"), kinds.count("warning")
    print("Ready to go live." if not faults else "Not ready:", f"{faults} faults, {warnings} warnings")
    return NOT_POSSIBLE if faults else DONE
