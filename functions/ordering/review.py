"""`POST /till/review`: the facts of the order, and the binding button directly below them.

Rules of the room: everything that changes the total is settled here (§ 312j (2) and (3) BGB). The page mints the
attempt, so that its button orders once; and it carries what it shows, so that no other price, day or term gets by.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from msgspec.structs import replace

from functions.order import State, agreement
from functions.ordering import checkout
from functions.pricing import coupons
from functions.problems import Severity, problem
from functions.views import facts
from functions.views.till import ReviewView

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.order import Order
    from functions.ordering.checkout import Form
    from functions.pricing.cart import Cart
    from functions.pricing.quote import Quote
    from functions.problems import Problem
    from functions.till import Till
    from functions.web import Inquiry


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Show the facts; or the form again, if a field needs correction."""
    form = checkout.read(till, inquiry)
    if form.contact_problems:
        return checkout.show(till, form, form.contact_problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    return show(till, form, checkout.price(till, form, form.contact.country))


def show(till: Till, form: Form, priced: Quote, further: tuple[Problem, ...] = ()) -> Response:
    """The page for a quote; ``further`` problems are to be seen as well. Without a button if anything is in the way."""
    ordered = _ordered(till, form.cart)
    problems = (*form.cart_problems, *further, *priced.problems, *_ordered_problems(ordered))
    of_fields = tuple(entry for entry in priced.problems if entry.path in checkout.FIELDS)
    if of_fields:
        return checkout.show(till, form, of_fields, HTTPStatus.CONFLICT)
    stopped = bool(checkout.stops(priced.problems))
    view = ReviewView(
        order_action=till.path("order"),
        review_action=till.path("review"),
        checkout_action=till.path("checkout"),
        hidden=(
            *_hidden(form, priced),
            ("attempt", till.token()),
            ("agreed", agreement(priced, till.pages().terms_version)),
            ("after", ordered.number if ordered else ""),
        ),
        reduced=_reduced(form.cart, priced) if stopped else "",
        problems=till.say(problems, form.language),
        can_be_ordered=not stopped,
        contact=form.contact,
        means=till.catalog().shop.payment_means.get(form.language, ""),
        sum=facts.of_quote(priced, vat=till.catalog().markets[priced.market].vat == "included"),
        cart_url=till.cart_url(form.language),
        documents=till.pages().documents(form.language),
    )
    status = HTTPStatus.CONFLICT if stopped or further else HTTPStatus.OK
    return till.show_form("review.html", form.language, "till.review.title", view, status)


def _ordered(till: Till, cart: Cart) -> Order | None:
    """The order that this very cart has become already, of a shopper who never came back from the payment page."""
    order = till.store().order_of_cart(cart.id)
    return order if order is not None and order.state is not State.PLACED else None


def _ordered_problems(order: Order | None) -> tuple[Problem, ...]:
    if order is None:
        return ()
    return (problem("already_ordered", "", severity=Severity.WARNING, number=order.number),)


def _hidden(form: Form, priced: Quote) -> tuple[tuple[str, str], ...]:
    """All that the next step needs, with the prices that this page shows as those that were seen."""
    prices = {(line.sku, line.configuration, line.group): line.unit_price for line in priced.lines}
    seen = [replace(line, seen_price=prices.get(line.identity, line.seen_price)) for line in form.cart.lines]
    contact = form.contact
    return (
        ("cart", replace(form.cart, lines=tuple(seen)).as_json()),
        ("language", form.language),
        ("service", priced.service),
        (coupons.FIELD, form.coupon.text),
        ("email", contact.email),
        ("name", contact.name),
        ("line1", contact.line1),
        ("line2", contact.line2),
        ("postal_code", contact.postal_code),
        ("city", contact.city),
        ("country", contact.country),
    )


def _reduced(cart: Cart, priced: Quote) -> str:
    """The cart with only what can be had: nothing unknown or sold out, no more than is left."""
    lines = []
    left = {line.sku: line.free for line in priced.lines}
    for line in cart.lines:
        if line.sku not in left:
            continue
        free = left[line.sku]
        quantity = line.quantity if free is None else min(line.quantity, free)
        if quantity > 0:
            lines.append(replace(line, quantity=quantity))
            left[line.sku] = None if free is None else free - quantity
    return replace(cart, lines=tuple(lines)).as_json() if lines else ""
