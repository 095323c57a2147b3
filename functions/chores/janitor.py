"""What has to be done without anyone asking: unpaid orders are cleared, missed news fetched, old names forgotten.

Rules of the room: the provider has the last word on every order; a page is closed there before units are given back.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from functions import settlement
from functions.order import State
from functions.payments import ProviderError, UnknownSessionError
from functions.store.marks import MISSED

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.till import Till

_log = logging.getLogger(__name__)

#: A direct debit takes up to 14 days until it is there or has failed.
_LOOK_BACK = timedelta(days=15)


def clear_expired(till: Till, go_on: Callable[[], bool] = lambda: True) -> int:
    """Cancel placed orders whose time to pay is over, or settle those that were paid; how many were dealt with."""
    done = 0
    for order in takewhile(lambda _: go_on(), till.store().expired_unpaid(till.now())):
        try:
            settlement.cancel(till, order, "expired")
        except ProviderError:
            _log.exception("order %s could not be cleared", order.number)
        else:
            done += 1
    return done


def reconcile(till: Till, go_on: Callable[[], bool] = lambda: True) -> int:
    """Ask the provider about every order that waits for money, in case news were lost; how many moved."""
    moved = 0
    for order in takewhile(lambda _: go_on(), till.store().orders_since(till.now() - _LOOK_BACK)):
        if order.payment is None or order.state not in {State.PLACED, State.PENDING}:
            continue
        try:
            moved += settlement.settle(till, order, till.provider().session(order.payment.session))
        except UnknownSessionError:
            _log.warning("order %s: its session is unknown to the provider", order.number)
        except ProviderError:
            _log.exception("order %s could not be reconciled", order.number)
    if moved:
        till.store().marks.put(MISSED, till.now(), str(moved))
    return moved


def forget(till: Till) -> int:
    """Forget who made the orders that have been over for long enough; how many were forgotten."""
    days = till.settings.keep_days
    return till.store().retention.forget(till.now() - timedelta(days=days)) if days else 0
