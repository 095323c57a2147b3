"""The store on real SQLite and real Postgres: who comes first gets it, and nothing happens twice."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import pytest

from functions.contact import Contact
from functions.order import Order, PaymentPage, State, Step, opening_stock, reservations
from functions.pricing.delivery import Window
from functions.pricing.lines import LineItem
from functions.pricing.tax import TaxPart
from functions.store import (
    Conflict,
    Document,
    DueLetter,
    Happening,
    Letter,
    OutOfStock,
    Placed,
    StockLevel,
    Store,
    StoreError,
    outbox,
    schema,
)
from functions.store.database import Database, backend_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from functions.store import Outcome

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def taken(
    store: Store,
    order_id: str,
    to: State,
    *,
    cause: str,
    now: datetime,
    event_id: str | None = None,
    letters: Iterable[Letter] = (),
) -> bool:
    """Take an order to a state; whether it went."""
    return store.transition(order_id, to, Happening(cause=cause, at=now, letters=tuple(letters)), event_id=event_id)


def due(key: str, *, put_at: datetime, attempts: int = 1) -> DueLetter:
    """The letter of the tests, when its time has come."""
    return DueLetter(
        key=key,
        channel="mail",
        kind="mail_order",
        order="A",
        payload="",
        put_at=int(put_at.timestamp()),
        attempts=attempts,
    )


def line(sku: str = "TEA", quantity: int = 1, opening: int | None = 10) -> LineItem:
    return LineItem(
        sku=sku,
        product="tea",
        title="Tee „Morgen“",
        quantity=quantity,
        unit_price=1000,
        total=1000 * quantity,
        options=(("Größe", "100 g"),),
        rate_basis_points=700,
        opening_stock=opening,
        configuration=(("mix", "mint", 2),),
        source="scotland#2",
    )


def order(name: str = "A", *lines: LineItem, cart: str = "", attempt: str = "") -> Order:
    return Order(
        id=name,
        number=f"N-{name}",
        token=f"token-{name}",
        cart_id=cart or f"cart-{name}",
        attempt=attempt or f"attempt-{name}",
        state=State.PLACED,
        language="de",
        market="de",
        currency="EUR",
        contact=Contact(
            email="ada@example.org",
            name="Ada",
            line1="Weg 1",
            line2="",
            postal_code="10115",
            city="Berlin",
            country="DE",
        ),
        service="standard",
        service_name="Standardversand",
        lines=lines or (line(),),
        goods=1000,
        shipping=490,
        tax=(TaxPart(rate_basis_points=700, net=1393, tax=97, gross=1490),),
        total=1490,
        amount_due=1490,
        terms_version="v1",
        catalog_build="b1",
        delivery=Window(earliest=NOW.date(), latest=LATER.date()),
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=35),
        history=(Step(at=NOW, state=State.PLACED, cause="placed"),),
    )


def place(store: Store, new: Order, *, replaces: str | None = None) -> Outcome:
    return store.place(new, reservations=reservations(new.lines), opening=opening_stock(new.lines), replaces=replaces)


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What the acts answer when all threads start together."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_an_order_comes_back_as_it_was_placed(store: Store) -> None:
    placed = order()
    place(store, placed)
    assert placed == store.order_by_id("A")


def test_an_order_is_found_by_its_token(store: Store) -> None:
    place(store, order())
    place(store, order("B"))
    assert order("B") == store.order_by_token("token-B")


def test_an_unknown_token_finds_nothing(store: Store) -> None:
    assert store.order_by_token("x'; DROP TABLE orders; --") is None


def test_forty_buyers_at_once_get_exactly_the_ten_units_there_are(store: Store) -> None:
    answers = at_once([partial(place, store, order(f"B{index}")) for index in range(40)])
    assert sum(isinstance(answer, Placed) for answer in answers) == 10
    assert answers.count(OutOfStock(free={"TEA": 0})) == 30
    assert (StockLevel(sku="TEA", opening=10, free=0),) == store.stock_levels()


def test_buyers_of_two_things_in_different_order_neither_oversell_nor_block_each_other(store: Store) -> None:
    pair = (line("TEA"), line("CUP"))
    acts = [partial(place, store, order(f"B{index}", *(pair if index % 2 else pair[::-1]))) for index in range(24)]
    assert sum(isinstance(answer, Placed) for answer in at_once(acts)) == 10
    assert store.free(["TEA", "CUP"]) == {"TEA": 0, "CUP": 0}


BUYERS = """
import sys
from dataclasses import replace
import msgspec
from functions.order import Order, opening_stock, reservations
from functions.store import Placed, Store
url, name = sys.argv[1:]
first = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
sold = 0
with Store.open(url) as store:
    for index in range(10):
        key = f"{name}-{index}"
        new = replace(first, id=key, number=key, token=key, attempt=key, cart_id=key)
        answer = store.place(new, reservations=reservations(new.lines), opening=opening_stock(new.lines))
        sold += isinstance(answer, Placed)
