"""How often one client may ask, counted here and in the store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from functions.limits import Limit, Limiter, client_of
from functions.store import Store
from tests.functions.shop import NOON

if TYPE_CHECKING:
    from pathlib import Path

EXACT = Limit("exact", most=3, seconds=60)
SHARED = Limit("shared", most=6, seconds=60, share=3)
LATER = NOON + timedelta(seconds=75)


def waits(store: Store, limit: Limit, times: int, client: str = "1.1.1.1", limiter: Limiter | None = None) -> list[int]:
    counted = limiter or Limiter()
    return [counted.wait_seconds(limit, client, NOON, lambda: store) for _ in range(times)]


def test_so_many_pass_and_the_others_wait_for_the_next_slot(store: Store) -> None:
    assert waits(store, EXACT, 5) == [0, 0, 0, 60, 60]


def test_every_client_and_purpose_is_counted_apart(store: Store) -> None:
    limiter = Limiter()
    assert waits(store, EXACT, 4, limiter=limiter)[-1] == 60
    assert waits(store, EXACT, 1, client="1.1.1.2", limiter=limiter) == [0]
    assert waits(store, SHARED, 1, limiter=limiter) == [0]


def test_in_the_next_slot_all_begins_anew(store: Store) -> None:
    limiter = Limiter()
    waits(store, EXACT, 4, limiter=limiter)
    assert limiter.wait_seconds(EXACT, "1.1.1.1", LATER, lambda: store) == 0
    assert limiter.wait_seconds(EXACT, "1.1.1.1", NOON, lambda: store) == 60


def test_a_share_is_counted_here_before_the_store_is_asked(store: Store) -> None:
    limiter = Limiter()
    asked = [
        (limiter.asks_store(SHARED, "1.1.1.1", NOON), limiter.wait_seconds(SHARED, "1.1.1.1", NOON, lambda: store) > 0)
        for _ in range(10)
    ]
    assert [asks for asks, _ in asked] == [False, False, True] * 3 + [False]
    assert [over for _, over in asked] == [False] * 8 + [True] * 2


def test_two_processes_count_together(store: Store) -> None:
    one, other = Limiter(), Limiter()
    assert waits(store, EXACT, 2, limiter=one) == [0, 0]
    assert waits(store, EXACT, 2, limiter=other) == [0, 60]
    assert waits(store, EXACT, 1, limiter=one) == [60]


def test_nobody_is_not_counted(store: Store) -> None:
    assert waits(store, EXACT, 9, client="") == [0] * 9
    assert store.writes == 0


def test_while_the_store_is_away_everything_passes(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'none.db'}") as away:
        assert waits(away, EXACT, 5) == [0] * 5


def test_no_address_is_kept(store: Store) -> None:
    waits(store, EXACT, 2, client="203.0.113.77")
    with store._database.reading() as session:  # noqa: SLF001 (what an attacker would read)
        rows = session.rows("SELECT key, slot, count FROM limits")
    assert len(rows) == 2
    assert "203.0.113.77" not in str(rows)


def test_a_digest_is_the_same_for_a_day_and_another_on_the_next(store: Store) -> None:
    noon = int(NOON.timestamp())
    first = store.limits.digest("ida@example.org", noon)
    assert store.limits.digest("ida@example.org", noon + 3600) == first
    assert store.limits.digest("ida@example.com", noon) != first
    assert store.limits.digest("ida@example.org", noon + 86_400) != first
    assert store.limits.digest("ida@example.org", noon) != first  # its salt is gone


def test_yesterday_is_forgotten_with_its_salt(store: Store) -> None:
    store.limits.count("exact", "1.1.1.1", int(NOON.timestamp()))
    tomorrow = int(NOON.timestamp()) + 2 * 86_400
    store.limits.count("exact", "1.1.1.1", tomorrow)
    with store._database.reading() as session:  # noqa: SLF001 (as above)
        slots = [row["slot"] for row in session.rows("SELECT slot FROM limits ORDER BY slot")]
    assert slots == [tomorrow - tomorrow % 86_400, tomorrow]


@pytest.mark.parametrize(
    ("told", "connected", "client"),
    [
        (None, "93.184.216.34", "93.184.216.34"),
        (None, "2a00:1450:4001:82a::200e", "2a00:1450:4001:82a::/64"),
        (None, "::ffff:93.184.216.34", "93.184.216.34"),
        (None, "127.0.0.1", ""),
        (None, "172.18.0.5", ""),
        (None, "fe80::1%eth0", ""),
        (None, "", ""),
        (None, "testclient", ""),
        ("", "127.0.0.1", ""),
        ("93.184.216.34", "127.0.0.1", "93.184.216.34"),
        ("6.6.6.6, 93.184.216.34", "127.0.0.1", "93.184.216.34"),
        ("10.0.0.7", "127.0.0.1", "10.0.0.7"),
        ("93.184.216.34:50000", "127.0.0.1", "93.184.216.34"),
        ("x" * 1000, "127.0.0.1", "x" * 64),
    ],
)
def test_the_client_is_the_last_that_the_proxy_names_else_who_is_connected(
    told: str | None, connected: str, client: str
) -> None:
    assert client_of(told, connected) == client
