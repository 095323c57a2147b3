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

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (argparse has no other name for it)

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
    _add_stock(_group(words, "stock", "what can be sold", "litfass stock add RAN-M-MOSS 12"))
    _add_orders(_group(words, "orders", "what was ordered", "litfass orders list --days 7"))
    _command(words, "outbox", "send the letters that are due, and clear unpaid orders", "litfass outbox", _outbox)
    _command(words, "migrate", "bring the database to this version", "litfass migrate", _migrate)
    till = _command(words, "till", "run the till as a server", "litfass till --port 8080", _till)
    till.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
    till.add_argument("--port", type=int, default=8080, help="the port to listen at (8080)")
    return parser


def _add_stock(acts: _Commands) -> None:
    _command(acts, "list", "every article that is counted", "litfass stock list", _stock_list)
    for name, text, example, run, count in (
        ("set", "say how many there are", "litfass stock set RAN-M-MOSS 12", _stock_set, "what there is"),
        (
            "add",
            "add what came in, or take away what is gone",
            "litfass stock add RAN-M-MOSS -3",
            _stock_add,
            "how many came in; -3 for three gone",
        ),
    ):
        act = _command(acts, name, text, example, run)
        act.add_argument("sku", metavar="SKU", help="the article's number, as in its file")
        act.add_argument("count", type=int, metavar="N", help=count)


def _add_orders(acts: _Commands) -> None:
    listed = _command(acts, "list", "the latest orders", "litfass orders list --days 7", _orders_list)
    listed.add_argument("--days", type=int, default=30, metavar="N", help="how far back (30)")
    shown = _command(acts, "show", "one order in full", "litfass orders show NUMBER", _orders_show)
    shown.add_argument("number", metavar="NUMBER", help="as the confirmation and `orders list` name it")


def _group(words: _Commands, name: str, text: str, example: str) -> _Commands:
    """A command that has acts."""
    group = words.add_parser(name, help=text, description=_sentence(text), epilog=f"example: {example}")
    return group.add_subparsers(metavar="ACT", required=True)


def _command(
    words: _Commands, name: str, text: str, example: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """A command that does something."""
    command = words.add_parser(name, help=text, description=_sentence(text), epilog=f"example: {example}")
    command.set_defaults(run=run)
    return command


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


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
