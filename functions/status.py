"""`GET /till/orders/<token>`: where an order stands.

Rules of the room: it only reads. That the shopper comes back from the payment page proves nothing; until the
provider's news is here, the page waits and asks again by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions import facts, paying
from functions.order import State
from functions.till_views import StatusView

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.order import Order
    from functions.till import Till
    from functions.web import Inquiry

#: How often the page asks again, by the Refresh header: it works without JavaScript, and ends when the news is here.
_REFRESH_SECONDS = 3


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Show the order in the language it was placed in."""
    order = paying.order_of(till, inquiry)
    waits = order.state is State.PLACED and inquiry.asked("returned") == "1"
    here = till.path(f"orders/{order.token}")
    view = StatusView(
        number=order.number,
        state=str(order.state),
        created_at=order.created_at.astimezone(till.timezone),
        contact=order.contact,
        sum=facts.of_order(order),
        paid_cart=order.cart_id if order.state is State.PAID else "",
        waits=waits,
        pay_action=f"{here}/pay" if _can_be_paid(order) and not waits else "",
        here=here,
        cart_url=till.cart_url(order.language),
        home_url=till.home_url(order.language),
        documents=till.pages().documents(order.language),
    )
    answer = till.show("status.html", order.language, f"till.status.{order.state}", view)
    if waits:
        answer.headers["refresh"] = str(_REFRESH_SECONDS)
    return answer


def _can_be_paid(order: Order) -> bool:
    return order.state in {State.PLACED, State.CANCELLED, State.FAILED}
