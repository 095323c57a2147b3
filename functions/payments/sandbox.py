"""The sandbox: a payment provider without money, on an origin of its own, which behaves like a real one.

Rules of the room: it keeps its payment pages in memory; it tells the till what happened by signed events over HTTP
and never by a call; what the shopper sees of it is in `sandbox_page`. It is for preview and tests.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
import urllib.error
import urllib.request
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from functions.payments import (
    Dispute,
    Event,
    ForgedEventError,
    PaidOut,
    Payment,
    ProviderError,
    ProviderRefund,
    Session,
    SessionState,
    UnknownSessionError,
)
from functions.signature import is_genuine, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_log = logging.getLogger(__name__)

_EVENTS = {
    SessionState.PENDING: "session.pending",
    SessionState.PAID: "session.paid",
    SessionState.FAILED: "session.failed",
    SessionState.EXPIRED: "session.expired",
}

#: From which state the sandbox's buttons lead to which.
_MOVES = {
    SessionState.OPEN: {SessionState.PENDING, SessionState.PAID, SessionState.EXPIRED},
    SessionState.PENDING: {SessionState.PAID, SessionState.FAILED},
}

#: What a complaint can lead to: the bank decides, and may be asked once.
_DISPUTES: dict[Dispute, set[Dispute]] = {"": {"open"}, "open": {"won", "lost"}}

#: What the sandbox keeps of each payment: a hundredth and a half, and a quarter.
_FEE_THOUSANDTHS, _FEE_MINOR = 15, 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkout:
    """A payment page of the sandbox: what is to be paid, and what became of it."""

    id: str
    payment: Payment
    opened_at: datetime
    state: SessionState = SessionState.OPEN
    refunds: tuple[ProviderRefund, ...] = ()
    dispute: Dispute = ""

    @property
    def left_minor(self) -> int:
        """What was paid and has not gone back."""
        paid = self.payment.total_minor if self.state is SessionState.PAID else 0
        return paid - sum(refund.minor for refund in self.refunds)

    @property
    def fee_minor(self) -> int:
        """What the sandbox keeps of it."""
        return self.payment.total_minor * _FEE_THOUSANDTHS // 1000 + _FEE_MINOR


def _now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """The provider. ``url`` is its origin without trailing slash; events go to ``webhook_url``, signed with ``secret``.

    Close it when done: it waits for events under way.
    """

    name = "sandbox"

    def __init__(
        self,
        *,
        url: str,
        webhook_url: str,
        secret: str = "",
        now: Callable[[], datetime] = _now,
        pauses_seconds: tuple[float, ...] = (0.2, 1.0, 3.0),
    ) -> None:
        """Start without any payment page; without a ``secret`` one is made for this run.

        ``pauses_seconds`` lie between the attempts to deliver an event.
        """
        self.url = url
        self.webhook_url = webhook_url
        self._pauses_seconds = pauses_seconds
        self._key = (secret or secrets.token_urlsafe(32)).encode()
        self._now = now
        self._lock = Lock()
        self._pages: dict[str, Checkout] = {}
        self._by_key: dict[str, str] = {}
        self._courier = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox")

    def start(self, payment: Payment) -> Session:
        """Open a page; the same key with another payment is refused, as real providers do."""
        with self._lock:
            known = self._by_key.get(payment.key)
            if known is None:
                known = f"sandbox_{secrets.token_urlsafe(16)}"
                self._by_key[payment.key] = known
                self._pages[known] = Checkout(id=known, payment=payment, opened_at=self._now())
            elif self._pages[known].payment != payment:
                message = f"key {payment.key} was used for another payment"
                raise ProviderError(message)
        return self.session(known)

    def session(self, session_id: str) -> Session:
        """What became of a page."""
        page = self.page(session_id)
        return Session(
            id=page.id,
            url=f"{self.url}/pay/{page.id}" if page.state is SessionState.OPEN else "",
            state=page.state,
            order=page.payment.order,
            total_minor=page.payment.total_minor,
            refunds=page.refunds,
            dispute=page.dispute,
            fee_minor=page.fee_minor if page.state is SessionState.PAID else None,
        )

    def expire(self, session_id: str) -> Session:
        """Close an open page."""
        self.move(session_id, SessionState.EXPIRED)
        return self.session(session_id)

    def refund(self, session_id: str, minor: int, key: str) -> ProviderRefund:
        """Give back at once; more than is left, or while the bank decides, is refused for good."""
        with self._lock:
            page = self._known(session_id)
            for known in page.refunds:
                if known.key == key != "":
                    return known
            if page.dispute or minor > page.left_minor:
                return ProviderRefund(id="", key=key, minor=minor, state="failed")
            given = ProviderRefund(id=f"refund_{secrets.token_urlsafe(12)}", key=key, minor=minor, state="done")
            self._pages[session_id] = replace(page, refunds=(*page.refunds, given))
        self._tell(session_id, "session.refunded")
        return given

    def give_back(self, session_id: str) -> bool:
        """What somebody does at the sandbox itself: all that is left goes back; whether there was anything."""
        left = self.page(session_id).left_minor
        return left > 0 and self.refund(session_id, left, "").state == "done"

    def complain(self, session_id: str, dispute: Dispute) -> bool:
        """What the shopper does at his bank, or the bank decides; whether that could be."""
        with self._lock:
            page = self._known(session_id)
            allowed = page.state is SessionState.PAID and dispute in _DISPUTES.get(page.dispute, ())
            if allowed:
                self._pages[session_id] = replace(page, dispute=dispute)
        if allowed:
            self._tell(session_id, "session.disputed")
        return allowed

    def sessions(self, since: datetime, until: datetime | None = None) -> Iterator[Session]:
        """All pages of that time that this run has opened."""
        pages = sorted(self._opened(since, until), key=lambda page: page.opened_at, reverse=True)
        return (self.session(page.id) for page in pages)

    def _opened(self, since: datetime, until: datetime | None) -> list[Checkout]:
        with self._lock:
            pages = [page for page in self._pages.values() if page.opened_at >= since]
        return [page for page in pages if until is None or page.opened_at < until]

    def payment(self, session_id: str) -> Payment:
        """What a page was opened for."""
        return self.page(session_id).payment

    def payouts(self, since: datetime, until: datetime | None = None) -> Iterator[PaidOut]:
        """What was paid is handed over at the end of the day, by one transfer a day."""
        return (
            PaidOut(payout=f"payout_{page.opened_at:%Y-%m-%d}", order=page.payment.order, fee_minor=page.fee_minor)
            for page in self._opened(since, until)
            if page.state is SessionState.PAID and page.opened_at.date() < self._now().date()
        )

    def event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """The event, if it carries our signature."""
        if not is_genuine(self._key, headers, body, int(self._now().timestamp())):
            message = "signature or time does not hold"
            raise ForgedEventError(message)
        content = json.loads(body)
        return Event(id=headers["webhook-id"], kind=content["type"], session=content["session"])

    def page(self, session_id: str) -> Checkout:
        """The page as of now: one whose time is over has expired. Raises UnknownSessionError."""
        with self._lock:
            page = self._known(session_id)
        if page.state is SessionState.OPEN and page.payment.expires_at <= self._now():
            self.move(session_id, SessionState.EXPIRED)
            return replace(page, state=SessionState.EXPIRED)
        return page

    def move(self, session_id: str, state: SessionState) -> bool:
        """Bring a page into a state, and tell the till; False if it cannot go there from where it is.

        Raises UnknownSessionError.
        """
        with self._lock:
            page = self._known(session_id)
            allowed = state in _MOVES.get(page.state, ())
            if allowed:
                self._pages[session_id] = replace(page, state=state)
        if allowed:
            self.tell(session_id, state)
        return allowed

    def _known(self, session_id: str) -> Checkout:
        """The page as it is kept; a restart has forgotten all that were before it."""
        page = self._pages.get(session_id)
        if page is None:
            message = f"no session {session_id}"
            raise UnknownSessionError(message)
        return page

    def tell(self, session_id: str, state: SessionState) -> Future[bool]:
        """Send the event for a state, in the background and in order; its result says whether it arrived."""
        return self._tell(session_id, _EVENTS[state])

    def _tell(self, session_id: str, kind: str) -> Future[bool]:
        message_id = f"evt_{secrets.token_urlsafe(12)}"
        body = json.dumps({"type": kind, "session": session_id}).encode()
        return self._courier.submit(self._deliver, message_id, body)

    def flush(self) -> None:
        """Wait until events under way have arrived or were given up."""
        self._courier.submit(lambda: True).result()

    def close(self) -> None:
        """Flush, and send no more."""
        self._courier.shutdown(wait=True)

    def _deliver(self, message_id: str, body: bytes) -> bool:
        for pause_seconds in (*self._pauses_seconds, 0.0):
            headers = sign([self._key], message_id, int(self._now().timestamp()), body)
            request = urllib.request.Request(  # noqa: S310 (the till's own address, from the settings)
                self.webhook_url, data=body, headers={**headers, "content-type": "application/json"}
            )
            try:
                with urllib.request.urlopen(request, timeout=10):  # noqa: S310 (as above)
                    return True
            except (urllib.error.URLError, OSError) as error:
                _log.warning("event %s did not arrive: %s", message_id, error)
                time.sleep(pause_seconds)
        return False
