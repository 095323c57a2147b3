"""The price history: lines of content/prices.csv to what each variant cost from when on.

A line is ``sku,market,price,currency,from``: from that moment on it cost so much, until the next line of the same SKU
and market. Without a price it was not for sale. Lines may stand in any order, since branches are merged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.catalog import SKU
from generator.decode.misread import Misread, refuse
from generator.decode.moments import moment
from generator.decode.values import money
from generator.decode.values import sku as sku_of
from generator.diagnostics import Location, did_you_mean
from generator.model import Recorded
from generator.source import PRICES, Scalar, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.model import Site
    from generator.source import SourceFile

COLUMNS = ("sku", "market", "price", "currency", "from")


def read_history(root: Path, site: Site, report: Report) -> dict[str, tuple[Recorded, ...]]:
    """What each variant cost, by SKU, the oldest first; nothing where there is no such file."""
    file = read_file(root, PRICES, report) if (root / PRICES).exists() else None
    if file is None:
        return {}
    found: dict[tuple[str, str, float], Recorded] = {}
    for one in _lines(file, site, report):
        first = found.setdefault((one.sku, one.market, one.since.timestamp()), one)
        if first is not one:
            message = f"What {one.sku} cost in {one.market} from this moment on is said twice."
            related = (first.at,) if first.at else ()
            report.error("E144", message, "Delete one of the lines.", at=one.at, related=related)
    by_sku: dict[str, list[Recorded]] = {}
    for _, one in sorted(found.items(), key=lambda item: item[0][2]):
        by_sku.setdefault(one.sku, []).append(one)
    return {sku: tuple(lines) for sku, lines in by_sku.items()}


def line_of(one: Recorded, currency: str) -> str:
    """A line of the history, without its end."""
    price = "" if one.price is None else str(one.price.amount)
    return ",".join((one.sku, one.market, price, currency, one.since.isoformat(timespec="minutes")))


def _lines(file: SourceFile, site: Site, report: Report) -> Iterable[Recorded]:
    """What each line says. One run records many things at once: what follows the SKU is read once."""
    known: dict[str, Recorded] = {}
    for number, text in enumerate(file.text.split("\n"), start=1):
        sku, _, rest = text.partition(",")
        if rest in known and SKU.fullmatch(sku):
            yield replace(known[rest], sku=sku, at=Location(file=PRICES, line=number, length=len(sku), text=text))
            continue
        if not text.strip():
            continue
        try:
            cells = _cells(text, number)
            if number > 1 or tuple(cell.text for cell in cells) != COLUMNS:
                known[rest] = _recorded(cells, site)
                yield known[rest]
        except Misread as misread:
            report.add(misread.found)


def _cells(text: str, number: int) -> tuple[Scalar, ...]:
    """The cells of a line, each at its place. Raises Misread."""
    found: list[Scalar] = []
    start = 0
    for cell in text.split(","):
        bare = cell.strip()
        column = start + len(cell) - len(cell.lstrip()) + 1
        at = Location(file=PRICES, line=number, column=column, length=max(1, len(bare)), text=text)
        found.append(Scalar(text=bare, at=at))
        start += len(cell) + 1
    if len(found) != len(COLUMNS):
        at = Location(file=PRICES, line=number, length=max(1, len(text)), text=text)
        hint = f"Write: {','.join(COLUMNS)}"
        if ";" in text or "\t" in text:
            hint = "Save the table with commas between its columns, and points in its prices."
        refuse("E144", f"A line of the price history has {len(COLUMNS)} columns, not {len(found)}.", hint, at=at)
    return tuple(found)


def _recorded(cells: tuple[Scalar, ...], site: Site) -> Recorded:
    """What a line says. Raises Misread."""
    sku, market, price, currency, since = cells
    markets = {one.id: one for one in site.markets}
    if market.text not in markets:
        hint = did_you_mean(market.text, tuple(markets))
        refuse("E144", f'The site has no market "{market.text}".', hint, at=market.at)
    if currency.text != markets[market.text].currency:
        message = f'Prices in the market {market.text} are in {markets[market.text].currency}, not "{currency.text}".'
        hint = "A market that changed its currency begins a history of its own: delete the lines in the old one."
        refuse("E144", message, hint, at=currency.at)
    return Recorded(
        sku=sku_of(sku, "sku"),
        market=market.text,
        price=money(currency.text)(price, "price") if price.text else None,
        since=moment(site.timezone)(since, "from"),
        at=sku.at,
    )
