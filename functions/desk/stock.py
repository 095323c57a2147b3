"""`/till/desk/stock`: what can be sold of each article, found by number or title, and corrected.

Rules of the room: units are added or taken, never set: what is sold while somebody counts stays sold. The reason goes
to the log, with the article and the number.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions.desk.door import guarded
from functions.desk.views import StockRowView, StockView
from functions.problems import problem
from functions.web import see_other

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from starlette.responses import Response

    from functions.catalog import Variant
    from functions.desk.door import Desk
    from functions.problems import Problem

_log = logging.getLogger(__name__)

_SHOWN = 30
_MOST = 100_000
_LONGEST_FIND = 80
#: Why a number is corrected, as the form offers it.
REASONS = ("delivery", "count", "damage", "return")


@guarded("stock")
def show(desk: Desk) -> Response:
    """The articles that `?find=` names, else the first of all that are counted."""
    return _show(desk, desk.inquiry.asked("find"))


@guarded()
def correct(desk: Desk) -> Response:
    """`POST …/stock`: from `seen`, the number that the page showed, to `count`, the one that was counted."""
    fields = desk.inquiry.form()
    sku, find, reason = (fields.get(name, "") for name in ("sku", "find", "reason"))
    variant = desk.till.catalog().variant(sku)
    seen, count = _number(fields.get("seen", "")), _number(fields.get("count", ""))
    if variant is None or variant.stock == "unlimited" or seen is None or reason not in REASONS:
        return _show(desk, find, (problem("malformed", "count"),))
    if count is None:
        return _show(desk, find, (problem("stock_malformed", "count", maximum=_MOST),))
    level = desk.till.store().adjust_stock(sku, count - seen, opening=variant.opening_stock)
    if level is None:
        return _show(desk, find, (problem("stock_gone", "count", sku=sku),))
    _log.info("stock of %s is %d now (%+d: %s)", sku, level, count - seen, reason)
    return see_other(desk.path("stock", find=find, told="stock"))


def _show(desk: Desk, find: str, problems: Iterable[Problem] = ()) -> Response:
    found, faults = list(_found(desk, find.strip()[:_LONGEST_FIND])), tuple(problems)
    view = StockView(
        desk=desk.view("stock"),
        find_action=desk.path("stock"),
        find=find[:_LONGEST_FIND],
        set_action=desk.path("stock"),
        reasons=REASONS,
        rows=_rows(desk, found[:_SHOWN]),
        more=len(found[_SHOWN:]),
        problems=desk.till.say(faults, desk.language),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return desk.show("desk_stock.html", "till.desk.stock", view, status)


def _found(desk: Desk, find: str) -> Iterator[Variant]:
    """The counted articles whose number or title has the words. Most are passed over without being decoded."""
    catalog, words = desk.till.catalog(), find.casefold().split()
    for sku, raw in catalog.variants.items():
        text = bytes(raw).decode().casefold() if words else ""
        if all(word in text for word in words):
            variant = catalog.variant(sku)
            if variant and variant.stock != "unlimited" and _is_meant(variant, words):
                yield variant


def _is_meant(variant: Variant, words: list[str]) -> bool:
    texts = (variant.sku, *variant.title.values(), *(value for pairs in variant.options.values() for _, value in pairs))
    text = " ".join(texts).casefold()
    return all(word in text for word in words)


def _rows(desk: Desk, found: list[Variant]) -> tuple[StockRowView, ...]:
    free = desk.till.store().free([variant.sku for variant in found])
    return tuple(
        StockRowView(
            sku=variant.sku,
            title=variant.title.get(desk.language) or next(iter(variant.title.values()), ""),
            options=variant.options.get(desk.language, ()),
            image=variant.image,
            free=variant.opening_stock if level is None else level,
        )
        for variant in found
        for level in (free[variant.sku],)
    )


def _number(text: str) -> int | None:
    """A whole number as it is written, or None."""
    word = text.strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) <= len(str(_MOST)) else None
