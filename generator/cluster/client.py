"""The one that builds: it hands out portions, and gathers their files.

Rules of the room: it waits for nobody longer than a minute that gives no sign of life.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cache import Cache
from generator.cluster.bundle import put_bundle
from generator.cluster.fault import INSTALL, ClusterError
from generator.cluster.staging import Staging
from generator.cluster.work import Job, code
from generator.processes import shared_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from distributed import Client

    from generator.render import Portion, Renderer, Stage
    from generator.views.facts import Key

#: How often a portion is made again by another worker when one failed at it; a worker that dies is Dask's business.
_RETRIES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """The workers of a Dask ``scheduler``, and the URL of the ``staging`` area that they share with whoever builds.

    ``patience`` is for how many seconds the scheduler may not answer, or be without a worker.
    """

    scheduler: str
    staging: str
    patience: float = 30

    @classmethod
    def named(cls, scheduler: str, staging: str, root: Path) -> Cluster:
        """The cluster of a site in ``root``; without a staging area all workers are on this machine.

        Raises:
            ClusterError: what it needs is not installed.

        """
        if find_spec("distributed") is None or find_spec("fsspec") is None:
            message = "a cluster needs a package that is not installed."
            raise ClusterError(message, f"Install it: {INSTALL}")
        place = staging or str(Cache(root=root).folder / "staging")
        return cls(scheduler=scheduler, staging=place if "://" in place else str(Path(place).absolute()))

    def made(self, renderer: Renderer, stage: Stage, shares: Sequence[Sequence[Key]]) -> Iterator[Portion]:
        """The portions in their order, their files put on the ``stage``.

        Raises:
            ClusterError: Not all of it could be made.

        """
        with self._connected() as client, _staging(f"{self.staging.rstrip('/')}/{client.id}") as staging:
            put_bundle(renderer, staging)
            with _executor(client, self.patience) as executor:
                for sent in shared_out(Job(staging=staging, code=code()), shares, 1, executor):
                    for path, content in sent.files(staging).items():
                        stage.put(path, content)
                    yield sent.portion

    @contextmanager
    def _connected(self) -> Iterator[Client]:
        """A client of the scheduler, which has a worker at least."""
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to load

        connect: Callable[..., Client] = Client  # it has no types
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it would say is said by us
        try:
            client = connect(self.scheduler, timeout=self.patience, set_as_default=False)
        except (OSError, ValueError) as error:
            message = f"the scheduler {self.scheduler} does not answer."
            hint = f"Is this its address? Start it: dask scheduler; and workers: dask worker {self.scheduler}"
            raise ClusterError(message, hint) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=self.patience)
            except OSError as error:
                message = f"the scheduler {self.scheduler} has no worker."
                raise ClusterError(message, f"Start one: dask worker {self.scheduler}") from error
            yield client


@contextmanager
def _staging(url: str) -> Iterator[Staging]:
    """The staging area of a build, and its end."""
    staging = Staging(url)
    staging.begin()
    try:
        yield staging
    finally:
        with suppress(ClusterError):  # what was wrong before is told
            staging.remove()


@contextmanager
def _executor(client: Client, patience: float) -> Iterator[Executor]:
    """Dask's executor; whoever waits for a result while there is nobody left to make it is told."""
    from distributed import KilledWorker  # noqa: PLC0415 - an extra

    make: Callable[..., Executor] = client.get_executor
    executor, is_over = make(retries=_RETRIES, pure=False), threading.Event()
    watch = threading.Thread(target=_watch, args=(client, executor, patience, is_over), daemon=True)
    watch.start()
    try:
        yield executor
    except CancelledError as error:
        message = "the workers are gone, or their scheduler is."
        raise ClusterError(message, "Their logs say why. Start them again, and then the build.") from error
    except KilledWorker as error:
        message = "several workers died one after another at the same pages."
        raise ClusterError(message, "Their logs say why; had they memory enough?") from error
    finally:
        is_over.set()
        executor.shutdown(wait=False)
        watch.join()


def _watch(client: Client, executor: Executor, patience: float, is_over: threading.Event) -> None:
    """Give up what nobody is left to make."""
    while not is_over.wait(1):
        try:
            client.wait_for_workers(1, timeout=patience)
        except OSError:  # a timeout, or no scheduler
            executor.shutdown(wait=False)
            return