print(sold)
"""


def test_buyers_in_four_processes_get_exactly_the_units_there_are(store: Store, store_url: str) -> None:
    assert store.stock_levels() == ()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", BUYERS, store_url, f"P{index}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for index in range(4)
    ]
    body = msgspec.json.encode(order())
    with ThreadPoolExecutor(4) as pool:
        sold = [int(out) for out, _ in pool.map(lambda process: process.communicate(body), processes)]
    assert sum(sold) == 10


def test_what_is_never_counted_is_never_sold_out(store: Store) -> None:
    place(store, order("A", line(opening=None, quantity=999)))
    assert store.stock_levels() == ()


def test_an_order_that_falls_short_changes_nothing(store: Store) -> None:
    answer = place(store, order("A", line("CUP", 2), line("TEA", 11)))
    assert OutOfStock(free={"TEA": 10}) == answer
    assert store.order_by_id("A") is None
    assert store.stock_levels() == ()


def test_the_same_attempt_twice_gives_the_first_order(store: Store) -> None:
    place(store, order("A"))
    again = place(store, order("B", cart="cart-A", attempt="attempt-A"))
    assert Placed(order=order("A"), repeated=True) == again
    assert store.free(["TEA"]) == {"TEA": 9}


def test_a_double_click_in_the_same_moment_places_one_order(store: Store) -> None:
    acts = [partial(place, store, order(f"B{index}", cart="cart", attempt="attempt")) for index in range(8)]
    answers = at_once(acts)
    ids = {answer.order.id for answer in answers if isinstance(answer, Placed)}
    assert sum(isinstance(answer, Placed) for answer in answers) == 8
    assert len(ids) == 1
    assert store.free(["TEA"]) == {"TEA": 9}


def test_a_second_order_of_a_cart_must_name_the_first(store: Store) -> None:
    place(store, order("A"))
    assert Conflict(order=order("A")) == place(store, order("B", cart="cart-A"))
    assert store.free(["TEA"]) == {"TEA": 9}


def test_a_changed_cart_replaces_its_unpaid_order_even_with_the_last_units(store: Store) -> None:
    place(store, order("A", line(quantity=10)))
    answer = place(store, order("B", line(quantity=10), cart="cart-A"), replaces="A")
    assert Placed(order=order("B", line(quantity=10), cart="cart-A")) == answer
    replaced = store.order_by_id("A")
    assert replaced is not None
    assert (replaced.state, replaced.history[-1].cause) == (State.CANCELLED, "replaced")
    assert store.free(["TEA"]) == {"TEA": 0}


def test_a_replacement_that_falls_short_leaves_the_first_order_its_units(store: Store) -> None:
    place(store, order("A", line(quantity=4)))
    assert OutOfStock(free={"TEA": 10}) == place(store, order("B", line(quantity=11), cart="cart-A"), replaces="A")
    assert order("A", line(quantity=4)) == store.order_by_id("A")
    assert store.free(["TEA"]) == {"TEA": 6}


def test_a_paid_order_is_not_replaced(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PAID, cause="paid", now=LATER)
    answer = place(store, order("B", cart="cart-A"), replaces="A")
    assert isinstance(answer, Conflict)
    assert State.PAID is answer.order.state
    assert store.order_by_id("B") is None


def test_an_order_that_expired_meanwhile_can_be_replaced(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.CANCELLED, cause="expired", now=LATER)
    assert isinstance(place(store, order("B", cart="cart-A"), replaces="A"), Placed)
    assert store.free(["TEA"]) == {"TEA": 9}


def test_what_the_order_to_be_replaced_holds_counts_as_free_for_its_shopper(store: Store) -> None:
    place(store, order("A", line(quantity=10)))
    assert store.free(["TEA", "CUP"], replacing="A") == {"TEA": 10, "CUP": None}


def test_a_paid_order_holds_its_units_for_good(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PAID, cause="paid", now=LATER)
    assert store.free(["TEA"], replacing="A") == {"TEA": 9}


def test_an_expired_order_gives_its_units_back_once(store: Store) -> None:
    place(store, order("A", line(quantity=3)))
    answers = [taken(store, "A", State.CANCELLED, cause="expired", now=LATER) for _ in range(2)]
    assert answers == [True, False]
    assert store.free(["TEA"]) == {"TEA": 10}


def test_a_failed_debit_gives_the_units_back(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PENDING, cause="completed", now=LATER)
    assert store.free(["TEA"]) == {"TEA": 9}
    taken(store, "A", State.FAILED, cause="async_payment_failed", now=LATER)
    assert store.free(["TEA"]) == {"TEA": 10}


def test_the_same_event_twice_moves_the_order_once_and_writes_one_letter(store: Store) -> None:
    place(store, order("A"))
    letter = Letter(key="paid-A", kind="mail_order", order="A")
    answers = at_once(
        [lambda: taken(store, "A", State.PAID, cause="paid", now=NOW, event_id="e1", letters=[letter])] * 6
    )
    assert sorted(map(bool, answers)) == [False] * 5 + [True]
    assert (due("paid-A", put_at=NOW),) == store.due_letters(NOW)


@pytest.mark.parametrize(("way", "expected"), [((State.PENDING, State.PAID), ["k"]), ((State.PAID,), [])])
def test_a_letter_for_who_has_waited_is_written_to_nobody_else(
    store: Store, way: tuple[State, ...], expected: list[str]
) -> None:
    place(store, order("A"))
    for state in way:
        letter = Letter(key="k", kind="arrived", order="A", after=State.PENDING)
        taken(store, "A", state, cause="news", now=NOW, letters=[letter] if state is State.PAID else [])
    assert [letter.key for letter in store.due_letters(NOW)] == expected


def test_events_out_of_order_never_take_a_paid_order_back(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PAID, cause="async_payment_succeeded", now=LATER, event_id="e2")
    for late in (State.PENDING, State.CANCELLED, State.FAILED):
        assert not taken(store, "A", late, cause="late", now=LATER, event_id=f"e-{late}")
    paid = store.order_by_id("A")
    assert paid is not None
    assert [step.state for step in paid.history] == [State.PLACED, State.PAID]
    assert store.free(["TEA"]) == {"TEA": 9}


def test_payment_and_expiry_in_the_same_moment_agree_on_one_state(store: Store) -> None:
    place(store, order("A"))
    moved = at_once(
        [
            lambda: taken(store, "A", State.PAID, cause="paid", now=LATER, event_id="e1"),
            lambda: taken(store, "A", State.CANCELLED, cause="expired", now=LATER, event_id="e2"),
        ]
    )
    assert moved.count(True) == 1
    settled = store.order_by_id("A")
    assert settled is not None
    assert {State.PAID: 9, State.CANCELLED: 10}[settled.state] == store.free(["TEA"])["TEA"]


def test_an_event_of_an_order_that_does_not_move_is_recorded(store: Store) -> None:
    assert not taken(store, "nobody", State.PAID, cause="paid", now=NOW, event_id="e1")
    assert not store.record_event("e1", now=NOW)


def test_a_failure_within_an_act_undoes_its_event(store: Store) -> None:
    place(store, order("A"))
    orphan = Letter(key="k", kind="mail_order", order="an order that is not there")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        taken(store, "A", State.PAID, cause="paid", now=NOW, event_id="e1", letters=[orphan])
    assert taken(store, "A", State.PAID, cause="paid", now=NOW, event_id="e1")


def test_the_payment_page_is_remembered_and_finds_the_order(store: Store) -> None:
    place(store, order("A"))
    page = PaymentPage(provider="sandbox", session="cs_1", url="http://localhost:8001/pay/cs_1")
    store.attach_payment("A", page)
    assert replace(order("A"), payment=page) == store.order_by_session("cs_1")


@pytest.mark.parametrize(
    ("to", "counts"), [(State.PENDING, True), (State.PAID, True), (State.FAILED, False), (State.CANCELLED, False)]
)
def test_the_order_of_a_cart_is_the_one_that_was_neither_cancelled_nor_failed(
    store: Store, to: State, *, counts: bool
) -> None:
    place(store, order("A"))
    assert store.order_of_cart("cart-A") == order("A")
    taken(store, "A", to, cause="settled", now=LATER)
    assert (store.order_of_cart("cart-A") is not None) == counts


def test_of_a_carts_orders_the_newest_counts(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PAID, cause="paid", now=LATER)
    place(store, replace(order("B", cart="cart-A"), created_at=LATER))
    found = store.order_of_cart("cart-A")
    assert found is not None
    assert found.id == "B"


def test_expired_orders_are_those_whose_time_to_pay_is_over(store: Store) -> None:
    place(store, order("A"))
    place(store, order("B"))
    taken(store, "B", State.PAID, cause="paid", now=LATER)
    assert store.expired_unpaid(NOW + timedelta(minutes=34, seconds=59)) == ()
    assert (order("A"),) == store.expired_unpaid(NOW + timedelta(minutes=35))


def test_orders_since_a_moment_are_listed_oldest_first(store: Store) -> None:
    place(store, replace(order("A"), created_at=NOW + timedelta(hours=1)))
    place(store, order("B"))
    place(store, replace(order("C"), created_at=NOW - timedelta(hours=1)))
    assert [found.id for found in store.orders_since(NOW)] == ["B", "A"]


def test_opening_stock_counts_only_until_the_store_knows_the_sku(store: Store) -> None:
    place(store, order("A"))
    place(store, order("B", line(opening=500)))
    assert store.free(["TEA"]) == {"TEA": 8}


def test_stock_is_set_and_adjusted_but_never_below_nothing(store: Store) -> None:
    store.set_stock("TEA", 5)
    store.set_stock("TEA", 6)
    levels = [store.adjust_stock("TEA", -4), store.adjust_stock("TEA", -3), store.adjust_stock("CUP", 1, opening=7)]
    assert levels == [2, None, 8]
    assert (StockLevel(sku="CUP", opening=7, free=8), StockLevel(sku="TEA", opening=5, free=2)) == store.stock_levels()


def test_the_database_itself_refuses_to_have_less_than_nothing(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)check constraint"):
        store.set_stock("TEA", -1)


def test_a_letter_is_lent_to_one_sender_and_comes_again_if_nothing_is_heard(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PAID, cause="paid", now=NOW, letters=[Letter(key="k", kind="mail_order", order="A")])
    lent = at_once([lambda: store.due_letters(NOW)] * 4)
    assert sorted(len(letters) for letters in lent if isinstance(letters, tuple)) == [0, 0, 0, 1]
    again = store.due_letters(NOW + timedelta(seconds=outbox.LEASE_SECONDS))
    assert (due("k", put_at=NOW, attempts=2),) == again


def test_a_sent_letter_never_comes_again(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PAID, cause="paid", now=NOW, letters=[Letter(key="k", kind="mail_order", order="A")])
    store.due_letters(NOW)
    store.letter_sent("k", now=NOW)
    assert store.due_letters(NOW + timedelta(days=9)) == ()


def test_a_failed_letter_waits_longer_each_time(store: Store) -> None:
    place(store, order("A"))
    taken(store, "A", State.PAID, cause="paid", now=NOW, letters=[Letter(key="k", kind="mail_order", order="A")])
    moment, waits = NOW, []
    for _ in range(3):
        (letter,) = store.due_letters(moment)
        store.letter_failed("k", now=moment, error="no route to host")
        wait = outbox.wait_seconds(letter.attempts)
        assert store.due_letters(moment + timedelta(seconds=wait - 1)) == ()
        moment += timedelta(seconds=wait)
        waits.append(wait)
    assert waits == [60, 120, 240]


def test_the_wait_grows_to_six_hours_and_no_further() -> None:
    assert [outbox.wait_seconds(attempts) for attempts in (1, 9, 10, 5000)] == [60, 15_360, 21_600, 21_600]


def test_terms_are_kept_as_they_were_first(store: Store) -> None:
    first = Document(kind="terms", title="AGB", url="/agb/", text="Erstens")
    second = replace(first, kind="withdrawal")
    store.keep_terms("v1", "de", [second, first])
    store.keep_terms("v1", "de", [replace(first, text="Anders"), replace(first, kind="imprint")])
    assert (first, second) == store.terms("v1", "de")
    assert store.terms("v1", "en") == ()


def test_migrating_twice_does_nothing_the_second_time(store_url: str) -> None:
    with Store.open(store_url) as store:
        assert [store.migrate(), store.migrate()] == [schema.VERSION, 0]


def test_two_that_migrate_at_once_take_turns(store_url: str) -> None:
    with Store.open(store_url) as one, Store.open(store_url) as other:
        assert sorted(int(str(steps)) for steps in at_once([one.migrate, other.migrate])) == [0, schema.VERSION]


def test_the_schema_number_is_that_of_the_last_migration() -> None:
    numbers = [number for number, _ in schema.migrations()]
    assert list(range(1, schema.VERSION + 1)) == numbers


def test_another_schema_is_refused_at_the_first_use(store: Store, store_url: str) -> None:
    with store._database.writing() as session:  # noqa: SLF001 (a newer litfass is played)
        session.execute("UPDATE litfass_schema SET version = 99, oldest = 98")
    message = f"the store has schema 99, this litfass knows {schema.VERSION}: install the litfass that made it"
    with Store.open(store_url) as fresh:
        with pytest.raises(StoreError) as used:
            fresh.stock_levels()
        with pytest.raises(StoreError) as migrated:
            fresh.migrate()
    assert [message, message] == [str(used.value), str(migrated.value)]


def test_the_release_before_runs_on_a_schema_that_only_has_more(store: Store, store_url: str) -> None:
    place(store, order())
    with store._database.writing() as session:  # noqa: SLF001 (a newer litfass is played)
        session.execute("ALTER TABLE orders ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'")
        session.execute("UPDATE litfass_schema SET version = :next, oldest = :ours", next=99, ours=schema.VERSION)
    with Store.open(store_url) as old:
        place(old, order("B"))
        assert (old.migrate(), taken(old, "A", State.PAID, cause="paid", now=LATER)) == (0, True)


def put_first_schema(store_url: str, state: State) -> None:
    """A store as the first release has left it, with one order and its letter."""
    database = Database(backend_of(store_url))
    with database.writing(create=True) as session:
        session.execute("CREATE TABLE litfass_schema (version BIGINT NOT NULL)")
        session.execute("INSERT INTO litfass_schema (version) VALUES (1)")
        for statement in schema.statements(schema.migrations()[0][1]):
            session.execute(statement)
        session.execute(
            "INSERT INTO orders (id, number, token, attempt, cart_id, state, created_at, expires_at, body) "
            "VALUES ('A', 'N', 't', 'a', 'c', :state, 1, 2, :body)",
            state=str(state),
            body=msgspec.json.encode(order()).decode(),
        )
        session.execute("INSERT INTO outbox VALUES ('order-A', 'order', 'A', 5, 2, NULL, 'away')")
    database.close()


def test_an_order_of_the_first_schema_goes_on_in_the_next(store_url: str) -> None:
    put_first_schema(store_url, State.PLACED)
    with Store.open(store_url) as store:
        assert store.migrate() == schema.VERSION - 1
        assert store.due_letters(NOW)[0].attempts == 3
        assert taken(store, "A", State.PAID, cause="paid", now=NOW)


def test_an_empty_database_is_refused_with_the_cure(postgres_schema_url: str) -> None:
    with Store.open(postgres_schema_url) as store, pytest.raises(StoreError) as refused:
        store.stock_levels()
    assert str(refused.value) == "the store has schema 0, this litfass needs 2: run `litfass migrate`"


def test_a_missing_file_is_refused_with_the_cure_and_not_made(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    with Store.open(sqlite_url) as store, pytest.raises(StoreError) as refused:
        store.stock_levels()
    assert f"there is no store at {path} yet: run `litfass migrate`" == str(refused.value)


def test_an_address_of_no_known_kind_is_refused() -> None:
    with pytest.raises(StoreError, match=r"begins with 'mysql': write sqlite:///till\.db"):
        Store.open("mysql://localhost/till")


def test_readers_of_the_file_do_not_wait_for_its_writer(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        store.migrate()
        store.set_stock("TEA", 3)
        with store._database.writing() as session:  # noqa: SLF001 (a slow writer is played)
            session.execute("UPDATE stock SET free = 2")
            assert store.free(["TEA"]) == {"TEA": 3}
        assert store.free(["TEA"]) == {"TEA": 2}


def test_opening_a_store_touches_nothing() -> None:
    with Store.open("sqlite:////nowhere/at/all/till.db"):
        pass


def test_a_connection_that_the_server_dropped_is_replaced(postgres_url: str) -> None:
    with Store.open(postgres_url) as store, Store.open(postgres_url) as other:
        store.migrate()
        with other._database.writing() as session:  # noqa: SLF001 (an administrator is played)
            session.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert store.free(["TEA"]) == {"TEA": None}


def test_a_server_that_does_not_answer_is_the_stores_error() -> None:
    with Store.open("postgresql://till:secret@127.0.0.1:1/till") as store, pytest.raises(StoreError) as refused:
        store.stock_levels()
    assert str(refused.value).startswith("the store does not answer: ")
    assert "secret" not in str(refused.value)


def test_a_file_that_another_process_keeps_locked_is_the_stores_error(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.store.database.BUSY_SECONDS", 0)
    with Store.open(sqlite_url) as store:
        store.migrate()
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="the store does not answer: database is locked"):
                store.set_stock("TEA", 3)
        store.set_stock("TEA", 3)


def test_importing_the_core_loads_no_heavy_library() -> None:
    code = (
        "import sys, functions.pricing.quote, functions.order, functions.store, functions.contact\n"
        "print(sorted({'stripe', 'jinja2', 'babel', 'psycopg', 'starlette'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
