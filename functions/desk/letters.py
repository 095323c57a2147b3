"""`/till/desk/letters`: what should have gone out (mails, hooks, refunds), what was given up, and once more.

Rules of the room: it shows what stands in the way, never what a letter says. What is only to be sent later waits for
nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.desk.door import guarded
from functions.desk.views import LettersView, LetterView
from functions.web import see_other

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.desk.door import Desk
    from functions.store import KeptLetter

_SHOWN = 100


@guarded("letters")
def show(desk: Desk) -> Response:
    """Everything that is overdue, what was given up first."""
    now = int(desk.till.now().timestamp())
    waiting = desk.till.store().waiting_letters()
    overdue = [letter for letter in waiting if letter.dead_at or letter.attempts or letter.due_at <= now]
    view = LettersView(
        desk=desk.view("post"),
        retry_action=desk.path("letters"),
        letters=tuple(_letter(desk, letter) for letter in overdue[:_SHOWN]),
    )
    return desk.show("desk_letters.html", "till.desk.post", view)


@guarded()
def retry(desk: Desk) -> Response:
    """`POST …/letters`: try one again now, if it has still not gone out."""
    key = desk.inquiry.form().get("key", "")
    waits = any(letter.key == key for letter in desk.till.store().waiting_letters())
    told = "again" if waits and desk.till.store().retry_letter(key, now=desk.till.now()) else "meanwhile"
    return see_other(desk.path("letters", told=told))


def _letter(desk: Desk, letter: KeptLetter) -> LetterView:
    order = desk.till.store().order_by_id(letter.order) if letter.order else None
    at = datetime.fromtimestamp(letter.dead_at or letter.due_at, UTC)
    return LetterView(
        key=letter.key,
        kind=letter.kind,
        word=f"till.desk.kind.{letter.kind}" if letter.channel == "mail" else "",
        channel=letter.channel,
        order=order.number if order else "",
        order_url=desk.path(f"orders/{order.number}") if order else "",
        dead=letter.dead_at is not None,
        at=at.astimezone(desk.till.timezone),
        attempts=letter.attempts,
        error=letter.error,
    )
