"""The shop's words on the command line: stock, orders, outbox, migrate, till. The one room of the till that prints.

Rules of the room: it needs no generator. Exit 0 done, 1 not possible, 2 wrong use. The database is the environment's
LITFASS_DATABASE_URL, else that of the preview in this folder (`.till`).
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from functions import catalog as catalogs
from functions.money import Money
from functions.settings import SettingsError
from functions.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from functions.order import Order

DONE, NOT_POSSIBLE, WRONG_USE = 0, 1, 2
_PREVIEW = Path(".till") / "till.sqlite"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code says how it went."""
    given = _parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    try:
        run: Callable[[argparse.Namespace], int] = given.run
        return run(given)
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="litfass", description="The shop's own commands.")
    words = parser.add_subparsers(metavar="COMMAND", required=True)
    stock = words.add_parser("stock", help="what can be sold").add_subparsers(metavar="ACT", required=True)
    stock.add_parser("list", help="every article that is counted").set_defaults(run=_stock_list)
    for name, run, count in (
        ("set", _stock_set, "what there is"),
        ("add", _stock_add, "how many came in; -3 for three gone"),
    ):
        act = stock.add_parser(name)
        act.add_argument("sku", metavar="SKU")
        act.add_argument("count", type=int, metavar="N", help=count)
        act.set_defaults(run=run)
    orders = words.add_parser("orders", help="what was ordered").add_subparsers(metavar="ACT", required=True)
    listed = orders.add_parser("list", help="the latest orders")
    listed.add_argument("--days", type=int, default=30, metavar="N", help="how far back (30)")
    listed.set_defaults(run=_orders_list)
    shown = orders.add_parser("show", help="one order in full")
    shown.add_argument("number", metavar="NUMBER")
    shown.set_defaults(run=_orders_show)
    words.add_parser("outbox", help="send the letters that are due, and clear unpaid orders").set_defaults(run=_outbox)
    words.add_parser("migrate", help="bring the database to this version").set_defaults(run=_migrate)
    till = words.add_parser("till", help="run the till as a server")
    till.add_argument("--host", default="127.0.0.1")
    till.add_argument("--port", type=int, default=8080)
    till.set_defaults(run=_till)
    return parser


def _store() -> Store:
    url = os.environ.get("LITFASS_DATABASE_URL", "")
    if not url and _PREVIEW.is_file():
        url = f"sqlite:///{_PREVIEW.resolve().as_posix()}"
    if not url:
        raise SettingsError(("LITFASS_DATABASE_URL is not set, and this folder has no preview's till",))
    return Store.open(url)


def _opening_stock(sku: str) -> int:
    """What the built site says of an article that the store has not counted yet; 0 where no site was built."""
    built = Path(os.environ.get("LITFASS_SITE_DIR", "public")) / "_till" / "catalog.json"
    if not built.is_file():
        return 0
    variant = catalogs.load(built.read_bytes()).variant(sku)
    return variant.opening_stock if variant else 0


def _stock_list(_given: argparse.Namespace) -> int:
    with _store() as store:
        levels = store.stock_levels()
    for level in levels:
        print(f"{level.sku:<32} {level.free:>6} free, began with {level.opening}")
    if not levels:
        print("Nothing is counted yet: an article is from its first order, or from `litfass stock set` on.")
    return DONE


def _stock_set(given: argparse.Namespace) -> int:
    if given.count < 0:
        print("There cannot be fewer than none.", file=sys.stderr)
        return WRONG_USE
    with _store() as store:
        store.set_stock(given.sku, given.count)
    print(f"{given.sku}: {given.count} free")
    return DONE


def _stock_add(given: argparse.Namespace) -> int:
    with _store() as store:
        level = store.adjust_stock(given.sku, given.count, opening=_opening_stock(given.sku))
    if level is None:
        print(f"{given.sku}: there are not so many to take.", file=sys.stderr)
        return NOT_POSSIBLE
    print(f"{given.sku}: {level} free")
    return DONE


def _orders_list(given: argparse.Namespace) -> int:
    with _store() as store:
        for order in store.orders_since(datetime.now(UTC) - timedelta(days=given.days)):
            when = order.created_at.strftime("%Y-%m-%d %H:%M")
            print(f"{order.number}  {when}  {order.state:<9}  {_amount(order.total, order):>12}  {order.contact.name}")
    return DONE


def _orders_show(given: argparse.Namespace) -> int:
    with _store() as store:
        order = store.order_by_number(given.number.upper())
    if order is None:
        print(f"There is no order {given.number}.", file=sys.stderr)
        return NOT_POSSIBLE
    print(_in_full(order))
    return DONE


def _in_full(order: Order) -> str:
    contact = order.contact
    payment = f"{order.payment.provider} {order.payment.session}" if order.payment else "no payment page"
    return "\n".join(
        (
            f"{order.number}  {order.state}  {payment}",
            *(
                f"  {line.quantity:>3} x {line.sku}  {line.title}  {_amount(line.total, order)}  {line.source}".rstrip()
                for line in order.lines
            ),
            f"  delivery ({order.service}) {_amount(order.shipping, order)}, total {_amount(order.total, order)}",
            f"  {contact.name}, {contact.line1}, {contact.postal_code} {contact.city}, {contact.country}",
            f"  {contact.email}",
            *(f"  {step.at:%Y-%m-%d %H:%M:%S} {step.state}: {step.cause}" for step in order.history),
        )
    )


def _amount(minor: int, order: Order) -> str:
    return f"{Money(minor=minor, currency=order.currency).amount} {order.currency}"


def _outbox(_given: argparse.Namespace) -> int:
    from functions import janitor, outbox  # noqa: PLC0415 (only this command needs pages and provider)
    from functions.hosts.server import create  # noqa: PLC0415

    till = create(os.environ).state.till
    with till.store():
        cleared, moved = janitor.clear_expired(till), janitor.reconcile(till)
        tally = outbox.work(till)
    print(f"{tally.sent} sent, {tally.failed} to be tried again; {cleared} unpaid orders cleared, {moved} settled")
    return NOT_POSSIBLE if tally.failed else DONE


def _migrate(_given: argparse.Namespace) -> int:
    with _store() as store:
        steps = store.migrate()
    print(f"{steps} steps taken" if steps else "nothing to do")
    return DONE


def _till(given: argparse.Namespace) -> int:
    import uvicorn  # noqa: PLC0415 (a serverless till runs without it)

    from functions.hosts.server import create  # noqa: PLC0415

    uvicorn.run(create(os.environ), host=given.host, port=given.port)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
