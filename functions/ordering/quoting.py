"""`POST /till/quote`: what a cart costs, for programs.

Rules of the room: JSON in and out; every fault of a request is a 4xx with problems. The quote opens no store,
but to count codes that are tried.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.catalog import COUNTRY
from functions.pricing import cart as carts
from functions.pricing import coupons
from functions.pricing.quote import quote
from functions.problems import problem
from functions.web import RefusedError, as_json

if TYPE_CHECKING:
    from starlette.responses import Response

    from functions.pricing.lines import LineItem
    from functions.pricing.quote import Quote
    from functions.till import Till
    from functions.web import Inquiry


def quote_cart(till: Till, inquiry: Inquiry) -> Response:
    """Answer with the quote. Raises RefusedError."""
    if inquiry.media_type != "application/json":
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, problem("not_json", ""))
    try:
        data = carts.decoded(inquiry.body)
    except carts.NestedError as error:
        trouble = problem("nested_too_deep", "", maximum=carts.MAXIMUM_NESTING)
        raise RefusedError(HTTPStatus.BAD_REQUEST, trouble) from error
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, problem("not_json", "")) from error
    cart, problems = carts.from_json(data)
    words = {name: _word(data, name) for name in ("country", "language", "market", "service", coupons.FIELD)}
    found = [*problems, *(problem("malformed", name) for name, word in words.items() if word is None)]
    if words["country"] and not COUNTRY.fullmatch(words["country"]):
        found.append(problem("country_malformed", "country"))
    if found:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, *found)
    code = (words[coupons.FIELD] or "").strip()
    priced = quote(
        till.catalog(),
        cart.lines,
        country=words["country"] or "",
        language=till.language(words["language"] or ""),
        now=till.now(),
        market=words["market"] or "",
        service=words["service"] or "",
        coupon=coupons.Code(text=code, guessed=till.guesses(code, inquiry.client)),
    )
    return as_json(_as_json(priced))


def _word(data: object, name: str) -> str | None:
    """An optional short text of the request, "" if it is not there, None if it is no text."""
    value = data.get(name, "") if isinstance(data, dict) else ""
    longest = 64
    return value if isinstance(value, str) and len(value) <= longest else None


def _as_json(priced: Quote) -> dict[str, object]:
    return {
        "currency": priced.currency,
        "market": priced.market,
        "lines": [_line(line) for line in priced.lines],
        "goods": priced.goods,
        "coupon": priced.coupon.title if priced.coupon else None,
        "discount": priced.coupon.goods if priced.coupon else 0,
        "shipping": priced.shipping,
        "tax": [
            {"rate_basis_points": part.rate_basis_points, "net": part.net, "tax": part.tax, "gross": part.gross}
            for part in priced.tax
        ],
        "total": priced.total,
        "services": [
            {
                "id": option.id,
                "name": option.name,
                "price": option.price,
                "earliest": option.delivery.earliest.isoformat(),
                "latest": option.delivery.latest.isoformat(),
            }
            for option in priced.services
        ],
        "problems": [found.as_json() for found in priced.problems],
    }


def _line(line: LineItem) -> dict[str, object]:
    return {
        "sku": line.sku,
        "quantity": line.quantity,
        "title": line.title,
        "options": line.options,
        "url": line.url,
        "image": line.image,
        "unit_price": line.unit_price,
        "total": line.total,
        "discount": line.discount,
        "list_price": line.list_price,
        "availability": line.availability,
        "source": line.source,
    }
