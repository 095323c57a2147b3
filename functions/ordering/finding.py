"""`GET` and `POST /till/find`: a lost link; who enters an address gets the links of its orders by mail.

Rules of the room: the answer never differs, and nothing is looked up for it: the outbox does that later. One address
gets one such letter in a quarter of an hour, whoever asks.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import contact
from functions.letters.payloads import Links
from functions.limits import FIND
from functions.store import Letter
from functions.views.till import FindView

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.till import Till
    from functions.web import Inquiry

_LONGEST = 254
_PAUSE_SECONDS = 900


def show(till: Till, inquiry: Inquiry) -> Response:
    """The form."""
    return _page(till, till.language_of(inquiry))


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Take the address in. Who sends none is asked anew."""
    if not inquiry.body:
        return show(till, inquiry)
    language = till.language_of(inquiry)
    email, trouble = contact.field("email", inquiry.form().get("email", ""), _LONGEST)
    if trouble:
        return _page(till, language, email=email, error=till.say((trouble,), language)[0].text)
    till.allow(FIND, inquiry)
    now = int(till.now().timestamp())
    slot = now - now % _PAUSE_SECONDS
    name = till.store().limits.digest(f"{slot} {email.lower()}", slot)[:32]
    payload = Links(to=email, language=language).as_json()
    till.store().put_letter(Letter(key=f"links-{name}", kind="links", order=None, payload=payload), now=till.now())
    return _page(till, language, asked=True)


def _page(till: Till, language: str, *, email: str = "", error: str = "", asked: bool = False) -> Response:
    view = FindView(action=till.path("find"), email=email, error=error, asked=asked, home_url=till.home_url(language))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return till.show_form("find.html", language, "till.find.title", view, status)
