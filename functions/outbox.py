"""The outbox at work: letters whose time has come are written and sent, and tried again later if they were not taken.

Rules of the room: the store lends each letter to one worker at a time and knows when it is due again. What goes wrong
with one letter never keeps the others.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.mail import Post, compose
from functions.order import RELEASING

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.store import DueLetter
    from functions.till import Till

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many letters were sent, and how many have to be tried again."""

    sent: int = 0
    failed: int = 0


def work(till: Till, go_on: Callable[[], bool] = lambda: True) -> Tally:
    """Send all letters that are due, one after the other as long as ``go_on`` says so."""
    post = Post(url=till.settings.mail_url)
    sent = failed = 0
    while go_on() and (letters := till.store().due_letters(till.now(), limit=1)):
        for letter in letters:
            if _send(till, post, letter):
                sent += 1
            else:
                failed += 1
    return Tally(sent=sent, failed=failed)


def _send(till: Till, post: Post, letter: DueLetter) -> bool:
    store = till.store()
    order = store.order_by_id(letter.order or "")
    try:
        # A confirmation that is late while the payment has failed is none any more; another letter says what happened.
        if order is not None and not (letter.kind == "order" and order.state in RELEASING):
            post.send(letter.key, compose(till, letter, order))
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("letter %s was not taken at attempt %d: %s", letter.key, letter.attempts, error)
        store.letter_failed(letter.key, now=till.now(), error=f"{type(error).__name__}: {error}")
        return False
    except Exception as error:  # noqa: BLE001 (a letter that we cannot write must not keep the others)
        _log.exception("letter %s cannot be written", letter.key)
        store.letter_failed(letter.key, now=till.now(), error=type(error).__name__)
        return False
    store.letter_sent(letter.key, now=till.now())
    return True
