"""A handler whose room is loaded when it is first asked for: a function's first answer waits for nothing else.

Rules of the room: it knows rooms by their names alone. A server loads them all before it starts, so that none is ever
another version's.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from functions.till import Till
    from functions.web import Inquiry

    Handler = Callable[[Till, Inquiry], Response]


class Later:
    """A handler to come; make it by `later`."""

    def __init__(self, room: str, name: str) -> None:
        self._room = room
        self._name = name
        self.load = cache(self._load)

    def __call__(self, till: Till, inquiry: Inquiry) -> Response:
        """Its answer."""
        return self.load()(till, inquiry)

    def _load(self) -> Handler:
        return cast("Handler", getattr(import_module(f"functions.{self._room}"), self._name))


def later(room: str, name: str = "handle") -> Later:
    """The handler of that name in a room, such as ``later("desk.table", "show")``."""
    return Later(room, name)
