"""The courier: a message is signed by Standard Webhooks and handed to another program's address over HTTP.

Rules of the room: it knows no order. The specification is https://www.standardwebhooks.com: the id stays the same over
all attempts, the timestamp is the attempt's, and every secret signs, so that one can take the other's place. No
redirect is followed, no answer is read, and what is said of a failure names neither the address nor its path.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from functions.letters.post import NotTakenError
from functions.signature import sign

if TYPE_CHECKING:
    from datetime import datetime

_PREFIX = "whsec_"
_SILENT = "the receiver did not answer just now"


class _Stay(HTTPRedirectHandler):
    """A redirect is an answer like any other: the operator named another address."""

    def redirect_request(self, *_: object) -> None:
        """Go nowhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Courier:
    """Who signs; ``secrets`` are ``whsec_`` and base64, two while one takes the other's place.

    A receiver should answer at once and work afterwards; it may take ``timeout_seconds``. One that has been silent is
    not waited for once more by the same courier, so that it does not keep the others.
    """

    secrets: tuple[str, ...]
    timeout_seconds: float = 10
    silent: set[str] = field(default_factory=set)

    def send(self, address: str, name: str, body: bytes, now: datetime) -> None:
        """Hand the message over. Raises NotTakenError: for good if the receiver wants no more of them (410)."""
        if address in self.silent:
            raise NotTakenError(_SILENT)
        signed = sign(map(_key_of, self.secrets), name, int(now.timestamp()), body)
        headers = {"content-type": "application/json", "user-agent": "litfass", **signed}
        request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 (settings let http(s) pass)
        try:
            with build_opener(_Stay).open(request, timeout=self.timeout_seconds):
                return
        except HTTPError as error:
            with error:
                said = f"the receiver answered {error.code}"
                raise NotTakenError(said, for_good=error.code == HTTPStatus.GONE) from None
        except (OSError, HTTPException) as error:
            self.silent.add(address)
            cause = getattr(error, "reason", error)
            reason = cause.strerror if isinstance(cause, OSError) else None
            said = f"{type(cause).__name__}: {reason or 'no answer'}"
            raise NotTakenError(said) from None


def _key_of(secret: str) -> bytes:
    """The key within a secret. Raises ValueError if that is not base64."""
    return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
