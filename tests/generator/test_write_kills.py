"""Whoever writes an output may die at any moment, and others wait for it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Report
from generator.write import Output, WriteError, remove
from tests.written import beside, put, put_all, texts

if TYPE_CHECKING:
    from collections.abc import Callable

#: The children do nothing but what is tested, and take no lock that another thread may have held.
pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")

OLD = {"a.html": "A", "b.html": "B", "c/d.html": "D", "f": "F"}
NEW = {"a.html": "A", "b.html": "new", "e/g/h.html": "H", "f/i.html": "I"}
THIRD = {"a.html": "third", "c/d.html": "D"}

#: What the system does for a build: each is a moment at which it may be over.
STEPS = {"open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "os.utime", "os.listdir", "os.scandir"}


def in_a_child(work: Callable[[], object]) -> int:
    """Do ``work`` in a process of its own; how that ended."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1]


def dying_at(moment: int, work: Callable[[], object]) -> None:
    """Do ``work``, and die by a kill at the step with this number."""
    left = moment

    def step(event: str, _arguments: object) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)
    work()


def assert_whole(folder: Path, *outputs: dict[str, str]) -> None:
    """The output is one of these, or lost its name and lies where the next run finds it."""
    output, spare = folder / "public", folder / ".public.litfass/spare"
    assert texts(output if output.exists() else spare) in outputs
    assert output.exists() or (folder / ".public.litfass/next").exists()


def without_spare(output: Path) -> None:
    shutil.rmtree(output.parent / ".public.litfass/spare")


@pytest.mark.parametrize("prepare", [without_spare, Path.exists], ids=["without a spare tree", "with one"])
def test_whenever_a_build_dies_the_output_is_whole_and_the_next_one_mends_it(
    tmp_path: Path, prepare: Callable[[Path], object]
) -> None:
    output = tmp_path / "public"
    for moment in count(step=3):
        for files in (THIRD, OLD):
            assert put_all(output, files) == []
        prepare(output)
        status = in_a_child(partial(dying_at, moment, partial(put_all, output, NEW)))
        assert_whole(tmp_path, OLD, NEW)
        assert put_all(output, THIRD) == []
        assert texts(output) == THIRD
        assert set(beside(tmp_path)) <= {".gitignore", "spare", "stamps"}
        if status != signal.SIGKILL:
            break
    assert (status, moment > 30) == (0, True)


def test_a_first_build_that_dies_leaves_nothing_or_the_whole(tmp_path: Path) -> None:
    output = tmp_path / "public"
    for moment in count(step=4):
        status = in_a_child(partial(dying_at, moment, partial(put_all, output, NEW)))
        assert not output.exists() or texts(output) == NEW
        if status != signal.SIGKILL:
            break
        assert put_all(output, OLD) == []
        assert texts(output) == OLD
        remove(output, Report())
    assert (status, list(tmp_path.iterdir()) != []) == (0, True)


def for_ever(output: Path, seconds: float) -> None:
    """One build after another until the system ends it, wherever it may be then."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    while True:
        for files in (NEW, OLD, THIRD):
            assert put_all(output, files) == []


def test_kills_at_random_moments_leave_a_whole_output(tmp_path: Path) -> None:
    output, chance = tmp_path / "public", random.Random(20)
    put_all(output, OLD)
    for _ in range(25):
        assert in_a_child(partial(for_ever, output, chance.uniform(0.001, 0.06))) == signal.SIGALRM
        assert_whole(tmp_path, OLD, NEW, THIRD)
        if chance.random() < 0.5:  # now and then several die one after the other
            assert put_all(output, OLD) == []
            assert texts(output) == OLD


def test_a_second_build_waits_until_the_first_is_done_or_dead(tmp_path: Path) -> None:
    put(tmp_path / "public", a="A")
    reading, writing = os.pipe()
    first = os.fork()
    if not first:
        with Output.open(tmp_path / "public", Report()) as out:
            assert out
            out.stage.put("a.html", b"B")
            os.write(writing, b".")
            signal.pause()
    os.read(reading, 1)
    second = threading.Thread(target=put, args=[tmp_path / "public"], kwargs={"a": "C"}, daemon=True)
    second.start()
    second.join(0.2)
    assert second.is_alive()
    assert texts(tmp_path / "public") == {"a.html": "A"}
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    second.join(10)
    assert texts(tmp_path / "public") == {"a.html": "C"}


def test_a_worker_that_outlives_its_build_holds_nobody_up_and_gets_nothing_in(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    first = os.fork()
    if not first:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        with Output.open(tmp_path / "public", Report()) as out:
            assert out
            stage = out.stage
            stage.put("c/a.html", b"A")
            if worker := os.fork():
                os.write(writing, str(worker).encode())
                os.kill(os.getpid(), signal.SIGKILL)
            signal.sigtimedwait([signal.SIGUSR1], 30)
            with suppress(WriteError):
                stage.put("c/b.html", b"of a dead build")
            os._exit(0)
    os.close(writing)
    worker = int(os.read(reading, 20))
    os.waitpid(first, 0)
    with Output.open(tmp_path / "public", Report()) as out:
        assert out
        digests = {"c/b.html": out.stage.put("c/b.html", b"B")}
        os.kill(worker, signal.SIGUSR1)
        assert os.read(reading, 1) == b""  # it is over
        out.publish(digests)
    assert texts(tmp_path / "public") == {"c/b.html": "B"}
