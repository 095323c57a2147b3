"""What a letter brings along that is about no order: who asks for one puts it into the outbox, with the letter.

Rules of the room: a payload opens doors or names an address, so that it is emptied once its letter was sent.
"""

from __future__ import annotations

from typing import Self

import msgspec


class _Payload(msgspec.Struct, frozen=True, kw_only=True):
    """To whom, and in which language; it lies in the outbox as JSON."""

    to: str
    language: str

    def as_json(self) -> str:
        """For `Letter.payload`."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, payload: str) -> Self:
        """Of `DueLetter.payload`. Raises msgspec.DecodeError."""
        return msgspec.json.decode(payload, type=cls)


class Links(_Payload, frozen=True, kw_only=True):
    """Who has asked for the links of the orders of his address."""


class SignIn(_Payload, frozen=True, kw_only=True):
    """Who may sign in at the packing table, where, and for how long."""

    url: str
    minutes: int
