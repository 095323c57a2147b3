from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from generator.cache import Memory

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory.open(tmp_path, "1")


def put(memory: Memory, **values: bytes) -> None:
    with memory.writing() as changes:
        changes.put("bodies", values)


def test_what_was_put_is_found(memory: Memory) -> None:
    put(memory, moor=b"Rain.")
    assert (memory.find("bodies", "moor"), memory.find("bodies", "hill")) == (b"Rain.", None)


def test_a_table_that_was_never_written_is_empty(memory: Memory) -> None:
    assert (memory.find("bodies", "moor"), memory.some("bodies", ["moor"]), memory.all("bodies")) == (None, {}, {})


def test_all_of_a_table_comes_in_the_order_of_its_keys(memory: Memory) -> None:
    put(memory, moor=b"1", hill=b"2", lake=b"3")
    assert list(memory.all("bodies").items()) == [("hill", b"2"), ("lake", b"3"), ("moor", b"1")]


def test_many_keys_are_asked_at_once(memory: Memory) -> None:
    values = {f"{number:04d}": str(number).encode() for number in range(2000)}
    put(memory, **values)
    assert memory.some("bodies", [*values, "none"]) == values


def test_what_is_put_again_takes_the_place_of_what_was_there(memory: Memory) -> None:
    put(memory, moor=b"Rain.")
    put(memory, moor=b"Sun.")
    assert memory.all("bodies") == {"moor": b"Sun."}


def test_what_is_dropped_is_gone(memory: Memory) -> None:
    put(memory, moor=b"1", hill=b"2")
    with memory.writing() as changes:
        changes.drop("bodies", ["moor", "lake"])
        changes.drop("never written", ["moor"])
    assert memory.all("bodies") == {"hill": b"2"}


def test_a_table_is_cleared_and_the_others_stay(memory: Memory) -> None:
    put(memory, moor=b"1")
    with memory.writing() as changes:
        changes.put("other", {"moor": b"2"})
        changes.clear("bodies")
    assert (memory.all("bodies"), memory.all("other")) == ({}, {"moor": b"2"})


def test_a_transaction_that_fails_changes_nothing(memory: Memory) -> None:
    put(memory, moor=b"1")

    def fail() -> None:
        with memory.writing() as changes:
            changes.put("bodies", {"moor": b"2", "hill": b"3"})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert memory.all("bodies") == {"moor": b"1"}


def test_it_outlives_the_process(tmp_path: Path, memory: Memory) -> None:
    put(memory, moor=b"1")
    assert Memory.open(tmp_path, "1").all("bodies") == {"moor": b"1"}


def test_what_another_version_wrote_is_not_seen_and_goes(tmp_path: Path, memory: Memory) -> None:
    put(memory, moor=b"1")
    assert Memory.open(tmp_path, "2").all("bodies") == {}
    assert memory.all("bodies") == {}


def test_two_versions_at_once_do_not_mix(tmp_path: Path, memory: Memory) -> None:
    other = Memory.open(tmp_path, "2")
    put(memory, moor=b"1")
    put(other, moor=b"2")
    assert (memory.all("bodies"), other.all("bodies")) == ({"moor": b"1"}, {"moor": b"2"})


@pytest.mark.parametrize("damage", [b"no database at all" * 1000, b"short"])
def test_a_file_that_is_no_database_is_thrown_away(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / ".litfass").mkdir()
    (tmp_path / ".litfass/memory.sqlite").write_bytes(damage)
    memory = Memory.open(tmp_path, "1")
    put(memory, moor=b"1")
    assert Memory.open(tmp_path, "1").all("bodies") == {"moor": b"1"}


def test_damage_that_shows_late_is_thrown_away_too(tmp_path: Path, memory: Memory) -> None:
    put(memory, **{str(number): b"x" * 9000 for number in range(100)})
    memory.close()  # the last connection moves all into the one file
    file = tmp_path / ".litfass/memory.sqlite"
    raw = file.read_bytes()
    file.write_bytes(raw[:8192] + b"\xff" * (len(raw) - 8192))
    assert memory.all("bodies") == {}
    put(memory, moor=b"1")
    assert memory.all("bodies") == {"moor": b"1"}


def test_damage_that_shows_while_writing_forgets_what_was_to_be_kept(tmp_path: Path, memory: Memory) -> None:
    put(memory, **{str(number): b"x" * 9000 for number in range(100)})
    memory.close()
    file = tmp_path / ".litfass/memory.sqlite"
    raw = file.read_bytes()
    file.write_bytes(raw[:8192] + b"\xff" * (len(raw) - 8192))
    put(memory, **{str(number): b"y" for number in range(100)})
    put(memory, moor=b"1")
    assert memory.all("bodies") == {"moor": b"1"}


def test_what_is_deleted_while_it_is_open_is_forgotten(tmp_path: Path, memory: Memory) -> None:
    put(memory, moor=b"1")
    shutil.rmtree(tmp_path / ".litfass")
    assert memory.find("bodies", "moor") is None
    put(memory, hill=b"2")
    assert Memory.open(tmp_path, "1").all("bodies") == {"hill": b"2"}


def test_where_nothing_can_be_written_a_temporary_file_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / ".litfass").write_text("in the way")
    memory = Memory.open(tmp_path, "1")
    put(memory, moor=b"1")
    assert memory.find("bodies", "moor") == b"1"


def test_it_can_be_pickled(memory: Memory) -> None:
    put(memory, moor=b"1")
    assert pickle.loads(pickle.dumps(memory)).all("bodies") == {"moor": b"1"}


def test_each_thread_may_ask(memory: Memory) -> None:
    put(memory, moor=b"1")
    found: list[bytes | None] = []
    threads = [threading.Thread(target=lambda: found.append(memory.find("bodies", "moor"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"1"] * 4


def test_a_process_that_is_forked_reads_and_writes(memory: Memory) -> None:
    put(memory, moor=b"1")
    child = os.fork()
    if not child:
        good = memory.find("bodies", "moor") == b"1"
        put(memory, hill=b"2")
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert memory.all("bodies") == {"hill": b"2", "moor": b"1"}


def write_much(root: Path, name: str) -> None:
    for number in range(50):
        put(Memory.open(root, "1"), **{f"{name} {number}": b"x"})


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write_much, args=(tmp_path, name)) for name in ("one", "two", "three")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert len(Memory.open(tmp_path, "1").all("bodies")) == 150
