"""A cluster of Dask on this machine: a scheduler and two workers, each a process of its own in a folder of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_WORKERS = 2


@dataclass
class DaskCluster:
    """``workers`` are those that were started last. All processes end with ``held``."""

    folder: Path
    environment: Mapping[str, str]
    held: ExitStack
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def start(self) -> None:
        """Start the scheduler at a free port, and its workers."""
        told = self.folder / "scheduler.json"
        self._run("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
        while not told.is_file():
            time.sleep(0.05)
        self.address = json.loads(told.read_bytes())["address"]
        self.complete()

    def complete(self) -> None:
        """Start workers in the place of those that died."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < _WORKERS:
            words = ("--no-nanny", "--nthreads", "1", "--local-directory", str(self.folder))
            self.workers.append(self._run("worker", self.address, *words))

    def _run(self, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.held.callback(process.wait)
        self.held.callback(process.kill)
        return process


@contextmanager
def dask_cluster(folder: Path, environment: Mapping[str, str]) -> Iterator[DaskCluster]:
    """A running cluster."""
    with ExitStack() as held:
        cluster = DaskCluster(folder, environment, held)
        cluster.start()
        yield cluster
