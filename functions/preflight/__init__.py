"""Before it goes live: a deployment is looked at from the side, and each thing that would go wrong is one line.

Rules of the room: it changes nothing but a mark in the store, orders nothing and sends no letter. Each check is one
finding with its cure; none keeps the others from being made. No secret stands in a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.preflight import addresses, letters, provider, schedule, storing, texts
from functions.preflight.finding import Finding, Scene
from functions.settings import SettingsError, from_environment
from functions.site import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from functions.settings import Settings

__all__ = ["Finding", "examine"]

#: In the order in which they are told.
_CHECKS: tuple[Callable[[Scene], Iterator[Finding]], ...] = (
    texts.check,
    storing.check,
    letters.check,
    provider.check,
    addresses.check,
    schedule.check,
)


def examine(environment: Mapping[str, str], now: Callable[[], datetime], target: str) -> Iterator[Finding]:
    """Every finding, as it is made. ``target`` is server, vercel or lambda."""
    try:
        settings = from_environment(environment)
    except SettingsError as error:
        yield from (Finding.fault("settings", problem, "see functions/README.md") for problem in error.problems)
        return
    yield from _of_settings(settings)
    try:
        build = read(settings)
    except SettingsError as error:
        yield from (Finding.fault("site", problem, "litfass build, and deploy it") for problem in error.problems)
        return
    yield Finding.good("site", f"build {build.catalog.build}, {len(build.catalog.variants)} articles")
    scene = Scene(settings=settings, build=build, now=now, target=target)
    for check in _CHECKS:
        yield from check(scene)


def _of_settings(settings: Settings) -> Iterator[Finding]:
    for name in settings.unread:
        yield Finding.warning("settings", name, "write it as functions/README.md does, or take it away")
    if settings.payment == "sandbox" and not settings.preview:
        cure = "LITFASS_PAYMENT=stripe; or LITFASS_PREVIEW=yes, if this is a trial"
        yield Finding.fault("settings", "the sandbox takes the orders, and nobody pays", cure)
        return
    yield Finding.good("settings", "complete" + ("; a preview, in the sandbox" if settings.preview else ""))
