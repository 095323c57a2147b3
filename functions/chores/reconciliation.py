"""Our books against the provider's: every difference is named, and what a stale backup has lost is rebuilt.

Rules of the room: the provider has the last word on money. `compare` changes nothing; `repair` settles what it finds by
the same way as any news, and rebuilds an order that was paid and is not here from what was sold with its payment page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from functions import order as orders
from functions import settlement
from functions.catalog import Period
from functions.contact import Contact
from functions.order import TIME_TO_PAY, Order, PaymentPage, State, Step
from functions.payments import SessionState
from functions.pricing.cart import CartLine
from functions.pricing.lines import LineItem, Place, Sale, due_by_rate, line_item
from functions.pricing.tax import parts
from functions.store import OutOfStock, Placed
from functions.store.marks import BOOKS, CLOSED, MISSED, RESTORED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from functions.catalog import Market
    from functions.payments import Payment, PaymentLine, Session
    from functions.store import Mark
    from functions.till import Till

#: Refunds and disputes come late; who complains to his bank has some weeks of the day itself in mind.
_LOOK_BACK = timedelta(days=35)

#: How much of that is done at once, a second or a few of it; and how often a round is begun.
_PORTION, _ROUND = timedelta(hours=6), timedelta(hours=22)

#: A payment of which the news may still be under way is no difference yet.
_UNDER_WAY = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Something that the provider and we do not agree upon. ``code`` is for programs, ``text`` for the operator.

    "missing" is a payment without an order of ours, "unsettled" an order behind its payment, "unknown" a paid order
    whose payment the provider does not have, "amount" another sum, "refund" other refunds, "dispute" another verdict.
    """

    code: str
    session: str
    text: str


class NotRebuiltError(Exception):
    """The order cannot be rebuilt from the provider; the message says why."""


def compare(till: Till, since: datetime) -> tuple[Difference, ...]:
    """Every difference about payments and orders of that moment and after. Raises ProviderError."""
    seen: set[str] = set()
    found: list[Difference] = []
    for session in till.provider().sessions(since):
        seen.add(session.id)
        order = settlement.order_of(till, session)
        found += _of_session(till, session) if order is None else _of_order(till, order, session)
    for order in till.store().orders_since(since):
        if order.was_paid and order.amount_due and (order.payment is None or order.payment.session not in seen):
            session_id = order.payment.session if order.payment else ""
            text = f"{order.number} is {order.state}, and the provider has no payment for it"
            found.append(Difference(code="unknown", session=session_id, text=text))
    return tuple(found)


def daily(till: Till, go_on: Callable[[], bool] = lambda: True) -> None:
    """Once a day missed refunds and disputes are fetched, payouts are booked: in portions, the oldest first.

    A portion for which there was no time is done anew; the next call goes on with it.
    """
    marks = till.store().marks
    begun, since = _round(marks.all().get(BOOKS), till.now())
    while since < begun and go_on():
        until = min(since + _PORTION, begun)
        if repair(till, since, go_on, until):
            marks.put(MISSED, till.now())
        if not go_on():
            return
        book_payouts(till, since, until)
        marks.put(BOOKS, begun, until.isoformat())
        since = until


def _round(mark: Mark | None, now: datetime) -> tuple[datetime, datetime]:
    """When the present round was begun, and how far it is: a new one if the last is through, or of a clock ahead."""
    if mark is not None and mark.at <= now:
        done = datetime.fromisoformat(mark.text)
        if done < mark.at or now - mark.at < _ROUND:
            return mark.at, done
    return now, now - _LOOK_BACK


def book_payouts(till: Till, since: datetime, until: datetime | None = None) -> int:
    """Remember which transfer has carried which order's money, and what the provider kept; how many were news."""
    booked = 0
    for paid in till.provider().payouts(since, until):
        order = till.store().order_by_id(paid.order)
        if order is not None and order.payout != paid.payout:
            till.store().book_fee(order.id, paid.fee_minor, paid.payout)
            booked += 1
    return booked


def repair(
    till: Till, since: datetime, go_on: Callable[[], bool] = lambda: True, until: datetime | None = None
) -> tuple[str, ...]:
    """Settle and rebuild what can be, oldest first; what was done, in words. Raises ProviderError."""
    done = []
    for session in takewhile(lambda _: go_on(), reversed(tuple(till.provider().sessions(since, until)))):
        order = settlement.order_of(till, session)
        if order is not None:
            if settlement.settle(till, order, session):
                done.append(f"{order.number} was brought to where its payment stands")
        elif session.state is SessionState.PAID and session.order:
            done += _rebuild(till, session)
    return tuple(done)


def reopen(till: Till) -> bool:
    """Sell again once a stale copy was repaired, with invoice numbers from where they were; whether there was one."""
    store = till.store()
    restored = store.marks.all().get(RESTORED)
    if restored is None:
        return False
    store.invoices.go_on_from(msgspec.json.decode(restored.text, type=dict[str, int]))
    store.marks.remove(RESTORED)
    store.marks.remove(CLOSED)
    return True


def _of_session(till: Till, session: Session) -> Iterator[Difference]:
    """A payment without an order: another shop's on the same account, or one that was lost."""
    if session.state is SessionState.PAID and session.order and _is_of(till, till.provider().payment(session.id)):
        text = f"session {session.id} was paid ({session.total_minor}), and its order is not here"
        yield Difference(code="missing", session=session.id, text=text)


def _is_of(till: Till, payment: Payment) -> bool:
    """Whether the payment page led back to this till."""
    return payment.success_url.startswith(f"{till.settings.till_url}/orders/")


