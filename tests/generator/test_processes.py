from __future__ import annotations

import os
import subprocess
import sys
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
