"""Recording: the lines that the price history lacks at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Recorded
from generator.prices.periods import cost_at, edges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from generator.model import SiteGraph, Variant


def due(graph: SiteGraph, now: datetime) -> tuple[Recorded, ...]:
    """What the history does not say yet of the prices until ``now``, the oldest first.

    An offer that began or ended since the last line is recorded with its own moment; any other change with ``now``, for
    nobody knows when it was. What is no longer sold has no price.
    """
    products = (one for one in graph.products.values() if not one.discontinued)
    sold = {one.sku: one for product in products for one in product.variants}
    found: list[Recorded] = []
    for market in graph.site.markets:
        for sku in sorted({*sold, *graph.history}):
            past = [one for one in graph.history.get(sku, ()) if one.market == market.id]
            found += _missing(sku, market.id, sold.get(sku), past[-1] if past else None, now)
    return tuple(sorted(found, key=lambda one: one.since))


def _missing(
    sku: str, market: str, variant: Variant | None, last: Recorded | None, now: datetime
) -> Iterator[Recorded]:
    """The lines of one variant in one market; of one that was never sold there, none."""
    if last and now <= last.since:
        return  # what is other by now is recorded by the next run
    known = last.price if last else None
    began = [edge for edge in edges(variant, market) if last and last.since < edge <= now] if variant else []
    for moment in (*began, now):
        price = cost_at(variant, market, moment) if variant else None
        cost = price.price if price else None
        if cost != known:
            known = cost
            yield Recorded(sku=sku, market=market, price=cost, since=moment)
