"""The database is away for a while, or its disk is full."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from functions.order import State
from tests.functions.failing import after, give_back, session_of
from tests.functions.outages import CHORES, away, away_when_asked, full, served

if TYPE_CHECKING:
    from pathlib import Path

    from tests.functions.failing import Shop


def test_the_database_may_be_away_at_any_step(shop: Shop, database: str) -> None:
    form = shop.form()
    with away(database):
        assert shop.press(form).status_code == 503
    session = session_of(shop.press(form))
    shop.bank.pay(session)
    with away(database):
        assert shop.bank.tell("completed", session) == 503
    assert shop.bank.tell("completed", session) == 200
    with away(database):
        assert "outbox" in shop.chores().failed
    after(shop)
    assert shop.states == [State.PAID]


def test_the_database_may_go_away_while_a_payment_page_is_opened(shop: Shop, database: str) -> None:
    form = shop.form()
    with away_when_asked(shop, database):
        assert shop.press(form).status_code == 503
    shop.bank.pay(session_of(shop.press(form)))
    after(shop)
    assert (shop.states, len(shop.bank.sessions)) == ([State.PAID], 1)


def test_the_database_may_go_away_while_a_payment_is_looked_into(shop: Shop, database: str) -> None:
    session = shop.buy()
    with away_when_asked(shop, database):
        assert shop.bank.tell("completed", session) == 503
    assert shop.bank.tell("completed", session) == 200
    after(shop)
    assert shop.states == [State.PAID]


def test_the_database_may_go_away_while_an_unpaid_order_is_cleared(shop: Shop, database: str) -> None:
    shop.place()
    shop.world.clock.forward(minutes=36)
    with away_when_asked(shop, database):
        assert "expired" in shop.chores().failed
    after(shop)
    assert shop.states == [State.CANCELLED]


def test_the_database_may_go_away_while_money_goes_back(shop: Shop, database: str) -> None:
    give_back(shop)
    with away_when_asked(shop, database):
        shop.chores()
    after(shop)
    assert (shop.states, len(shop.bank.money.refunds)) == ([State.REFUNDED], 1)


# The disk is full for a while.


def test_the_disk_may_be_full_at_any_step(shop: Shop, database: str, tmp_path: Path) -> None:
    with served(shop, tmp_path, database) as process:
        form = shop.form()
        with full(database, process):
            assert shop.press(form).status_code == 503
        session = session_of(shop.press(form))
        shop.bank.pay(session)
        with full(database, process):
            assert shop.bank.tell("completed", session) == 503
        assert shop.bank.tell("completed", session) == 200
        with full(database, process):
            shop.world.get("/till/chores", authorization=f"Bearer {CHORES}")  # beside those that the server does itself
    after(shop)
    assert shop.states == [State.PAID]


BACKUP = """
import resource, sys
from functions.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
sys.exit(main(["backup", sys.argv[2], "--keep", "1"]))
"""


def test_a_backup_that_finds_no_room_leaves_the_last_one(plain: Shop, sqlite_url: str, tmp_path: Path) -> None:
    plain.buy()
    environment = {**os.environ, "LITFASS_DATABASE_URL": sqlite_url}
    ends = [
        subprocess.run([sys.executable, "-c", BACKUP, room, tmp_path / "safe"], env=environment, check=False).returncode
        for room in ("-1", "8192")
    ]
    (kept,) = (tmp_path / "safe").iterdir()
    assert (ends, kept.stat().st_size > 8192) == ([0, 2], True)
    after(plain)
