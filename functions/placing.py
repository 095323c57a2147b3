"""`POST /till/order`: the binding button was pressed; and `POST /till/orders/<token>/pay`: going on with an order.

Rules of the room: an order is placed only for what the review page showed, to the cent; else the page is shown again.
One attempt places one order, however often it is sent. An edited cart replaces its own unpaid order. What was
cancelled or failed is placed anew, with fresh units, and only without asking again if it still costs the same.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import checkout, paying, review, settlement
from functions import order as orders
from functions.cart import Cart, CartLine
from functions.checkout import Form
from functions.order import State
from functions.payments import ProviderError
from functions.problems import problem
from functions.store import Conflict, Document, OutOfStock, Placed
from functions.web import RefusedError, see_other

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.contact import Contact
    from functions.order import Order
    from functions.quote import Quote
    from functions.till import Till
    from functions.web import Inquiry

_log = logging.getLogger(__name__)
_ATTEMPT = re.compile(r"[A-Za-z0-9_=-]{16,64}")
_TOTAL = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A pressed button: what was agreed to. ``total`` is what the page showed, in minor units."""

    cart: Cart
    contact: Contact
    language: str
    service: str
    attempt: str
    total: int


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Read the form of the review page and place the order."""
    _refuse_foreigners(till, inquiry)
    form = checkout.read(till, inquiry)
    attempt, total = form.fields.get("attempt", ""), form.fields.get("total", "")
    faults = list(form.cart_problems + form.contact_problems)
    if not _ATTEMPT.fullmatch(attempt):
        faults.append(problem("malformed", "attempt"))
    if not _TOTAL.fullmatch(total):
        faults.append(problem("malformed", "total"))
    if faults:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, *faults)
    return submit(
        till,
        Submission(
            cart=form.cart,
            contact=form.contact,
            language=form.language,
            service=form.service,
            attempt=attempt,
            total=int(total),
        ),
    )


def go_on(till: Till, inquiry: Inquiry) -> Response:
    """Go on paying an order, wherever it stands."""
    _refuse_foreigners(till, inquiry)
    return _to_payment(till, paying.order_of(till, inquiry))


def _refuse_foreigners(till: Till, inquiry: Inquiry) -> None:
    if inquiry.is_foreign(till.settings.origin):
        raise RefusedError(HTTPStatus.FORBIDDEN, problem("foreign_origin", ""))


def _to_payment(till: Till, order: Order) -> Response:
    """To the order's payment page; placed anew where it cannot be paid any more; else to its status page."""
    if order.state in {State.PENDING, State.PAID}:
        return see_other(till.order_url(order.token))
    answer = paying.to_page(till, order) if order.state is State.PLACED else None
    return answer or submit(till, _again(order))


def _again(order: Order) -> Submission:
    """The same once more, as an attempt of its own, so that two clicks make one order here too."""
    lines = tuple(
        CartLine(
            sku=line.sku,
            quantity=line.quantity,
            configuration=line.configuration,
            group=line.group,
            seen_price=line.unit_price,
            source=line.source,
        )
        for line in order.lines
    )
    return Submission(
        cart=Cart(id=order.cart_id, lines=lines),
        contact=order.contact,
        language=order.language,
        service=order.service,
        attempt=f"again-{order.id}",
        total=order.total,
    )


def submit(till: Till, submission: Submission) -> Response:
    """Place the order and lead to its payment page; or say what has changed since the review."""
    known = till.store().order_of_attempt(submission.attempt)
    if known is not None:
        return _to_payment(till, known)
    form = _form(submission)
    priced = checkout.price(till, form, submission.contact.country)
    if not priced.can_be_ordered:
        return review.show(till, form, priced)
    if priced.total != submission.total:
        return review.show(till, form, priced, (problem("total_changed", "total"),))
    previous = till.store().order_of_cart(submission.cart.id)
    if previous is not None and (answer := _in_the_way(till, previous)) is not None:
        return answer
    return _place(till, submission, priced, previous)


def _in_the_way(till: Till, previous: Order) -> Response | None:
    """Close the payment page of the cart's earlier order; an answer if that order counts, since it was paid."""
    status_url = till.order_url(previous.token)
    if previous.state is not State.PLACED:
        return see_other(status_url)
    try:
        return None if settlement.close_page(till, previous) else see_other(status_url)
    except ProviderError:
        _log.exception("order %s could not be replaced", previous.number)
        trouble = problem("payment_unavailable", "")
        return till.explain((trouble,), previous.language, HTTPStatus.SERVICE_UNAVAILABLE, retry_url=status_url)


def _place(till: Till, submission: Submission, priced: Quote, previous: Order | None) -> Response:
    _keep_terms(till, submission.language)
    order = _order(till, submission, priced)
    outcome = till.store().place(
        order,
        reservations=orders.reservations(order.lines),
        opening=orders.opening_stock(order.lines),
        replaces=previous.id if previous else None,
    )
    match outcome:
        case Placed(order=placed):
            return _to_payment(till, placed)
        case Conflict(order=other):
            # Someone was faster with this cart: another tab, or the payment itself. Its order is the one that counts.
            return see_other(till.order_url(other.token))
        case OutOfStock(free=free):
            _log.info("out of stock at the last moment, left are %s", dict(free))
            form = _form(submission)
            priced = checkout.price(till, form, submission.contact.country)
            return review.show(till, form, priced, () if priced.problems else (problem("try_again", ""),))


def _order(till: Till, submission: Submission, priced: Quote) -> Order:
    return orders.place(
        priced,
        id=till.entropy(12).hex(),
        number=orders.number_of(till.entropy(5)),
        token=till.token(),
        attempt=submission.attempt,
        cart_id=submission.cart.id,
        contact=submission.contact,
        terms_version=till.pages().terms_version,
        catalog_build=till.catalog().build,
        now=till.now(),
    )


def _form(submission: Submission) -> Form:
    return Form(
        cart=submission.cart,
        contact=submission.contact,
        language=submission.language,
        service=submission.service,
        fields={},
        cart_problems=(),
        contact_problems=(),
    )


def _keep_terms(till: Till, language: str) -> None:
    """Keep the legal texts as they are now: the order records their version, the mail shows them."""
    pages = till.pages()
    documents = [
        Document(kind=kind, title=document.title, url=document.url, text=document.text)
        for kind, document in pages.documents(language).items()
    ]
    till.store().keep_terms(pages.terms_version, language, documents)
