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
    Event,
    ForgedEventError,
    Payment,
    ProviderError,
    Session,
    SessionState,
    UnknownSessionError,
)
from functions.payments.signature import is_genuine, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkout:
    """A payment page of the sandbox: what is to be paid, and what became of it."""

    id: str
    payment: Payment
    state: SessionState = SessionState.OPEN


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
        self._secret = secret or secrets.token_urlsafe(32)
        self._now = now
        self._lock = Lock()
        self._pages: dict[str, Checkout] = {}
        self._by_key: dict[str, str] = {}
        self._courier = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox")

    @property
    def form_action_origins(self) -> tuple[str, ...]:
        """The sandbox's own origin."""
        return (self.url,)

    def start(self, payment: Payment) -> Session:
        """Open a page; the same key with another payment is refused, as real providers do."""
        with self._lock:
            known = self._by_key.get(payment.key)
            if known is None:
                known = f"sandbox_{secrets.token_urlsafe(16)}"
                self._by_key[payment.key] = known
                self._pages[known] = Checkout(id=known, payment=payment)
            elif self._pages[known].payment != payment:
                message = f"key {payment.key} was used for another payment"
                raise ProviderError(message)
        return self.session(known)

    def session(self, session_id: str) -> Session:
        """What became of a page."""
        page = self.page(session_id)
        url = f"{self.url}/pay/{page.id}" if page.state is SessionState.OPEN else ""
        return Session(
            id=page.id, url=url, state=page.state, order=page.payment.order, total_minor=page.payment.total_minor
        )

    def expire(self, session_id: str) -> Session:
        """Close an open page."""
        self.move(session_id, SessionState.EXPIRED)
        return self.session(session_id)

    def event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """The event, if it carries our signature."""
        if not is_genuine(self._secret, headers, body, int(self._now().timestamp())):
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
        message_id = f"evt_{secrets.token_urlsafe(12)}"
        body = json.dumps({"type": _EVENTS[state], "session": session_id}).encode()
        return self._courier.submit(self._deliver, message_id, body)

    def flush(self) -> None:
        """Wait until events under way have arrived or were given up."""
        self._courier.submit(lambda: True).result()

    def close(self) -> None:
        """Flush, and send no more."""
        self._courier.shutdown(wait=True)

    def _deliver(self, message_id: str, body: bytes) -> bool:
        for pause_seconds in (*self._pauses_seconds, 0.0):
            headers = sign(self._secret, message_id, int(self._now().timestamp()), body)
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
