"""What a command is told, and what it came to, in lines for a terminal. Pure; the printing is the command line's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from generator.deploy.history import Deploy

    Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _whole: int) -> None:
    """Progress that nobody hears."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """How long assets stay that no page needs any more, how many deploys are kept, and whether all is only planned."""

    grace: timedelta
    keep: int
    dry_run: bool = False


class Told(Protocol):
    """What can be said in lines."""

    def lines(self, seconds: float) -> Iterator[str]:
        """What was done in so many seconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What was done, or is only ``planned``: paths ``uploaded``, ``changed`` for readers, and ``removed``.

    ``switched``: another release is live as a whole.
    """

    deploy: Deploy
    uploaded: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    switched: bool = False
    planned: bool = False

    def lines(self, seconds: float) -> Iterator[str]:
        """One line; for a plan also each path, in the order in which it would be done."""
        acts = (("upload", self.uploaded), ("change", self.changed), ("remove", self.removed))
        if not self.switched and not any(paths for _, paths in acts):
            yield f"Nothing to do: {self.deploy.id} is live."
        elif self.planned and not any(paths for _, paths in acts):
            yield f"{self.deploy.id} would be live · nothing was done"
        elif not any(paths for _, paths in acts):
            yield f"{_pages(self.deploy)} live in {seconds:.1f} s · {self.deploy.id}"
        elif self.planned:
            yield from (f"{act} {path}" for act, paths in acts for path in paths)
            yield f"{', '.join(f'{len(paths)} to {act}' for act, paths in acts)} · nothing was done"
        else:
            counts = ", ".join(f"{len(paths)} {act.removesuffix('e')}ed" for act, paths in acts)
            yield f"{_pages(self.deploy)} live in {seconds:.1f} s · {counts} · {self.deploy.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The deploys that can be brought back, the newest last; the one with the name ``live`` is."""

    deploys: tuple[Deploy, ...]
    live: str

    def lines(self, seconds: float) -> Iterator[str]:  # noqa: ARG002 (as the protocol has it)
        """A line for each."""
        for one in self.deploys:
            mark = "  live" if one.id == self.live else ""
            yield f"{one.id}  {one.at:%Y-%m-%d %H:%M} UTC  {_pages(one)}  build {one.build}{mark}"


def _pages(deploy: Deploy) -> str:
    return f"{deploy.pages} page{'s' * (deploy.pages != 1)}"
