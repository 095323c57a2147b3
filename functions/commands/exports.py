"""`litfass orders export`: the books and the parcels, as a table or as lines of JSON on standard output."""

from __future__ import annotations

import csv
import json
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

from functions.commands.shared import DONE, add_act, day, open_store, shop_zone, start_of
from functions.invoices import ledger
from functions.order import State

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from functions.commands.shared import Acts
    from functions.order import Order
    from functions.store import Store

#: Nobody sold with this till before.
_FIRST = date(2000, 1, 1)
_TO_SEND = frozenset({State.PAID, State.PACKED})


def declare(acts: Acts) -> None:
    """The act, among those of the orders."""
    example = "litfass orders export accounting --since 2026-11-01 > november.csv"
    act = add_act(acts, "export", "the books, or what is to be sent, as a table", example, _export)
    act.add_argument(
        "what", choices=("accounting", "carrier"), help="rows of invoices, or addresses of parcels to send"
    )
    act.add_argument("--format", choices=("csv", "jsonl"), default="csv", help="a table (csv) or lines of JSON")
    act.add_argument("--since", type=day, default=_FIRST, metavar="DAY", help="2026-11-01")
    act.add_argument("--until", type=day, default=date(9999, 1, 1), metavar="DAY", help="that day included")


def _export(given: argparse.Namespace) -> int:
    with open_store() as store:
        if given.what == "accounting":
            _write(given.format, ledger.Entry, _entries(store, given.since, given.until))
        else:
            chosen = _to_send(store, given.since, given.until)
            _write(given.format, ledger.Consignment, ledger.consignments(chosen))
    return DONE


def _to_send(store: Store, since: date, until: date) -> Iterator[Order]:
    """The orders of those days that are paid and have not left."""
    zone = shop_zone()
    for order in store.orders_since(start_of(since)):
        if order.state in _TO_SEND and order.created_at.astimezone(zone).date() <= until:
            yield order


def _entries(store: Store, since: date, until: date) -> Iterator[ledger.Entry]:
    """The rows of all papers of those days, as the papers date themselves: by the zone that was the shop's then."""
    for invoice in store.invoices.since(start_of(max(since, _FIRST)) - timedelta(days=1)):
        rows = ledger.entries(invoice, store.order_by_id(invoice.order))
        yield from (row for row in rows if since <= row.date <= until)


def _write(
    form: str, kind: type[ledger.Entry | ledger.Consignment], rows: Iterable[ledger.Entry | ledger.Consignment]
) -> None:
    if form == "jsonl":
        for row in rows:
            print(json.dumps(ledger.as_object(row), ensure_ascii=False, default=str))
        return
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(ledger.columns(kind))
    table.writerows(ledger.as_cells(row) for row in rows)
