"""The price history: lines of content/prices.csv to what each variant cost from when on.

A line is ``sku,market,price,currency,from``: from that moment on it cost so much, until the next line of the same SKU
and market. Without a price it was not for sale. Lines may stand in any order, since branches are merged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from functions.catalog import SKU
from generator.decode.misread import Misread, refuse
from generator.decode.moments import moment
from generator.decode.values import money
from generator.decode.values import sku as sku_of
from generator.diagnostics import Location, did_you_mean, instead
from generator.model import Recorded
from generator.source import PRICES, Scalar, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.model import Site
    from generator.source import SourceFile

COLUMNS = ("sku", "market", "price", "currency", "from")

#: What a spreadsheet puts around cells and behind the last one.
_BLANK = ' \t,"'
#: A line whose columns are parted by other signs than commas, which stand in its prices perhaps.
_OTHERWISE = re.compile(r"[^,;\t]*[;\t]")
_SAVED = "Save the table with commas between its columns, and points in its prices."


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
    lines = file.text.split("\n")
    first = next((number for number, text in enumerate(lines, start=1) if text.strip(_BLANK)), 1)
    if _OTHERWISE.match(lines[first - 1]):
        at = _whole(lines[first - 1], first)
        report.error("E144", "The columns of the price history are not parted by commas.", _SAVED, at=at)
        return
    for number, text in enumerate(lines, start=1):
        sku, _, rest = text.partition(",")
        if rest in known and SKU.fullmatch(sku):
            yield replace(known[rest], sku=sku, at=Location(file=PRICES, line=number, length=len(sku), text=text))
            continue
        if not text.strip(_BLANK):
            continue
        try:
            cells = _cells(text, number)
            if number > 1 or tuple(cell.text for cell in cells) != COLUMNS:
                known[rest] = _recorded(cells, site)
                yield known[rest]
        except Misread as misread:
            report.add(misread.found)


def _whole(text: str, number: int) -> Location:
    return Location(file=PRICES, line=number, length=max(1, len(text)), text=text)


def _cells(text: str, number: int) -> tuple[Scalar, ...]:
    """The cells of a line, each at its place; some programs put them in quotes. Raises Misread."""
    found: list[Scalar] = []
    start = 0
    for cell in text.rstrip(_BLANK).split(","):
        bare = cell.strip(_BLANK)
        column = start + len(cell) - len(cell.lstrip(_BLANK)) + 1
        at = Location(file=PRICES, line=number, column=column, length=max(1, len(bare)), text=text)
        found.append(Scalar(text=bare, at=at))
        start += len(cell) + 1
    if len(found) != len(COLUMNS):
        _refuse_line(found, _whole(text, number))
    return tuple(found)


def _refuse_line(cells: list[Scalar], whole: Location) -> NoReturn:
    """Say why a line has too many columns or too few. Raises Misread."""
    if len(cells) == len(COLUMNS) + 1:
        first, last = cells[2].at, cells[3].at
        at = replace(first, length=last.column + last.length - first.column)
        written = f"{cells[2].text},{cells[3].text}"
        if re.fullmatch("[0-9]+,[0-9]{1,2}", written):
            better = written.replace(",", ".")
            message = f'The comma in "{written}" begins another column.'
            refuse("E144", message, f"Write the price with a point: {better}", at=at, fix=instead(at, better))
    hint = _SAVED if re.search("[;\t]", whole.text) else f"Write: {','.join(COLUMNS)}"
    refuse("E144", f"A line of the price history has {len(COLUMNS)} columns, not {len(cells)}.", hint, at=whole)


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
