from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.processes import portions, shared_out

if TYPE_CHECKING:
    from pathlib import Path


def process_of(_work: int) -> int:
    return os.getpid()


def squared(work: int) -> int:
    return work * work


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_work(jobs: int) -> None:
    assert list(shared_out(squared, [3, 1, 2], jobs)) == [9, 1, 4]


def test_one_job_stays_in_this_process() -> None:
    assert set(shared_out(process_of, [1, 2, 3], 1)) == {os.getpid()}


def test_several_jobs_are_other_processes() -> None:
    assert os.getpid() not in set(shared_out(process_of, [1, 2, 3], 2))


_CANNOT_BE_PICKLED = """
from generator.processes import shared_out

print(list(shared_out(lambda work: work + 1, [1, 2, 3], 2)))
"""

if sys.platform == "linux":  # elsewhere processes are not forked

    def test_a_function_that_cannot_be_pickled_is_inherited() -> None:
        command = [sys.executable, "-c", _CANNOT_BE_PICKLED]  # a process of one thread, which this one may not be
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[2, 3, 4]\n"


@dataclass(frozen=True)
class Counted:
    """A function that notes in a file each time it is pickled."""

    file: Path

    def __call__(self, work: int) -> int:
        return -work

    def __reduce__(self) -> tuple[type[Counted], tuple[Path]]:
        with self.file.open("a") as file:
            file.write("pickled\n")
        return Counted, (self.file,)


def test_beside_another_thread_processes_are_spawned_and_the_function_travels_once_to_each(tmp_path: Path) -> None:
    pickled, done = tmp_path / "pickled", threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert list(shared_out(Counted(pickled), range(20), 2)) == [-work for work in range(20)]
    finally:
        done.set()
        thread.join()
    assert pickled.read_text() == "pickled\n" * 2


def test_an_executor_takes_the_place_of_processes() -> None:
    with ThreadPoolExecutor(2) as executor:
        assert set(shared_out(process_of, [1, 2, 3], 8, executor)) == {os.getpid()}


@given(st.lists(st.integers()), st.integers(1, 20))
def test_portions_are_all_of_the_work_in_its_order(works: list[int], number: int) -> None:
    found = portions(works, number)
    assert [work for portion in found for work in portion] == works
    assert len(found) <= number


_WAITS = """
import time
from generator.processes import shared_out

def wait(work):
    print("begun", flush=True)
    time.sleep(600)

if __name__ == "__main__":
    list(shared_out(wait, [1, 2], 2))
"""


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    (tmp_path / "waits.py").write_text(_WAITS)
    command = [sys.executable, str(tmp_path / "waits.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["begun\n"] * 2
        process.kill()
        process.communicate(timeout=20)  # returns when nobody holds the other end of the pipe any more
