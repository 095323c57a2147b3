"""``litfass bundle``: a folder to deploy, site and till together."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.saying import CONTENT_ERRORS, DONE, NOT_DEPLOYED, WRONG_USE, is_site, progress, tell
from generator.commands.words import flag, in_site

if TYPE_CHECKING:
    from generator.bundling import Wish
    from generator.last import Result
    from generator.model import Site

HELP = "make a folder to deploy: the site, and the till for a kind of host"

#: As `generator.bundling.TARGETS`, which --help must not load.
_TARGETS = ("server", "vercel", "lambda")


def declare(command: argparse.ArgumentParser) -> None:
    """Of what, for whom, and where to."""
    in_site(command)
    command.add_argument("--target", choices=_TARGETS, required=True, help="the kind of host")
    command.add_argument("--output", type=Path, metavar="FOLDER", help="where to (bundle-TARGET in the site's folder)")
    python = "the host's version, such as 3.13 (this one's, where the host has it)"
    command.add_argument("--python", type=_python, metavar="X.Y", help=python)
    flag(command, "--strict", "take warnings for errors")


def run(given: argparse.Namespace) -> int:
    """Build, and put the folder together."""
    if not is_site(given.site):
        return WRONG_USE
    moment = datetime.now(UTC)
    result, site = _built(given, moment)
    tell(result.diagnostics, sys.stderr)
    if result.failed or site is None:
        print("litfass: nothing is bundled, since the site cannot be built.", file=sys.stderr)
        return CONTENT_ERRORS
    return _bundled(given, _wish(given, site), moment)


def _built(given: argparse.Namespace, moment: datetime) -> tuple[Result, Site | None]:
    """The site in ``public``, made anew where something changed; and its settings."""
    from generator.build import Options, build  # noqa: PLC0415 (see the room's rules)
    from generator.diagnostics import Report  # noqa: PLC0415
    from generator.last import Result, recall  # noqa: PLC0415
    from generator.magazine import read_site  # noqa: PLC0415

    options = Options(strict=given.strict, jobs=os.cpu_count() or 1, progress=progress(sys.stderr))
    output = given.site / "public"
    found = recall(given.site, output, moment, options.switches)
    result = found if isinstance(found, Result) else build(given.site, output, moment, options, found)
    return result, read_site(given.site, options.moment(moment), Report())


def _wish(given: argparse.Namespace, site: Site) -> Wish:
    from generator.bundling import Wish, python_for  # noqa: PLC0415

    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Wish(
        target=given.target,
        site_url=site.base_url,
        till_url=site.till_url or f"{site.base_url}/till",
        payment=site.payment,
        python=given.python or python_for(given.target, running),
    )


def _bundled(given: argparse.Namespace, wish: Wish, moment: datetime) -> int:
    from generator.bundling import BundleError, bundle  # noqa: PLC0415
    from generator.deploy import DeployError  # noqa: PLC0415

    folder = given.output or given.site / f"bundle-{wish.target}"
    try:
        made = bundle(given.site / "public", folder, wish, moment)
    except (BundleError, DeployError) as error:
        print(f"litfass: {error}", file=sys.stderr)
        return NOT_DEPLOYED
    print(f"{folder}: {made.site} files, the till for Python {wish.python} with {made.libraries} libraries.")
    print(f"What to do with it: {folder / 'README.md'}")
    return DONE


def _python(text: str) -> str:
    major, _, minor = text.partition(".")
    if major == "3" and minor.isdecimal():
        return text
    message = f"{text!r} is no version; write it like 3.13"
    raise argparse.ArgumentTypeError(message)
