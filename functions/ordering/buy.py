"""`GET /buy/<sku>:<n>,<sku>:<n>`: a permalink that leads into the till, from a QR code, a mail or another's page.

Rules of the room: it never orders and adds nothing by itself, so that reloading it changes nothing. The page is a
form; where JavaScript runs, its second button puts the lines into the reader's cart.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.pricing import cart as carts
from functions.pricing.quote import quote
from functions.views import facts
from functions.views.till import BuyView
from functions.web import RefusedError

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.pricing.lines import LineItem
    from functions.pricing.quote import Quote
    from functions.till import Till
    from functions.web import Inquiry


def handle(till: Till, inquiry: Inquiry) -> Response:
    """Show the lines with what they cost; nothing that can be sold is 404, what is no list of articles 422."""
    cart, malformed = carts.from_permalink(inquiry.path["lines"])
    if malformed:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, *malformed)
    language = till.language_of(inquiry)
    catalog = till.catalog()
    priced = quote(catalog, cart.lines, country="", language=language, now=till.now())
    if not priced.lines:
        raise RefusedError(HTTPStatus.NOT_FOUND, *priced.problems)
    view = BuyView(
        action=till.path("checkout"),
        cart=cart.as_json(),
        add="[]" if till.settings.is_apart else _as_cart(priced),
        problems=till.say(priced.problems, language),
        sum=facts.of_quote(priced, vat=catalog.markets[priced.market].vat == "included"),
        cart_url=till.cart_url(language),
    )
    return till.show("buy.html", language, "till.buy.title", view)


def _as_cart(priced: Quote) -> str:
    """The lines for the page's own cart, which a till on another origin cannot reach."""
    return json.dumps([_as_cart_line(line, priced.currency) for line in priced.lines], ensure_ascii=False)


def _as_cart_line(line: LineItem, currency: str) -> dict[str, object]:
    """A line as the page's own cart keeps it."""
    return {
        "sku": line.sku,
        "quantity": line.quantity,
        "configuration": [],
        "group": "",
        "seen_price": line.unit_price,
        "source": "",
        "title": line.title,
        "label": ", ".join(value for _, value in line.options),
        "url": line.url,
        "image": line.image,
        "currency": currency,
        "source_title": "",
        "source_url": "",
    }
