"""A built output goes to where readers find it, and back to an earlier one: a bucket or folder, or a server by ssh.

Rules of the room: whoever dies on the way leaves a working site, and the next deploy goes on. Two at once are told. The
moment comes in; credentials come from the environment, or are those of the user's ssh; nothing is printed. Neither a
deploy nor a rollback knows of orders or stock: the till's database lies elsewhere, and no file of it is ever touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.deploy import bucket, releases
from generator.deploy.fault import DeployError
from generator.deploy.history import Deploy
from generator.deploy.machine import SCHEME, Machine
from generator.deploy.words import Kept, Outcome, Terms, Told, silent

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.deploy.words import Progress

__all__ = ["Deploy", "DeployError", "Kept", "Outcome", "Terms", "Told", "deploy", "deploys", "live", "rollback", "then"]


def deploy(folder: Path, url: str, now: datetime, terms: Terms, progress: Progress = silent) -> Outcome:
    """Bring the output in a folder to a target.

    Raises:
        DeployError: it was not done, or not wholly.

    """
    if url.startswith(SCHEME):
        return releases.deploy(folder, url, now, terms, progress)
    return bucket.deploy(folder, url, now, terms, progress)


def rollback(url: str, now: datetime, to: str = "", *, dry_run: bool = False, progress: Progress = silent) -> Outcome:
    """Bring back the pages of the deploy ``to``, else of the one before; after a broken one, of the last whole one.

    Raises:
        DeployError: it was not done, or not wholly.

    """
    if url.startswith(SCHEME):
        return releases.rollback(url, to, dry_run=dry_run)
    return bucket.rollback(url, now, to, dry_run=dry_run, progress=progress)


def deploys(url: str) -> Kept:
    """The deploys that can be brought back.

    Raises:
        DeployError: the target cannot be read.

    """
    return releases.deploys(url) if url.startswith(SCHEME) else bucket.deploys(url)


def live(url: str) -> frozenset[str]:
    """The paths of the files that readers find at a target.

    Raises:
        DeployError: it cannot be read.

    """
    return releases.live(url) if url.startswith(SCHEME) else bucket.live(url)


def then(url: str, command: str) -> None:
    """Run a command at the target, in its folder.

    Raises:
        DeployError: the target is no server, or the command failed.

    """
    Machine.open(url).run(command)
