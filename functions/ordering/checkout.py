"""`POST /till/checkout`: the first page of an order, which asks who orders, where it goes and how.

Rules of the room: countries of delivery and means of payment stand at the top (§ 312j (1) BGB). Nothing is stored;
what was filled in before comes back, so that everything can be corrected.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from functions import contact as contacts
from functions.catalog import coupon_id
from functions.money import Money
from functions.order import State
from functions.payments.choice import least_minor
from functions.pricing import cart as carts
from functions.pricing import coupons
from functions.pricing.quote import quote
from functions.problems import Severity, problem
from functions.views import facts
from functions.views.till import CheckoutView
from functions.web import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from functions.catalog import Market
    from functions.contact import Contact
    from functions.pricing.cart import Cart
    from functions.pricing.coupons import Code
    from functions.pricing.quote import Quote
    from functions.problems import Problem
    from functions.till import Till
    from functions.views.till import ServiceView
    from functions.web import Inquiry

#: Problems of single fields of the form; all others are the cart's.
FIELDS = frozenset({name for name, _, _ in contacts.FIELDS} | {"service", coupons.FIELD})


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A posted form of the till, read: the cart always has an id. ``fields`` are as they were filled in."""

    cart: Cart
    contact: Contact
    language: str
    service: str
    coupon: Code
    fields: Mapping[str, str]
    cart_problems: tuple[Problem, ...]
    contact_problems: tuple[Problem, ...]


def read(till: Till, inquiry: Inquiry) -> Form:
    """The form. Raises RefusedError if it is none, has no line that can be read, or nothing is sold just now."""
    till.refuse_while_closed()
    fields = inquiry.form()
    cart, cart_problems = carts.from_form(fields)
    if not cart.lines:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, *cart_problems)
    contact, contact_problems = contacts.from_form(fields)
    code = fields.get(coupons.FIELD, "").strip()[: coupons.MAXIMUM_LENGTH]
    # Without JavaScript the cart has no name yet: from here on it keeps this one, through all pages. What the page of
    # another site calls it counts for nothing: who knows a cart's name is led to its order, with the address in it.
    named = cart.id and not inquiry.is_foreign(*till.settings.origins)
    return Form(
        cart=cart if named else replace(cart, id=till.token()),
        contact=contact,
        language=till.language_of(inquiry),
        service=fields.get("service", ""),
        coupon=coupons.Code(text=code, guessed=till.guesses(code, inquiry.client)),
        fields=fields,
        cart_problems=cart_problems,
        contact_problems=contact_problems,
    )


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Show the form, empty or with what was filled in before; what is wrong with the cart is said, nothing else yet."""
    return show(till, read(till, inquiry))


def show(till: Till, form: Form, problems: tuple[Problem, ...] = (), status: int = HTTPStatus.OK) -> Response:
    """The page; ``problems`` are those of its fields. A cart of which nothing can be sold is refused."""
    priced = price(till, form, form.contact.country or _default_country(till))
    found = (*form.cart_problems, *(entry for entry in priced.problems if entry.path not in FIELDS))
    if not priced.lines:
        raise RefusedError(HTTPStatus.CONFLICT, *found)
    language, catalog = form.language, till.catalog()
    view = CheckoutView(
        action=till.path("review"),
        cart=form.cart.as_json(),
        fields={
            **{name: form.fields.get(name, "").strip() for name, _, _ in contacts.FIELDS},
            "country": priced.country,
            "language": language,
            coupons.FIELD: form.coupon.text,
        },
        errors={entry.path: entry.text for entry in till.say((*problems, *_of_coupon(priced)), language)},
        problems=till.say(found, language),
        countries=_countries(till, priced),
        services=_services(till, form, priced),
        means=catalog.shop.payment_means.get(language, ""),
        takes_coupons=bool(catalog.coupons),
        sum=facts.of_quote(priced, vat=_market(till, priced).vat == "included"),
        cart_url=till.cart_url(language),
        documents=till.pages().documents(language),
    )
    return till.show_form("checkout.html", language, "till.checkout.title", view, status)


def price(till: Till, form: Form, country: str) -> Quote:
    """What the form's cart costs, with what the store has; a cart's own unpaid order counts as available to it."""
    store = till.store()
    own = store.order_of_cart(form.cart.id)
    replacing = own.id if own is not None and own.state is State.PLACED else None
    free = store.free({line.sku for line in form.cart.lines}, replacing=replacing)
    found = quote(
        till.catalog(),
        form.cart.lines,
        country=country,
        language=form.language,
        now=till.now(),
        service=form.service,
        free=free,
        coupon=replace(form.coupon, spent=_is_spent(till, form, replacing)),
    )
    if any(entry.code == "unknown_service" for entry in found.problems) and found.services:
        # The way that was chosen does not lead to that country: the next page shows the one that does.
        return price(till, replace(form, service=""), country)
    least = least_minor(till.settings, found.currency)
    if 0 < found.total < least:
        trouble = problem("total_too_small", "", minimum=Money(minor=least, currency=found.currency))
        return replace(found, problems=(*found.problems, trouble))
    return found


def _is_spent(till: Till, form: Form, replacing: str | None) -> bool:
    """Whether the form's coupon was used as often as it may be; the order that is replaced does not count."""
    coupon = coupons.find(till.catalog(), form.coupon.text, till.now())
    if coupon is None:
        return False
    claim = coupons.claim(coupon_id(form.coupon.text), coupon, form.contact.email)
    return till.store().coupons.is_spent(claim, replacing=replacing)


def _of_coupon(priced: Quote) -> tuple[Problem, ...]:
    return tuple(entry for entry in priced.problems if entry.path == coupons.FIELD)


def stops(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that stand in the way of the order, and are not only to be seen."""
    return tuple(entry for entry in problems if entry.severity is Severity.ERROR)


def _market(till: Till, priced: Quote) -> Market:
    return till.catalog().markets[priced.market]


def _default_country(till: Till) -> str:
    return next(iter(till.catalog().markets.values())).countries[0]


def _countries(till: Till, priced: Quote) -> tuple[str, ...]:
    """Where the goods can go, in the market's currency."""
    markets = till.catalog().markets.values()
    return tuple(
        dict.fromkeys(code for market in markets if market.currency == priced.currency for code in market.countries)
    )


def _services(till: Till, form: Form, priced: Quote) -> tuple[ServiceView, ...]:
    catalog, now = till.catalog(), till.now()
    quotes = [
        quote(catalog, form.cart.lines, country=country, language=form.language, now=now, coupon=form.coupon)
        for country in _countries(till, priced)
    ]
    return facts.services(quotes, priced.service)
