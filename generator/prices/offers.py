"""Offers held against the history: what may be called a reduction, and what is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.money import Money
from generator.prices.periods import lowest_before
from generator.prices.record import due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from generator.diagnostics import Report
    from generator.model import Price, Product, Recorded, Site, Variant

_HOW = 'Let "litfass prices record" run every day; the history then goes back far enough.'


def tell_offers(
    products: Iterable[Product], history: Mapping[str, tuple[Recorded, ...]], now: datetime, report: Report
) -> None:
    """Tell of offers that cannot be shown as reductions, and of those that are over.

    ``products`` are editions in one language.
    """
    for product in products:
        for variant in product.variants:
            for price in variant.prices:
                if price.start and price.end and not product.discontinued:
                    _tell(price, price.end, variant, history.get(variant.sku, ()), now, report)


def _tell(
    offer: Price, end: datetime, variant: Variant, recorded: Iterable[Recorded], now: datetime, report: Report
) -> None:
    what = f"The offer of {variant.sku} for {offer.price.amount}"
    if end <= now:
        message = f"{what} is over since {end:%Y-%m-%d %H:%M}; the usual price holds again."
        report.warning("W145", message, "Delete the offer.", at=offer.at)
        return
    lowest = lowest_before(offer, variant, recorded)
    if lowest is None:
        first = (offer.start or end) - timedelta(days=30)
        message = f"{what} is shown as a plain price: the history does not say what it cost from {first:%Y-%m-%d} on."
        report.warning("W146", message, _HOW, at=offer.at)
    elif lowest <= offer.price.minor:
        before = Money(minor=lowest, currency=offer.price.currency).amount
        message = f"{what} is shown as a plain price: within the 30 days before, it cost {before}."
        report.warning("W147", message, "Write a lower price, or begin the offer later.", at=offer.at)


def tell_unrecorded(
    products: Iterable[Product],
    site: Site,
    history: Mapping[str, tuple[Recorded, ...]],
    now: datetime,
    report: Report,
) -> None:
    """Note every price that is another than the history says, where there is a history at all."""
    places = {variant.sku: variant.at for product in products for variant in product.variants}
    for one in due(products, site, history, now) if history else ():
        known = [line for line in history.get(one.sku, ()) if line.market == one.market]
        if one.since < now or (not known and one.price is None):
            continue
        said = f"{known[-1].price.amount} since {known[-1].since:%Y-%m-%d}" if known and known[-1].price else "nothing"
        is_now = one.price.amount if one.price else "no longer sold"
        message = f"{one.sku} is {is_now} in {one.market}, and the price history says {said}."
        at = places.get(one.sku) or (known[-1].at if known else None)
        report.note("N148", message, 'Run "litfass prices record" and keep the file.', at=at)
