"""`GET /till/availability`: what can be had just now, and when it arrives.

Rules of the room: the answer hangs on the address alone, so that anybody may keep it for a minute and then ask whether
it still holds. A day is promised by the same calculation as in the order, for one piece by the first way to deliver.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response

from functions.catalog import COUNTRY, SKU
from functions.pricing import shipping
from functions.pricing.lines import Place
from functions.problems import problem
from functions.web import RefusedError, as_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from functions.catalog import Catalog, Market, Period, Variant
    from functions.till import Till
    from functions.web import Inquiry

MAXIMUM_SKUS = 100


class _Question(msgspec.Struct, frozen=True, kw_only=True):
    """Where to, in whose words, and as of when."""

    catalog: Catalog
    market: Market
    place: Place
    now: datetime


def handle(till: Till, inquiry: Inquiry) -> Response:
    """`GET /till/availability?sku=…&sku=…&country=DE&language=de`; what is not for sale is left out.

    Without a country it is the first that is delivered to.
    """
    skus = [value for name, value in inquiry.query if name == "sku"]
    if not skus or len(skus) > MAXIMUM_SKUS or not all(SKU.fullmatch(sku) for sku in skus):
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, problem("sku_malformed", "sku"))
    question = _question(till, inquiry)
    sales = {sku: sale for sku in skus if (sale := _sale(question, sku)) is not None}
    free = till.store().free([sku for sku, (variant, _) in sales.items() if variant.stock != "unlimited"])
    items = {sku: _item(question, *sale, free) for sku, sale in sales.items()}
    return _for_a_minute(inquiry, as_json({"country": question.place.country, "items": items}))


def _question(till: Till, inquiry: Inquiry) -> _Question:
    catalog = till.catalog()
    first = next(iter(catalog.markets.values()))
    country = inquiry.asked("country") or first.countries[0]
    if not COUNTRY.fullmatch(country):
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, problem("country_malformed", "country"))
    place = Place(country=country, language=till.language(inquiry.asked("language")))
    return _Question(catalog=catalog, market=catalog.market_of(country) or first, place=place, now=till.now())


def _sale(question: _Question, sku: str) -> tuple[Variant, Period] | None:
    variant = question.catalog.variant(sku)
    period = variant.price_at(question.market.id, question.now) if variant else None
    return None if variant is None or period is None or variant.discontinued else (variant, period)


def _item(question: _Question, variant: Variant, period: Period, free: Mapping[str, int | None]) -> dict[str, object]:
    known = free.get(variant.sku)
    left = variant.opening_stock if known is None else known
    available_from = variant.pre_order(question.catalog.day(question.now))
    said = variant.availability(left, available_from)
    return {
        "availability": said,
        "free": None if variant.stock == "unlimited" else left,
        "available_from": available_from.isoformat() if available_from else None,
        "delivery": None if said == "sold_out" else _delivery(question, variant, period),
    }


def _delivery(question: _Question, variant: Variant, period: Period) -> dict[str, str] | None:
    """The first way to deliver one piece, and when it arrives; None if there is no way, or nothing to ship."""
    parcel = shipping.Parcel(
        country=question.place.country,
        weight_g=variant.weight_g,
        goods=period.price,
        lead_days=variant.lead_days,
        available_from=variant.available_from,
    )
    ways = question.market.services(parcel.country, parcel.weight_g, parcel.goods)
    if not ways or variant.fulfilment == "digital":
        return None
    service, _ = ways[0]
    found = shipping.promise(question.market, service, parcel, timezone=question.catalog.zone, now=question.now)
    return {
        "service": question.place.words(service.name),
        "earliest": found.earliest.isoformat(),
        "latest": found.latest.isoformat(),
    }


def _for_a_minute(inquiry: Inquiry, answer: Response) -> Response:
    """The answer, or that what is known already still holds (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:16]}"'
    known = {word.strip().removeprefix("W/") for word in inquiry.headers.get("if-none-match", "").split(",")}
    headers = {"etag": f"W/{tag}", "cache-control": "public, max-age=60"}
    if known & {tag, "*"}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    answer.headers.update(headers)
    return answer
