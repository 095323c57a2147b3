"""Signed messages over HTTP after the Standard Webhooks specification: id, time and body under one HMAC.

Rules of the room: a message is believed only with its raw body, and only within five minutes of its time, in both
directions; there is no way to switch the check off.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TOLERANCE_SECONDS = 300


def sign(keys: Iterable[bytes], message_id: str, moment: int, body: bytes) -> dict[str, str]:
    """The headers that go with ``body`` sent at ``moment`` (Unix seconds), with an entry for each key."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(_entry(key, message_id, moment, body) for key in keys),
    }


def is_genuine(key: bytes, headers: Mapping[str, str], body: bytes, moment: int) -> bool:
    """Whether headers (lower-case names) and body were signed with ``key``, no longer ago than is believed."""
    message_id = headers.get("webhook-id", "")
    stamp = headers.get("webhook-timestamp", "")
    # isascii: str.isdigit is also true of "²", which int() refuses.
    if not key or not message_id or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len("9999999999")):
        return False
    if abs(moment - int(stamp)) > TOLERANCE_SECONDS:
        return False
    expected = _entry(key, message_id, int(stamp), body).encode()
    given = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(expected, signature) for signature in given)


def _entry(key: bytes, message_id: str, moment: int, body: bytes) -> str:
    signed = b".".join((message_id.encode(), str(moment).encode(), body))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
