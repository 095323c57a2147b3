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
from time import monotonic
from typing import TYPE_CHECKING, Self

from functions.hooks import events
from functions.hooks.courier import Courier
from functions.letters import kinds
from functions.letters.mail import compose
from functions.letters.post import NotTakenError, Post
from functions.returns import refunding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from functions.order import Order
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
    till: Till,
    go_on: Callable[[], bool] = lambda: True,
    channels: Iterable[Channel] = ("refund", "mail", "hook"),
    limit_seconds: float = 20,
) -> Tally:
    """Send what is due, one after the other, as long as there is time and ``go_on`` says so; nothing is cut off."""
    counts, end = {"sent": 0, "failed": 0, "given_up": 0}, monotonic() + limit_seconds
    hands, waiting = _Hands.of(till), deque(channels)
    while waiting and monotonic() < end and go_on():
        letter = _next(till, waiting)
        if letter is not None and not _deal_with(hands, letter, counts):
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


def _deal_with(hands: _Hands, letter: DueLetter, counts: dict[str, int]) -> bool:
    """Send it and write down what came of it; whether the channel is worth another try now."""
    store, now = hands.till.store(), hands.till.now
    try:
        sent = hands.send(letter)
    except NotTakenError as error:
        _log.warning("letter %s was not taken at attempt %d: %s", letter.key, letter.attempts, error)
        store.letter_failed(letter.key, now=now(), error=str(error), for_good=error.for_good)
        counts["given_up" if error.for_good else "failed"] += 1
        return not error.away
    except Exception as error:  # noqa: BLE001 (a letter that we cannot write must not keep the others)
        said = _without_words(error)
        _log.error("letter %s failed at attempt %d: %s", letter.key, letter.attempts, said)
        store.letter_failed(letter.key, now=now(), error=said)
        counts["failed"] += 1
        return True
    store.letter_sent(letter.key, now=now(), forget=letter.kind in kinds.SECRET)
    counts["sent"] += sent
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hands:
    """Who carries what, for one turn."""

    till: Till
    post: Post
    courier: Courier

    @classmethod
    def of(cls, till: Till) -> Self:
        """The till's."""
        settings = till.settings
        return cls(till=till, post=Post(url=settings.mail_url), courier=Courier(secrets=settings.hooks_secrets))

    def send(self, letter: DueLetter) -> bool:
        """Send it; False if nobody needs it any more. Raises NotTakenError, or whatever stands in the way."""
        order = self.till.store().order_by_id(letter.order or "")
        match letter.channel:
            case "mail":
                return self._mail(letter, order)
            case "hook":
                return self._hook(letter, order)
            case "refund":
                refunding.execute(self.till, letter.key.removeprefix("refund-"))
                return True

    def _mail(self, letter: DueLetter, order: Order | None) -> bool:
        is_needed = kinds.is_needed(self.till, letter, order)
        if is_needed:
            self.post.send(letter.key, compose(self.till, letter, order))
        return is_needed

    def _hook(self, letter: DueLetter, order: Order | None) -> bool:
        """To the address that is meant, if it is still one of ours."""
        message, addresses = events.read(letter.payload), self.till.settings.hooks
        address = next((one for one in addresses if events.receiver_of(one) == message.receiver), "")
        if address:
            invoices = self.till.store().invoices.of_order(order.id) if order else ()
            body = events.body(message.event, order, invoices)
            self.courier.send(address, message.event.id, body, self.till.now())
        return bool(address)


def _without_words(error: Exception) -> str:
    """Which error it was, and where; not its words, since these may repeat an address."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
