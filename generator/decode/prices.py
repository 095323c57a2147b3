"""Prices: what a variant costs in each market, and for how long it costs less.

Rules of the room: an offer begins and ends, lies below the price that it takes the place of, and two never hold at
once; so the order in which they are written does not matter. A day without a time is the whole day, in ``until`` too.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.decode import values
from generator.decode.fields import Fields
from generator.decode.misread import Misread, fault, refuse
from generator.decode.moments import last_moment, moment
from generator.decode.readers import each
from generator.model import Price
from generator.source import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from functions.catalog import Market
    from functions.money import Money
    from generator.decode.readers import Reader
    from generator.diagnostics import Diagnostic
    from generator.model import Site
    from generator.source import Node


def prices(fields: Fields, what: str, site: Site) -> tuple[Price, ...]:
    """The prices of ``what`` by market; ``price`` alone is in the first market."""
    first = site.markets[0]
    if fields.says("price") and fields.says("prices"):
        fields.wrong("E124", f"{what} has price and prices.", "Keep one of the two.", at=fields.place("price"))
    amount = values.money(first.currency, minimum=1)
    price = fields.may("price", amount, None)
    list_price = fields.may("list_price", amount, None)
    by_market = fields.may("prices", money_by_market(site.markets), None)
    list_prices = fields.may("list_prices", money_by_market(site.markets), {})
    if by_market == {} or not (fields.says("price") or fields.says("prices") or fields.nearly("price")):
        empty = next((key for key in ("price", "prices") if fields.has(key)), "")
        hint = "Write: price: 12.50" if empty else "Add a line: price: 12.50"
        fields.wrong("E124", f"{what} has no price.", hint, at=fields.place(empty or "sku"))
    if price is not None:
        by_market, list_prices = {first.id: price}, {first.id: list_price} if list_price else {}
    return tuple(
        Price(market=market.id, price=by_market[market.id], list_price=list_prices.get(market.id))
        for market in site.markets
        if by_market and market.id in by_market
    )


def offers(sku: str, usual: tuple[Price, ...], site: Site) -> Reader[tuple[Price, ...]]:
    """Prices that hold for a while in the place of the ``usual`` ones, the earliest first."""

    def read(node: Node, name: str) -> tuple[Price, ...]:
        written = each(_offer(sku, usual, site))(node, name)
        found = sorted((price for offer in written for price in offer), key=_start)
        if faults := tuple(_overlapping(sku, found)):
            raise Misread(*faults)
        return tuple(found)

    return read


def _offer(sku: str, usual: tuple[Price, ...], site: Site) -> Reader[tuple[Price, ...]]:
    def read(node: Node, _: str) -> tuple[Price, ...]:
        example = "{price: %s, from: 2026-12-01, until: 2026-12-24}"
        fields = Fields(node, "An offer", example=example)
        found = prices(fields, f"An offer of {sku}" if sku else "An offer", site)
        at = fields.place("price" if fields.has("price") else "prices")
        start = fields.need("from", moment(site.timezone), None)
        end = fields.need("until", last_moment(site.timezone), None)
        if start and end and end <= start:
            message = f"The offer ends on {end:%Y-%m-%d %H:%M}, before it has begun on {start:%Y-%m-%d %H:%M}."
            hint = "Write what comes first behind from, and the later moment behind until."
            fields.wrong("E140", message, hint, at=fields.place("until"))
        before = {price.market: price for price in usual}
        for price in found if usual else ():
            _check_reduced(fields, sku, price, before.get(price.market))
        fields.finish()
        lists = {market: price.list_price for market, price in before.items()}
        return tuple(
            replace(price, list_price=price.list_price or lists.get(price.market), start=start, end=end, at=at)
            for price in found
        )

    return read


def _check_reduced(fields: Fields, sku: str, offer: Price, usual: Price | None) -> None:
    """An offer is one by what it takes the place of."""
    at = fields.place("price" if fields.has("price") else "prices")
    if usual is None:
        message = f"{sku} is offered in the market {offer.market}, where it has no price."
        fields.wrong("E142", message, "Give the variant a price there, or take the market out of the offer.", at=at)
    elif offer.price.minor >= usual.price.minor:
        message = f"The offer of {offer.price.amount} is not below the price of {sku}, which is {usual.price.amount}."
        fields.wrong("E142", message, "Write the lower price, or delete the offer.", at=at)


def _start(price: Price) -> tuple[float, str]:
    return (price.start.timestamp() if price.start else 0.0, price.market)


def _overlapping(sku: str, offers: Iterable[Price]) -> Iterator[Diagnostic]:
    """Two offers at once in one market: which of them holds, nobody could say."""
    by_market: dict[str, list[Price]] = {}
    for offer in offers:
        by_market.setdefault(offer.market, []).append(offer)
    for of_market in by_market.values():
        for one, other in pairwise(of_market):
            if one.end and other.start and other.start < one.end:
                message = f"Two offers of {sku} hold at once: one ends on {one.end:%Y-%m-%d %H:%M}, "
                message += f"the other begins on {other.start:%Y-%m-%d %H:%M}."
                hint = "Let the later one begin when the earlier one has ended."
                yield fault("E141", message, hint, at=other.at, related=(one.at,) if one.at else ())


def money_by_market(markets: tuple[Market, ...], *, minimum: int = 1) -> Reader[dict[str, Money]]:
    """An amount for each market that is named, of so many minor units at least."""

    def read(node: Node, name: str) -> dict[str, Money]:
        if not isinstance(node, Mapping):
            refuse("E108", f"{name} must be a group of keys.", f"Write: {name}: {{{markets[0].id}: 12.50}}", at=node.at)
        fields = Fields(node, name)
        found = {
            market.id: fields.may(market.id, values.money(market.currency, minimum=minimum), None) for market in markets
        }
        fields.finish()
        return {id_: price for id_, price in found.items() if price is not None}

    return read
