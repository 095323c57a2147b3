"""Periods: when a variant costs what, each offer with the price that the law measures it by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from functions.money import Money
    from generator.model import Price, Recorded, Variant

#: How far back the law looks from the moment at which a price is reduced (§ 11 (1) PAngV).
_BACK = timedelta(days=30)


def periods_of(variant: Variant, recorded: Iterable[Recorded]) -> dict[str, tuple[catalog.Period, ...]]:
    """The prices of a variant by market; ``recorded`` is what it cost, the oldest first.

    An offer has its ``lowest`` where it is a reduction of that, and where the history goes back far enough.
    """
    known = tuple(recorded)
    found: dict[str, tuple[catalog.Period, ...]] = {}
    for price in variant.prices:
        lowest = lowest_before(price, variant, known)
        is_reduced = lowest is not None and lowest > price.price.minor
        found[price.market] = (*found.get(price.market, ()), _period(price, lowest if is_reduced else None))
    return found


def lowest_before(offer: Price, variant: Variant, recorded: Iterable[Recorded]) -> int | None:
    """The lowest price of the 30 days before an offer begins, in minor units; None if the history does not tell.

    It is known where a line is as old as these days. After the last line counts what the product's own file says, too:
    offers that were planned, and a price that was lowered and is not recorded yet.
    """
    if offer.start is None:
        return None
    first = offer.start - _BACK
    past = [one for one in recorded if one.market == offer.market and one.since < offer.start]
    if not past or past[0].since > first:
        return None
    last = past[-1].since
    planned = [edge for edge in edges(variant, offer.market) if last < edge < offer.start]
    known = [(one.since, one.price) for one in past]
    known += [(edge, _amount(variant, offer.market, edge)) for edge in planned]
    covering = max(index for index, (since, _) in enumerate(known) if since <= first)
    found = [price for _, price in known[covering:]]
    found.append(_amount(variant, offer.market, max(first, last)))
    return min((price.minor for price in found if price), default=None)


def cost_at(variant: Variant, market: str, now: datetime) -> Price | None:
    """The price that holds in a market at a moment: the till itself finds it; None if the variant is not for sale."""
    prices = [price for price in variant.prices if price.market == market]
    periods = tuple(map(_period, prices))
    found = catalog.price_at(periods, now)
    return next((price for price, period in zip(prices, periods, strict=True) if period is found), None)


def edges(variant: Variant, market: str) -> tuple[datetime, ...]:
    """The moments at which an offer begins or ends in a market, in their order."""
    found = {edge for one in variant.prices if one.market == market for edge in (one.start, one.end) if edge}
    return tuple(sorted(found))


def _amount(variant: Variant, market: str, now: datetime) -> Money | None:
    price = cost_at(variant, market, now)
    return price.price if price else None


def _period(price: Price, lowest: int | None = None) -> catalog.Period:
    return catalog.Period(
        price=price.price.minor,
        list_price=price.list_price.minor if price.list_price else None,
        lowest=lowest,
        start=_seconds(price.start),
        end=_seconds(price.end),
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
