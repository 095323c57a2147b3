"""The outbox at work: what is due goes its way, and is tried again later if it was not taken.

Rules of the room: three channels: mails, messages to other programs, refunds to the provider. The store lends each
letter to one worker at a time and knows when it is due again. What goes wrong with one letter never keeps the others,
and no channel the others: they take turns. What a failure leaves behind names nobody.
"""

from __future__ import annotations

import logging
import traceback
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from functions import hooks, letters, refunding
from functions.courier import Courier
from functions.mail import compose
from functions.post import NotTakenError, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from functions.store import DueLetter
    from functions.store.outcomes import Channel
    from functions.till import Till

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many letters were taken, how many have to be tried again, and how many were given up."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def work(
    till: Till, go_on: Callable[[], bool] = lambda: True, channels: Iterable[Channel] = ("refund", "mail", "hook")
) -> Tally:
    """Send all letters that are due, one after the other as long as ``go_on`` says so; a letter is never cut off."""
    counts = {"sent": 0, "failed": 0, "given_up": 0}
    waiting = deque(channels)
    while waiting and go_on():
        letter = _next(till, waiting)
        if letter is not None and not _deal_with(till, letter, counts):
            waiting.remove(letter.channel)
    return Tally(**counts)


def _next(till: Till, waiting: deque[Channel]) -> DueLetter | None:
    """The letter whose turn it is; a channel without one has no further turn."""
    while waiting:
        due = till.store().due_letters(till.now(), limit=1, channel=waiting[0])
        if due:
            waiting.rotate(-1)
            return due[0]
        waiting.popleft()
    return None


def _deal_with(till: Till, letter: DueLetter, counts: dict[str, int]) -> bool:
    """Send it and write down what came of it; whether the channel is worth another try now."""
    try:
        sent = _SENDERS[letter.channel](till, letter)
    except NotTakenError as error:
        _log.warning("letter %s was not taken at attempt %d: %s", letter.key, letter.attempts, error)
        till.store().letter_failed(letter.key, now=till.now(), error=str(error), for_good=error.for_good)
        counts["given_up" if error.for_good else "failed"] += 1
        return not error.away
    except Exception as error:  # noqa: BLE001 (a letter that we cannot write must not keep the others)
        said = _without_words(error)
        _log.error("letter %s failed at attempt %d: %s", letter.key, letter.attempts, said)
        till.store().letter_failed(letter.key, now=till.now(), error=said)
        counts["failed"] += 1
        return True
    till.store().letter_sent(letter.key, now=till.now(), forget=letter.kind in letters.SECRET)
    counts["sent"] += sent
    return True


def _mail(till: Till, letter: DueLetter) -> bool:
    """Send a mail; False if nobody needs it any more."""
    order = till.store().order_by_id(letter.order or "")
    if not letters.is_needed(till, letter, order):
        return False
    Post(url=till.settings.mail_url).send(letter.key, compose(till, letter, order))
    return True


def _hook(till: Till, letter: DueLetter) -> bool:
    """Send a message to another program; False if its address is none of ours any more."""
    message = hooks.read(letter.payload)
    address = next((one for one in till.settings.hooks if hooks.receiver_of(one) == message.receiver), None)
    if address is None:
        return False
    order = till.store().order_by_id(letter.order or "")
    invoices = till.store().invoices.of_order(order.id) if order else ()
    body = hooks.body(message.event, order, invoices)
    Courier(secrets=till.settings.hooks_secrets).send(address, message.event.id, body, till.now())
    return True


def _refund(till: Till, letter: DueLetter) -> bool:
    refunding.execute(till, letter.key.removeprefix("refund-"))
    return True


_SENDERS: Mapping[Channel, Callable[[Till, DueLetter], bool]] = {"mail": _mail, "hook": _hook, "refund": _refund}


def _without_words(error: Exception) -> str:
    """Which error it was, and where; not its words, since these may repeat an address."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