def _of_order(till: Till, order: Order, session: Session) -> Iterator[Difference]:
    """What an order and its payment do not agree upon."""
    for code, text in (*_of_state(till, order, session), *_of_money(till, order, session)):
        yield Difference(code=code, session=session.id, text=f"{order.number} {text}")


def _of_state(till: Till, order: Order, session: Session) -> Iterator[tuple[str, str]]:
    if session.state is SessionState.PAID:
        if session.total_minor != order.amount_due:
            yield "amount", f"is {order.amount_due}, and {session.total_minor} was paid"
        elif not order.was_paid and not _is_given_back(till, order):
            yield "unsettled", f"is {order.state}, and it was paid"
    elif order.was_paid and order.amount_due:
        yield "unsettled", f"is {order.state}, and its payment is {session.state}"
    elif order.state is State.PLACED and order.expires_at < till.now() - _UNDER_WAY:
        yield "unsettled", f"is placed, and its payment is {session.state}"


def _of_money(till: Till, order: Order, session: Session) -> Iterator[tuple[str, str]]:
    refunds = {refund.reference: refund for refund in till.store().refunds.of_order(order.id) if refund.state == "done"}
    for given in session.refunds:
        if given.state == "done" and given.id not in refunds:
            yield ("refund", f"has got {given.minor} back ({given.id}), and we do not know of it")
    if session.dispute == "open" and order.state is not State.DISPUTED:
        yield ("dispute", f"is {order.state}, and the bank has a complaint")


def _is_given_back(till: Till, order: Order) -> bool:
    """Whether late money is on its way back already."""
    return till.store().refunds.by_id(f"late-{order.id}") is not None


def _rebuild(till: Till, session: Session) -> list[str]:
    """Put a lost order back, with its stock, and settle it."""
    payment = till.provider().payment(session.id)
    if not _is_of(till, payment):
        return []
    try:
        order = rebuilt(till, payment)
    except NotRebuiltError as error:
        return [f"session {session.id} cannot be rebuilt: {error}"]
    words = [f"{order.number} was rebuilt from session {session.id}"]
    reserved = orders.reservations(order.lines)
    opening = orders.opening_stock(order.lines)
    outcome = till.store().place(order, reservations=reserved, opening=opening)
    if isinstance(outcome, OutOfStock):
        # It was sold and paid for: the order counts, and somebody has to look at the shelf.
        short = ", ".join(f"{sku} ({left} left)" for sku, left in outcome.free.items())
        words.append(f"{order.number}: more was sold than there is of {short}")
        outcome = till.store().place(order, reservations={}, opening=opening)
    if not isinstance(outcome, Placed):
        return [f"session {session.id} cannot be rebuilt: another order is in the way"]
    page = PaymentPage(provider=till.provider().name, session=session.id, url="")
    till.store().attach_payment(order.id, page)
    settlement.settle(till, replace(order, payment=page), session)
    return words


def rebuilt(till: Till, payment: Payment) -> Order:
    """The order that a payment page was made for, priced as it was. Raises NotRebuiltError."""
    catalog, country = till.catalog(), payment.recipient.country
    market = catalog.market_of(country)
    if market is None or market.currency != payment.currency:
        message = f"no market delivers to {country} in {payment.currency}"
        raise NotRebuiltError(message)
    place = Place(country=country, language=payment.language)
    lines = tuple(_line(till, line, market, place) for line in payment.lines)
    placed_at = payment.expires_at - TIME_TO_PAY
    service = next((one for one in market.shipping if place.words(one.name) == payment.shipping_title), None)
    return Order(
        id=payment.order,
        number=payment.number,
        token=urlsplit(payment.success_url).path.rpartition("/")[2],
        cart_id=f"rebuilt-{payment.order}",
        attempt=f"rebuilt-{payment.order}",
        state=State.PLACED,
        language=payment.language,
        market=market.id,
        currency=payment.currency,
        contact=_contact(payment),
        service=service.id if service else "",
        service_name=payment.shipping_title,
        lines=lines,
        goods=sum(line.total for line in lines),
        shipping=payment.shipping_minor,
        tax=parts(due_by_rate(lines), payment.shipping_minor),
        total=payment.total_minor,
        amount_due=payment.total_minor,
        terms_version=till.pages().terms_version,
        catalog_build=catalog.build,
        delivery=None,
        created_at=placed_at,
        expires_at=payment.expires_at,
        history=(Step(at=placed_at, state=State.PLACED, cause="rebuilt"),),
    )


def _contact(payment: Payment) -> Contact:
    recipient = payment.recipient
    return Contact(
        email=payment.email,
        name=recipient.name,
        line1=recipient.line1,
        line2=recipient.line2,
        postal_code=recipient.postal_code,
        city=recipient.city,
        country=recipient.country,
    )


def _line(till: Till, paid: PaymentLine, market: Market, place: Place) -> LineItem:
    """A line as it was paid; where its pieces cost no whole cents each, the rest is a discount."""
    variant = till.catalog().variant(paid.sku)
    if variant is None:
        message = f'"{paid.title}" ({paid.sku or "several articles"}) is not in the catalogue'
        raise NotRebuiltError(message)
    quantity, due = paid.quantity * paid.units, paid.quantity * paid.unit_minor
    each = -(-due // quantity)
    sale = Sale(line=CartLine(sku=paid.sku, quantity=quantity), path="", variant=variant, period=Period(price=each))
    return msgspec.structs.replace(line_item(sale, market, place, None), discount=each * quantity - due)
