"""The schedule: what time alone will change in the magazine, and when.

Rules of the room: it knows what a file says of moments: stories that appear or expire, prices that begin or end, things
that come, another year. What is sold out, nobody knows beforehand. A draft changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from generator.calendars import YEARS
from generator.diagnostics import Report
from generator.graph.visibility import start
from generator.magazine import Moment, read_content, read_site
from generator.model import Product, Story
from generator.prices import cost_at, edges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.model import Entity, Price, Site


#: The step back from a moment to what was before it.
_JUST = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What changes at a moment (in the zone of the site), by what a file says.

    ``kind`` is "appears", "expires", "price", "comes" or "year"; ``subject`` is the id of a story, the SKU of a variant
    or a year.
    """

    at: datetime
    kind: str
    subject: str
    words: str
    file: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """All that changes after a moment, the next first, and what was wrong on the way."""

    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]


def schedule(root: Path, now: datetime) -> Schedule:
    """What changes after ``now``. A file that has errors tells nothing."""
    report, moment = Report(), Moment(now=now)
    site = read_site(root, moment, report)
    found: list[Change] = []
    if site is not None:
        content, since = read_content(root, site, report), moment.at(site)
        originals = (thing.entities[0] for thing in content.things.values() if thing.entities)
        found = [change for one in originals for change in _changes(one, site) if change.at > since]
        found += _new_year(site, since)
    found.sort(key=lambda change: (change.at, change.file, change.subject))
    return Schedule(changes=tuple(found), diagnostics=report.diagnostics)


def _changes(one: Entity, site: Site) -> Iterator[Change]:
    """What the file of a thing says, in the default language's edition, which carries the facts."""
    if isinstance(one, Story) and not one.draft:
        begin, file = start(one), one.at.file if one.at else one.id
        if one.expiry_date is None or begin < one.expiry_date:
            yield _change(site, begin, "appears", one.id, f'The story "{one.title}" appears', file)
            if one.expiry_date:
                yield _change(site, one.expiry_date, "expires", one.id, f'The story "{one.title}" expires', file)
    elif isinstance(one, Product) and not one.draft and not one.discontinued:
        yield from _prices(one, site)
        yield from _arrivals(one, site)


def _prices(product: Product, site: Site) -> Iterator[Change]:
    """Each moment at which a variant costs something else than just before."""
    file = product.at.file if product.at else product.id
    for variant in product.variants:
        for market in site.markets:
            for edge in edges(variant, market.id):
                before = _amount(cost_at(variant, market.id, edge - _JUST))
                after = _amount(cost_at(variant, market.id, edge))
                if after != before:
                    words = f"{variant.sku} costs {after} instead of {before} in the market {market.id}"
                    yield _change(site, edge, "price", variant.sku, words, file)


def _arrivals(product: Product, site: Site) -> Iterator[Change]:
    """Each moment from which a variant is sent, and is a pre-order no longer."""
    file = product.at.file if product.at else product.id
    for variant in product.variants:
        if variant.available_from:
            words = f"{variant.sku} is sent, and is no pre-order any more"
            yield _change(site, variant.available_from, "comes", variant.sku, words, file)


def _new_year(site: Site, since: datetime) -> Iterator[Change]:
    """The next year, where the catalogue has its holidays: it brings those of one more."""
    if any(market.ships_from for market in site.markets):
        year = since.astimezone(site.timezone).year + 1
        words = f"The holidays of {year + YEARS - 1} come into the catalogue"
        yield _change(site, datetime(year, 1, 1, tzinfo=site.timezone), "year", str(year), words, "site.yml")


def _amount(price: Price | None) -> str:
    return f"{price.price.amount} {price.price.currency}" if price else "nothing"


def _change(site: Site, at: datetime, kind: str, subject: str, words: str, file: str) -> Change:
    return Change(at=at.astimezone(site.timezone), kind=kind, subject=subject, words=words, file=file)
