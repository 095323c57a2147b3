"""The till's chores: what has to be done without anyone asking, by whoever has the time for it.

Rules of the room: three hands do the same chores: the threads of a server (`background`), a host's schedule
(`GET /till/chores`), and requests in passing where a process rests between two of them (`passing`). The store's marks
say when each chore was last begun, so that many hands do it once. A chore that fails is logged and keeps no other.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING

from functions.chores import health, janitor, outbox, reconciliation
from functions.problems import problem
from functions.returns import withdrawing
from functions.web import RefusedError, as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.responses import Response

    from functions.till import Till
    from functions.web import Inquiry

_log = logging.getLogger(__name__)

#: Gateways end a request after 30 seconds (API Gateway) or later; what is left comes at the next call.
LIMIT_SECONDS = 25.0

#: How long a request may be kept after its answer, and how often; a letter that is being sent is not cut off.
PASSING_LIMIT_SECONDS = 2.0
PASSING_EVERY_SECONDS = 10

#: A chore that is due more often is cheap to ask for and needs no mark.
_MARKED_SECONDS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Chore:
    """Something to be done again and again; ``do`` asks before each piece of it whether there is time for one more."""

    name: str
    every_seconds: int
    do: Callable[[Till, Callable[[], bool]], object]


_OUTBOX = Chore(name="outbox", every_seconds=2, do=outbox.work)
_EXPIRED = Chore(name="expired", every_seconds=60, do=janitor.clear_expired)
_ALARM = Chore(name="alarm", every_seconds=900, do=lambda till, _: health.alarm(till))
_BOOKS = Chore(name="books", every_seconds=300, do=reconciliation.daily)
_FORGET = Chore(name="forget", every_seconds=86_400, do=lambda till, _: janitor.forget(till))
_RECONCILE = Chore(name="reconcile", every_seconds=900, do=janitor.reconcile)
_WITHDRAWALS = Chore(name="withdrawals", every_seconds=900, do=withdrawing.catch_up)

CHORES = (_EXPIRED, _RECONCILE, _BOOKS, _ALARM, _WITHDRAWALS, _FORGET, _OUTBOX)
"""All of them, letters last, since the others promise some."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """The names of the chores that were done, and of those that failed; the others were not due, or time was over."""

    done: tuple[str, ...]
    failed: tuple[str, ...]

    def as_json(self) -> dict[str, tuple[str, ...]]:
        """For programs."""
        return {"done": self.done, "failed": self.failed}


def work(till: Till, chores: Iterable[Chore] = CHORES, seconds: float = LIMIT_SECONDS) -> Done:
    """Do the chores that are due, once each, as long as there is time."""
    end = monotonic() + seconds
    outcome: dict[str, bool] = {}

    def has_time() -> bool:
        return monotonic() < end

    for chore in chores:
        if has_time() and (well := attempt(till, chore, has_time)) is not None:
            outcome[chore.name] = well
    return Done(
        done=tuple(name for name, well in outcome.items() if well),
        failed=tuple(name for name, well in outcome.items() if not well),
    )


def attempt(till: Till, chore: Chore, go_on: Callable[[], bool]) -> bool | None:
    """Do a chore unless other hands have begun it within its time; whether it went well, None if it was not ours."""
    try:
        if chore.every_seconds >= _MARKED_SECONDS:
            since = chore.every_seconds * 9 // 10  # a schedule's minute is sometimes a second short
            if not till.store().marks.claim(f"chore:{chore.name}", till.now(), since):
                return None
        chore.do(till, go_on)
    except Exception:  # noqa: BLE001 (whatever it was, the next time may be well)
        _log.exception("the chore %s of the till failed", chore.name)
        return False
    return True


def handle(till: Till, inquiry: Inquiry) -> Response:
    """`GET /till/chores` by a host's schedule, which says ``Authorization: Bearer <chores_secret>``; else 404."""
    if not inquiry.bears(till.settings.chores_secret):
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("not_found", ""))
    done = work(till)
    return as_json(done.as_json(), HTTPStatus.INTERNAL_SERVER_ERROR if done.failed else HTTPStatus.OK)


def _pass(till: Till, go_on: Callable[[], bool]) -> None:
    for chore in (_EXPIRED, _OUTBOX):
        if go_on():
            attempt(till, chore, go_on)


_NEWS = Chore(name="news", every_seconds=0, do=_pass)
_PASSING = Chore(name="passing", every_seconds=PASSING_EVERY_SECONDS, do=_pass)


def in_passing(till: Till, *, news: bool) -> Done:
    """Do a little, for `PASSING_LIMIT_SECONDS` at most: once in `PASSING_EVERY_SECONDS`, and always after ``news``."""
    return work(till, (_NEWS if news else _PASSING,), PASSING_LIMIT_SECONDS)
