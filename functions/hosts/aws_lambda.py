"""The till as a function of Amazon's: behind a function URL or API Gateway (v2), and called by a schedule.

Rules of the room: what the platform sends is told apart here, and nowhere else. Nothing runs after the answer there:
what a request does in passing, it does before Amazon gets the answer. Catalogue and pages lie in the bundle.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from mangum import Mangum

from functions.chores.passing import InPassing
from functions.hosts import application

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mangum.types import LambdaContext
    from starlette.applications import Starlette

    from functions.till import Till

#: How EventBridge's rules, and its Scheduler, sign what they send.
_SCHEDULES = {"aws.events", "aws.scheduler"}


class Handler:
    """What Amazon calls: with a request, or by a schedule. ``till`` is the shop's."""

    def __init__(self, app: Starlette) -> None:
        self.till: Till = app.state.till
        self._answer = Mangum(InPassing(app), lifespan="off")

    def __call__(self, event: dict[str, object], context: LambdaContext) -> Mapping[str, object]:
        """The answer in the payload format of the event; of a schedule's, what was done."""
        if event.get("source") not in _SCHEDULES:
            return self._answer(event, context)
        from functions.chores.table import LIMIT_SECONDS, work  # noqa: PLC0415 (an answer need not wait for it)

        left_seconds = context.get_remaining_time_in_millis() / 1000
        return work(self.till, seconds=min(LIMIT_SECONDS, left_seconds / 2)).as_json()


def create(environment: Mapping[str, str]) -> Handler:
    """The function by the settings in ``environment``. Raises SettingsError."""
    return Handler(application(environment))


def __getattr__(name: str) -> Handler:
    """``handler``, made when Amazon asks for it, so that importing this module starts nothing."""
    if name != "handler":
        message = f"module {__name__} has no attribute {name}"
        raise AttributeError(message)
    return create(os.environ)
