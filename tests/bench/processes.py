"""Processes of a tool: run to their end or as a server, their time, and their memory as the sum over all of them.

Rules of the room: memory is the sum of proportional set sizes (Linux), so that pages that forked processes share count
once; it is taken in a run of its own, since looking costs time.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SAMPLE_SECONDS = 0.1
_STOP_SECONDS = 10
#: Ticks of 10 ms in a second that a server may use while it waits; how often to look.
_IDLE_TICKS, _IDLE_ASKED = 3, 60
_PROC = Path("/proc")
#: Python as its users have it: what it has compiled once, it keeps, whatever the bench's own does.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class FailedError(Exception):
    """A command that ended with a fault, and what it said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A finished run: seconds by the clock, seconds of all its processors."""

    wall: float
    processor: float


def run(command: Sequence[str], root: Path) -> Run:
    """Run to the end. Raises FailedError."""
    before, started = _processor(), time.perf_counter()
    with _log(root).open("w") as log:
        done = subprocess.run(
            command, cwd=root, stdout=log, stderr=log, check=False, stdin=subprocess.DEVNULL, env=_ENVIRONMENT
        )
    wall = time.perf_counter() - started
    _complain(command, done.returncode, root)
    return Run(wall=wall, processor=_processor() - before)


def peak_memory(command: Sequence[str], root: Path) -> float:
    """The most memory that a run has at once, all its processes together, in MiB."""
    peak = 0
    with _log(root).open("w") as log:
        process = _start(command, root, log.fileno())
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(_SAMPLE_SECONDS)
    _complain(command, process.returncode, root)
    return peak / 1024


@contextmanager
def server(command: Sequence[str], root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server while the context is open; then all its processes are ended."""
    with _log(root).open("w") as log:
        process = _start(command, root, log.fileno())
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_until_idle(server: subprocess.Popen[bytes]) -> None:
    """Wait until a server's processes have done nothing for a second, or a minute has gone by."""
    before = -1
    for _ in range(_IDLE_ASKED):
        used = sum(_used(path) for path in _PROC.glob("[0-9]*") if _session(path) == server.pid)
        if used - before <= _IDLE_TICKS and before >= 0:
            return
        before = used
        time.sleep(1)


def said(root: Path) -> str:
    """The end of what the last command for the site in ``root`` said."""
    return _log(root).read_text("utf-8", "replace")[-2000:]


def _log(root: Path) -> Path:
    return root.with_name(f"{root.name}.log")


def _complain(command: Sequence[str], code: int, root: Path) -> None:
    if code:
        message = f"{' '.join(command)} ended with {code}:\n{said(root)}"
        raise FailedError(message)


def _start(command: Sequence[str], root: Path, log: int) -> subprocess.Popen[bytes]:
    """A session of its own, by which all its processes are known."""
    return subprocess.Popen(
        command,
        cwd=root,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env=_ENVIRONMENT,
    )


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(session: int) -> int:
    """KiB of all processes of a session."""
    return sum(_proportional(int(path.name)) for path in _PROC.glob("[0-9]*") if _session(path) == session)


def _session(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:  # it has ended
        return 0


def _used(path: Path) -> int:
    """Ticks of the processor that a process has used."""
    try:
        fields = (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return 0
    return int(fields[11]) + int(fields[12])


def _proportional(process: int) -> int:
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
