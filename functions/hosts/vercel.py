"""The till as a function of Vercel's Python runtime, which calls ``app`` by ASGI and runs no lifespan of ours.

Rules of the room: catalogue and pages lie in the bundle. The runtime counts a request as over when the application has
returned, so that what a request does in passing comes after its answer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from functions.chores.passing import InPassing
from functions.hosts import application

if TYPE_CHECKING:
    from collections.abc import Mapping


def create(environment: Mapping[str, str]) -> InPassing:
    """The application by the settings in ``environment``. Raises SettingsError."""
    return InPassing(application(environment))


def __getattr__(name: str) -> InPassing:
    """``app``, made when the runtime asks for it, so that importing this module starts nothing."""
    if name != "app":
        message = f"module {__name__} has no attribute {name}"
        raise AttributeError(message)
    return create(os.environ)
