"""The outbox: mails, hooks and refunds that an act of the store has promised, kept until they are through.

Rules of the room: a letter is put in by the transaction that gives it its reason. Sending exactly once is impossible
over SMTP and HTTP; a letter is lent to one sender at a time and comes again if nothing is heard of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from functions.store.outcomes import DueLetter, KeptLetter

if TYPE_CHECKING:
    from datetime import datetime

    from functions.store.database import Session
    from functions.store.outcomes import Channel, Letter

LEASE_SECONDS = 300
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 6 * 3600
#: After that many failures, some three days, a letter is given up until somebody says `litfass outbox retry`.
MOST_ATTEMPTS = 20


def wait_seconds(attempts: int) -> int:
    """How long to wait after that many failed attempts: a minute, then twice as long each time, at most six hours."""
    doublings = min(attempts - 1, 10)
    return min(FIRST_WAIT_SECONDS << doublings, LONGEST_WAIT_SECONDS)


def put(session: Session, letter: Letter, at: datetime) -> None:
    """Promise a letter; the same key again changes nothing."""
    session.execute(
        "INSERT INTO outbox (key, channel, kind, order_id, payload, put_at, due_at, attempts, error) "
        "VALUES (:key, :channel, :kind, :order, :payload, :at, :due, 0, '') ON CONFLICT DO NOTHING",
        key=letter.key,
        channel=letter.channel,
        kind=letter.kind,
        order=letter.order,
        payload=letter.payload,
        at=int(at.timestamp()),
        due=int((letter.due or at).timestamp()),
    )


_DUE = "sent_at IS NULL AND dead_at IS NULL AND due_at <= :now AND channel = COALESCE(:channel, channel)"


def any_due(session: Session, now: datetime, channel: Channel | None) -> bool:
    """Whether the time of a letter has come, of that channel or of any."""
    statement = f"SELECT 1 FROM outbox WHERE {_DUE} LIMIT 1"  # noqa: S608 (no input)
    return session.row(statement, now=int(now.timestamp()), channel=channel) is not None


def lend(session: Session, now: datetime, limit: int, channel: Channel | None) -> tuple[DueLetter, ...]:
    """Letters whose time has come, each put off for as long as its sender may take; those never tried come first."""
    moment = int(now.timestamp())
    found = session.rows(
        'SELECT key, channel, kind, order_id AS "order", payload, put_at, attempts + 1 AS attempts FROM outbox '  # noqa: S608 (no input)
        f"WHERE {_DUE} ORDER BY attempts, due_at, put_at, key LIMIT :limit",
        now=moment,
        limit=limit,
        channel=channel,
    )
    due = msgspec.convert(found, list[DueLetter])
    return tuple(letter for letter in due if _lent(session, letter, moment))


def sent(session: Session, key: str, now: datetime, *, forget: bool) -> None:
    """The letter is done; with ``forget`` what it said is gone, too."""
    said = "payload = ''," if forget else ""
    statement = f"UPDATE outbox SET {said} sent_at = :now, error = '' WHERE key = :key"  # noqa: S608 (no input)
    session.execute(statement, key=key, now=int(now.timestamp()))


def failed(session: Session, key: str, now: datetime, error: str, *, for_good: bool) -> None:
    """Put the letter off, the longer the more often it has failed; give it up after the last attempt, or at once."""
    row = session.row("SELECT attempts FROM outbox WHERE key = :key", key=key)
    attempts = msgspec.convert(row or {"attempts": 1}, dict[str, int])["attempts"]
    session.execute(
        "UPDATE outbox SET due_at = :due, error = :error, dead_at = :dead WHERE key = :key AND sent_at IS NULL",
        key=key,
        due=int(now.timestamp()) + wait_seconds(attempts),
        error=error,
        dead=int(now.timestamp()) if for_good or attempts >= MOST_ATTEMPTS else None,
    )


def waiting(session: Session) -> tuple[KeptLetter, ...]:
    """Everything that has not been sent, what was given up first."""
    return _kept(session, "sent_at IS NULL ORDER BY dead_at IS NULL, due_at, key")


def since(session: Session, channel: Channel, moment: datetime) -> tuple[KeptLetter, ...]:
    """Everything of a channel that was promised at or after that moment, the oldest first."""
    wanted = "channel = :channel AND put_at >= :moment ORDER BY put_at, key"
    return _kept(session, wanted, channel=channel, moment=int(moment.timestamp()))


def retry(session: Session, key: str, now: datetime) -> bool:
    """Try a letter anew as if for the first time, also one that was sent; whether there is one of that key.

    What was emptied when it was sent has nothing to say any more: such a letter is of no order.
    """
    statement = (
        "UPDATE outbox SET due_at = :now, attempts = 0, sent_at = NULL, dead_at = NULL, error = '' "
        "WHERE key = :key AND NOT (sent_at IS NOT NULL AND order_id IS NULL AND payload = '')"
    )
    return session.execute(statement, key=key, now=int(now.timestamp())) == 1


def _kept(session: Session, wanted: str, /, **values: object) -> tuple[KeptLetter, ...]:
    found = session.rows(
        'SELECT key, channel, kind, order_id AS "order", put_at, due_at, sent_at, dead_at, attempts, error '  # noqa: S608 (no input)
        f"FROM outbox WHERE {wanted}",
        **values,
    )
    return msgspec.convert(found, tuple[KeptLetter, ...])


def _lent(session: Session, letter: DueLetter, moment: int) -> bool:
    """Whether we are the one that gets it; another process may have been quicker."""
    return (
        session.execute(
            "UPDATE outbox SET due_at = :until, attempts = :attempts "
            "WHERE key = :key AND sent_at IS NULL AND dead_at IS NULL AND due_at <= :now",
            key=letter.key,
            until=moment + LEASE_SECONDS,
            attempts=letter.attempts,
            now=moment,
        )
        == 1
    )
