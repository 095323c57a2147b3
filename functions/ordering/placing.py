"""`POST /till/order`: the binding button was pressed; and `POST /till/orders/<token>/pay`: going on with an order.

Rules of the room: an order is placed only for what the review page showed, to the cent and the day; else the page is
shown again. One attempt places one order, however often it is sent. An edited cart replaces its own unpaid order. What
was cancelled or failed is not revived: it is reviewed and ordered anew, since only that button binds.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions import lifecycle, settlement
from functions import order as orders
from functions.order import Cause, State
from functions.ordering import checkout, paying, review
from functions.ordering.checkout import Form
from functions.payments import ProviderError
from functions.pricing.cart import Cart, CartLine
from functions.pricing.coupons import Code
from functions.problems import problem
from functions.store import Conflict, CouponSpent, Document, OutOfStock, Placed
from functions.web import RefusedError, see_other

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.order import Order
    from functions.pricing.quote import Quote
    from functions.till import Till
    from functions.web import Inquiry

_log = logging.getLogger(__name__)
_ATTEMPT = re.compile(r"[A-Za-z0-9_=-]{16,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A pressed button. ``agreed`` names what its page showed, ``after`` the earlier order that it told of, or ""."""

    form: Form
    attempt: str
    agreed: str
    after: str


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Read the form of the review page and place the order."""
    form = checkout.read(till, inquiry)
    attempt, agreed, after = (form.fields.get(name, "") for name in ("attempt", "agreed", "after"))
    faults = list(form.cart_problems + form.contact_problems)
    if not _ATTEMPT.fullmatch(attempt):
        faults.append(problem("malformed", "attempt"))
    if faults:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, *faults)
    return submit(till, Submission(form=form, attempt=attempt, agreed=agreed, after=after))


def go_on(till: Till, inquiry: Inquiry) -> Response:
    """Go on paying an order; what cannot be paid any more is reviewed as it would be ordered now."""
    order = paying.order_of(till, inquiry)
    answer = _to_payment(till, order)
    if answer is not None:
        return answer
    form = _form(order)
    return review.show(till, form, checkout.price(till, form, order.contact.country))


def _to_payment(till: Till, order: Order) -> Response | None:
    """To the order's payment page, or to its status page if it is through; None if it cannot be paid any more."""
    if order.state in {State.PENDING, State.PAID}:
        return see_other(till.order_url(order.token))
    return paying.to_page(till, order) if order.state is State.PLACED else None


def _form(order: Order) -> Form:
    """What the order's shopper sent, with the prices of then as those that were seen."""
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
    return Form(
        cart=Cart(id=order.cart_id, lines=lines),
        contact=order.contact,
        language=order.language,
        service=order.service,
        coupon=Code(text=order.coupon.code if order.coupon else ""),
        fields={},
        cart_problems=(),
        contact_problems=(),
    )


def submit(till: Till, submission: Submission) -> Response:
    """Place the order and lead to its payment page; or say what has changed since the review."""
    known = till.store().order_of_attempt(submission.attempt)
    while known is not None:
        answer = _to_payment(till, known)
        if answer is not None:
            return answer
        # Called off meanwhile, and the button was pressed once more: two such clicks, too, place one order.
        submission = replace(submission, attempt=f"again-{known.id}")
        known = till.store().order_of_attempt(submission.attempt)
    form = submission.form
    priced = checkout.price(till, form, form.contact.country)
    if not priced.can_be_ordered or orders.agreement(priced, till.pages().terms_version) != submission.agreed:
        return review.show(till, form, priced, (problem("facts_changed", ""),))
    previous = till.store().order_of_cart(form.cart.id)
    if previous is None or previous.number == submission.after:
        return _place(till, submission, priced, previous=None)
    if previous.attempt == submission.attempt:  # the other half of a double click has placed it since we looked
        return submit(till, submission)
    return _in_the_way(till, previous) or _place(till, submission, priced, previous=previous)


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


def _place(till: Till, submission: Submission, priced: Quote, *, previous: Order | None) -> Response:
    form = submission.form
    _keep_terms(till, form.language)
    order = orders.place(
        priced,
        id=till.entropy(12).hex(),
        number=orders.number_of(till.entropy(5)),
        token=till.token(),
        attempt=submission.attempt,
        cart_id=form.cart.id,
        contact=form.contact,
        terms_version=till.pages().terms_version,
        catalog_build=till.catalog().build,
        now=till.now(),
    )
    outcome = till.store().place(
        order,
        reservations=orders.reservations(order.lines),
        opening=orders.opening_stock(order.lines),
        replaces=previous.id if previous else None,
        letters=(
            *(lifecycle.promised(till, previous, State.CANCELLED, cause=Cause.REPLACED) if previous else ()),
            *lifecycle.promised(till, order, State.PLACED, cause=Cause.PLACED),
        ),
    )
    match outcome:
        case Placed(order=placed):
            # None: another tab has replaced it in this moment; its status page offers to order again.
            return _to_payment(till, placed) or see_other(till.order_url(placed.token))
        case Conflict(order=other):
            # Someone was faster with this cart: another tab, or the payment itself. Its order is the one that counts.
            return see_other(till.order_url(other.token))
        case OutOfStock() | CouponSpent():
            _log.info("someone was faster: %s", outcome)
            priced = checkout.price(till, form, form.contact.country)
            return review.show(till, form, priced, () if priced.problems else (problem("try_again", ""),))


def _keep_terms(till: Till, language: str) -> None:
    """Keep the legal texts as they are now: the order records their version, the mail shows them."""
    pages = till.pages()
    documents = [
        Document(kind=kind, title=document.title, url=document.url, text=document.text)
        for kind, document in pages.documents(language).items()
    ]
    till.store().keep_terms(pages.terms_version, language, documents)
