"""Links and sessions in the store, on real SQLite and real Postgres; and orders by where they stand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from functions.order import State
from tests.functions.test_store import LATER, NOW, order, place, taken

if TYPE_CHECKING:
    from functions.store import Store

SOON = NOW + timedelta(minutes=15)


def test_a_link_holds_until_its_time_is_over(store: Store) -> None:
    store.sign_ins.put("link", "secret", "a@b.example", until=SOON, now=NOW)
    assert store.sign_ins.mail_of("link", "secret", LATER) == "a@b.example"
    assert store.sign_ins.mail_of("link", "secret", SOON) is None
    assert store.sign_ins.mail_of("link", "other", LATER) is None
    assert store.sign_ins.mail_of("session", "secret", LATER) is None


def test_a_link_is_taken_by_one_of_many(store: Store) -> None:
    store.sign_ins.put("link", "secret", "a@b.example", until=SOON, now=NOW)
    with ThreadPoolExecutor(8) as pool:
        taken_by = list(pool.map(lambda _: store.sign_ins.take("link", "secret", LATER), range(8)))
    assert [mail for mail in taken_by if mail] == ["a@b.example"]


def test_what_has_run_out_is_dropped(store: Store) -> None:
    store.sign_ins.put("link", "old", "a@b.example", until=LATER, now=NOW)
    store.sign_ins.put("session", "new", "a@b.example", until=SOON, now=LATER)
    with store.sign_ins.access.reading() as session:
        assert session.rows("SELECT kind FROM sign_ins") == [{"kind": "session"}]


def test_any_text_may_be_asked_for(store: Store) -> None:
    assert store.sign_ins.take("link", "\0\ud800", NOW) is None


def test_orders_are_found_by_where_they_stand(store: Store) -> None:
    for name in "ABCD":
        place(store, order(name))
    for name in "ABC":
        taken(store, name, State.PAID, cause="paid", now=LATER)
    taken(store, "B", State.PACKED, cause="packed", now=LATER)
    taken(store, "C", State.DISPUTED, cause="disputed", now=LATER)
    assert [found.id for found in store.orders_at(State.PAID)] == ["A"]
    assert [found.id for found in store.orders_at(State.PACKED, State.DISPUTED)] == ["B", "C"]
    assert store.orders_at(State.PAID, since=LATER + timedelta(days=1)) == ()
