"""`POST /till/webhooks/<provider>`: a provider's signed news.

Rules of the room: the raw body is verified before anything is read from it; what happened is asked of the provider,
never taken from the event. 400 for what is forged, 200 for what is done or none of ours, and 500 with nothing
recorded if we fail: then the provider sends it again.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import settlement
from functions.limits import FORGED
from functions.payments import ForgedEventError, ProviderError, UnknownSessionError
from functions.problems import problem
from functions.store.marks import WEBHOOK
from functions.web import RefusedError, as_json

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.till import Till
    from functions.web import Inquiry

_log = logging.getLogger(__name__)
_DONE = {"received": True}


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Take the news in."""
    provider = till.provider()
    if inquiry.path["provider"] != provider.name:
        raise RefusedError(HTTPStatus.NOT_FOUND, problem("not_found", ""))
    try:
        event = provider.event(inquiry.body, inquiry.headers)
    except ForgedEventError as error:
        till.allow(FORGED, inquiry)  # so that they do not fill the log
        _log.warning("an event was refused: %s", error)
        raise RefusedError(HTTPStatus.BAD_REQUEST, problem("forged_event", "")) from error
    except ProviderError:
        _log.exception("it could not be asked what an event is about")
        return as_json({"problems": []}, HTTPStatus.INTERNAL_SERVER_ERROR)
    till.store().marks.put(WEBHOOK, till.now())
    if not event.session:
        till.store().record_event(event.id, now=till.now())
        return as_json(_DONE)
    try:
        session = provider.session(event.session)
    except UnknownSessionError:
        _log.warning("event %s is about a session that the provider does not know", event.id)
        return as_json(_DONE)
    except ProviderError:
        _log.exception("event %s could not be looked into", event.id)
        return as_json({"problems": []}, HTTPStatus.INTERNAL_SERVER_ERROR)
    order = settlement.order_of(till, session)
    if order is None:
        _log.warning("event %s: no order for session %s", event.id, session.id)
        till.store().record_event(event.id, now=till.now())
        return as_json(_DONE)
    settlement.settle(till, order, session, event_id=event.id)
    return as_json(_DONE)
