"""Offers held against the history: what may be called a reduction, and what is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.money import Money
from generator.prices.periods import lowest_before
from generator.prices.record import due

if TYPE_CHECKING:
    from datetime import datetime

    from generator.diagnostics import Report
    from generator.model import Price, SiteGraph, Variant

_HOW = 'Let "litfass prices record" run every day; the history then goes back far enough.'


def tell_offers(graph: SiteGraph, report: Report) -> None:
    """Tell of offers that cannot be shown as reductions, and of those that are over."""
    for product in graph.products.values():
        if product.language != graph.site.default_language or product.discontinued:
            continue
        for variant in product.variants:
            for price in variant.prices:
                if price.start and price.end:
                    _tell(price, price.end, variant, graph, report)


def _tell(offer: Price, end: datetime, variant: Variant, graph: SiteGraph, report: Report) -> None:
    what = f"The offer of {variant.sku} for {offer.price.amount}"
    if end <= graph.now:
        message = f"{what} ended on {end:%Y-%m-%d %H:%M}; the usual price holds again."
        report.warning("W145", message, "Delete the offer.", at=offer.at)
        return
    lowest = lowest_before(offer, variant, graph.history.get(variant.sku, ()))
    if lowest is None:
        first = (offer.start or end) - timedelta(days=30)
        message = f"{what} is shown as a plain price: the history does not say what it cost from {first:%Y-%m-%d} on."
        report.warning("W146", message, _HOW, at=offer.at)
    elif lowest <= offer.price.minor:
        before = Money(minor=lowest, currency=offer.price.currency).amount
        message = f"{what} is shown as a plain price: within the 30 days before, it cost {before}."
        report.warning("W147", message, "Write a lower price, or begin the offer later.", at=offer.at)


def tell_unrecorded(graph: SiteGraph, report: Report) -> None:
    """Note every price that is another than the history says, where there is a history at all."""
    places = {variant.sku: variant.at for product in graph.products.values() for variant in product.variants}
    for one in due(graph, graph.now) if graph.history else ():
        known = [line for line in graph.history.get(one.sku, ()) if line.market == one.market]
        if one.since < graph.now:
            continue  # an offer that began meanwhile is known by its own moment
        is_now = f"costs {one.price.amount}" if one.price else "is not for sale"
        message = f"{one.sku} {is_now} in the market {one.market}, which the price history does not say."
        at = places.get(one.sku) or (known[-1].at if known else None)
        report.note("N148", message, 'Run "litfass prices record" and keep what it writes.', at=at)
