"""Whether the shop is well: what is overdue, for programs that watch it and for the mail that says so.

Rules of the room: it names nobody. What is overdue has a code; the words about it are the operator's, in English.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.store import Letter
from functions.store.marks import BACKUP, CLOSED, MISSED, WEBHOOK
from functions.web import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from functions.store import Mark
    from functions.store.overview import Overview
    from functions.till import Till
    from functions.web import Inquiry

_log = logging.getLogger(__name__)

#: After that, a letter, a reservation, a backup, a build or a withdrawal is overdue.
_LETTER, _RESERVATION, _BACKUP = timedelta(minutes=30), timedelta(minutes=15), timedelta(hours=26)
_BUILD, _MISSED, _WITHDRAWAL = timedelta(hours=2), timedelta(hours=24), timedelta(days=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overdue:
    """Something that somebody has to see to: a code for programs, a sentence with the cure for people."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How the shop stands now."""

    build: str
    overview: Overview
    marks: Mapping[str, Mark]
    overdue: tuple[Overdue, ...]

    @property
    def is_closed(self) -> bool:
        """Whether sales are stopped."""
        return CLOSED in self.marks


def examine(till: Till) -> Standing:
    """Look at everything. Raises StoreError if the store is away."""
    now, store = till.now(), till.store()
    overview, marks = store.overview(now - _RESERVATION), store.marks.all()
    found = (*_of_letters(overview, now), *_of_orders(overview, now), *_of_marks(marks, now), *_of_build(till, now))
    return Standing(build=till.catalog().build, overview=overview, marks=marks, overdue=found)


def _of_letters(overview: Overview, now: datetime) -> list[Overdue]:
    found = []
    if overview.oldest_due is not None and overview.oldest_due < now - _LETTER:
        text = f"a letter has waited since {_said(overview.oldest_due)}: see `litfass outbox list`"
        found.append(Overdue(code="outbox", text=text))
    if overview.dead_letters:
        text = f"{overview.dead_letters} letters were given up: see `litfass outbox list`, then `litfass outbox retry`"
        found.append(Overdue(code="dead_letters", text=text))
    return found


def _of_orders(overview: Overview, now: datetime) -> list[Overdue]:
    found = []
    if overview.stale_reservations:
        text = f"{overview.stale_reservations} unpaid orders hold units for too long: is `litfass outbox` scheduled?"
        found.append(Overdue(code="reservations", text=text))
    if overview.oldest_withdrawal is not None and overview.oldest_withdrawal < now - _WITHDRAWAL:
        text = (
            f"a withdrawal of {_said(overview.oldest_withdrawal)} is not settled, and the law gives 14 days: "
            "see `litfass orders withdrawals`"
        )
        found.append(Overdue(code="withdrawal", text=text))
    return found


def _of_marks(marks: Mapping[str, Mark], now: datetime) -> list[Overdue]:
    found = []
    backup, missed = marks.get(BACKUP), marks.get(MISSED)
    if backup is not None and backup.at < now - _BACKUP:
        text = f"the last backup was made {_said(backup.at)}: is `litfass backup` run by schedule?"
        found.append(Overdue(code="backup", text=text))
    if missed is not None and missed.at > now - _MISSED:
        text = "news of the provider did not arrive and had to be fetched: is its webhook's address right?"
        found.append(Overdue(code="webhook", text=text))
    return found


def _of_build(till: Till, now: datetime) -> list[Overdue]:
    change = till.catalog().next_change
    if change is None or datetime.fromtimestamp(change, UTC) > now - _BUILD:
        return []
    text = f"the site should have been built anew at {_said(datetime.fromtimestamp(change, UTC))}: run `litfass build`"
    return [Overdue(code="build", text=text)]


def _said(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def handle(till: Till, inquiry: Inquiry) -> Response:
    """`GET /till/health`: 503 if the till cannot work. Details are for who says the secret of the chores."""
    try:
        standing = examine(till)
    except Exception:  # noqa: BLE001 (the one question whose answer is the failure)
        _log.exception("the till is not well")
        return as_json({"status": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)
    answer: dict[str, object] = {
        "status": "ok",
        "catalog": standing.build,
        "sales": "closed" if standing.is_closed else "open",
        "overdue": [entry.code for entry in standing.overdue],
    }
    return as_json({**answer, **(_details(standing) if inquiry.bears(till.settings.chores_secret) else {})})


def _details(standing: Standing) -> dict[str, object]:
    overview, marks = standing.overview, standing.marks
    return {
        "last_webhook": _stamp(marks.get(WEBHOOK)),
        "last_backup": _stamp(marks.get(BACKUP)),
        "oldest_letter": overview.oldest_due.isoformat() if overview.oldest_due else None,
        "dead_letters": overview.dead_letters,
        "stale_reservations": overview.stale_reservations,
        "to_pack": overview.to_pack,
        "disputed": overview.disputed,
        "withdrawals_open": overview.withdrawals_open,
    }


def _stamp(mark: Mark | None) -> str | None:
    return mark.at.isoformat() if mark is not None else None


def alarm(till: Till) -> bool:
    """Promise a mail to the operator if anything is overdue, at most one a day of the same; whether there was cause."""
    overdue = examine(till).overdue
    if overdue:
        codes = "-".join(entry.code for entry in overdue)
        text = "\n".join(f"- {entry.text}" for entry in overdue)
        letter = Letter(key=f"alert-{till.now():%Y%m%d}-{codes}", kind="alert", order=None, payload=text)
        till.store().put_letter(letter, now=till.now())
    return bool(overdue)
