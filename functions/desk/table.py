"""`GET /till/desk`: what is to be packed, what is packed, what stands still, what is on its way; and all the slips.

Rules of the room: it only reads. What has to leave first stands first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.desk import orders
from functions.desk.door import guarded
from functions.desk.views import RowView, SlipsView, SlipView, TableView
from functions.order import State
from functions.web import see_other

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response

    from functions.desk.door import Desk
    from functions.order import Order

#: What left longer ago is no longer listed, though it can be found by its number.
_LATELY = timedelta(days=14)
_MOST_SLIPS = 50
WORDS = ("title", "number", "ordered_on", "service", "goods", "quantity", "thanks")


@guarded()
def show(desk: Desk) -> Response:
    """The lists; with `?find=` on to the order of that number."""
    written = desk.inquiry.asked("find")
    order = orders.find(desk, written) if written else None
    if order is not None and order.was_paid:
        return see_other(desk.path(f"orders/{order.number}"))
    store, lately = desk.till.store(), desk.till.now() - _LATELY
    paid = _sorted(desk, store.orders_at(State.PAID))
    view = TableView(
        desk=desk.view("pack"),
        find_action=desk.path(),
        find=written[:20],
        slips_url=desk.path("slips"),
        to_pack=_rows(desk, (order for order in paid if not orders.waits_for(desk, order))),
        pre_ordered=_rows(desk, (order for order in paid if orders.waits_for(desk, order))),
        packed=_rows(desk, _sorted(desk, store.orders_at(State.PACKED))),
        disputed=_rows(desk, _sorted(desk, store.orders_at(State.DISPUTED))),
        shipped=_rows(desk, reversed(store.orders_at(State.SHIPPED, since=lately))),
    )
    return desk.show("desk.html", "till.desk.title", view)


@guarded("slips")
def slips(desk: Desk) -> Response:
    """The delivery notes of everything that is to be packed, what has to leave first on top."""
    view = SlipsView(
        desk=desk.view("pack"),
        back=desk.path(),
        slips=tuple(slip_of(desk, order) for order in to_pack(desk)[:_MOST_SLIPS]),
    )
    return desk.show("slip.html", "till.slip.title", view)


@guarded("orders/{number}/slip")
def slip(desk: Desk) -> Response:
    """The delivery note of one order."""
    order = orders.asked_for(desk)
    view = SlipsView(desk=desk.view("pack"), back=desk.path(f"orders/{order.number}"), slips=(slip_of(desk, order),))
    return desk.show("slip.html", "till.slip.title", view)


def to_pack(desk: Desk) -> list[Order]:
    """What is paid and can be packed, what has to leave first on top."""
    paid = _sorted(desk, desk.till.store().orders_at(State.PAID))
    return [order for order in paid if not orders.waits_for(desk, order)]


def slip_of(desk: Desk, order: Order) -> SlipView:
    """The delivery note of an order: without prices, for it may be a present."""
    till, shop = desk.till, desk.till.catalog().shop
    wording = till.pages().wording(order.language)
    return SlipView(
        language=order.language,
        words={word: wording.t(f"till.slip.{word}") for word in WORDS},
        number=order.number,
        ordered_on=wording.date(order.created_at.astimezone(till.timezone)),
        contact=order.contact,
        country=wording.territory(order.contact.country),
        shop=shop.name.get(order.language, ""),
        seller=tuple(shop.address.splitlines()),
        service=order.service_name,
        lines=tuple(line for line in orders.packing(desk, order) if line.to_pack),
    )


def _rows(desk: Desk, found: Iterable[Order]) -> tuple[RowView, ...]:
    withdrawn = orders.withdrawn(desk)
    return tuple(orders.row(desk, order, withdrawn) for order in found)


def _sorted(desk: Desk, found: Iterable[Order]) -> list[Order]:
    goods = (order for order in found if orders.is_for_packing(desk, order))
    return sorted(goods, key=lambda order: orders.urgency(desk, order))
