"""Does anybody see to letters and unpaid orders? A server does by itself; functions need a schedule.

Rules of the room: plans that refuse one are named. There ordinary requests do a little in passing, which is enough for
a shop that is visited, and not for one that sleeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.preflight.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.preflight.finding import Scene


def check(scene: Scene) -> Iterator[Finding]:
    """How the work is done that nobody asks for."""
    if scene.target == "server":
        yield Finding.good("schedule", "the server's own thread sees to letters and unpaid orders")
    elif scene.target == "lambda":
        yield Finding.good("schedule", "EventBridge calls the function each minute, by the rule of the bundle")
    else:
        yield from _of_vercel(scene)


def _of_vercel(scene: Scene) -> Iterator[Finding]:
    if not scene.settings.chores_secret:
        cure = "set CRON_SECRET at Vercel: its schedule says that at /till/chores"
        yield Finding.fault("schedule", "without a secret the schedule is not let in", cure)
    cure = "take Pro; or let another service ask GET /till/chores each minute, with the secret as Bearer"
    text = "Vercel's Hobby plan runs a schedule once a day at most; till then letters wait for the next visitor"
    yield Finding.warning("schedule", text, cure)
