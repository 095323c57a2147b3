"""What a target remembers: which deploys there were, which one is live, which were broken off.

Rules of the room: one small object, ``state.json``, is the truth, and is only ever exchanged for what was read, so that
of two deploys at once one is told. Each deploy's list of files lies beside it, written before anything else and
removed last: a list that the state does not know belongs to a deploy that died.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 (msgspec reads the types of a Struct at run time)
from typing import TYPE_CHECKING, Literal

import msgspec

from generator.deploy.fault import ChangedError, DeployError
from generator.deploy.plan import FOLDER, Before, before, build_hash, is_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.deploy.output import Output
    from generator.deploy.target import Target

_STATE = f"{FOLDER}/state.json"
_LISTS = f"{FOLDER}/lists"
_TRIES = 5

Lists = dict[str, dict[str, str] | None]


class Deploy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A deploy that came to its end. ``before`` is what was live until then, ``""`` if nothing was.

    ``preview``: a trial, which never takes the place of the magazine itself, nor the other way about.
    """

    id: str
    at: datetime
    pages: int
    build: str
    before: str = ""
    preview: bool = False

    @classmethod
    def of(cls, output: Output, now: datetime, before: str) -> Deploy:
        """The deploy of an output at that moment."""
        build = build_hash(output.files)
        return cls(
            id=f"{now:%Y%m%dT%H%M%SZ}-{build}",
            at=now,
            pages=sum(map(is_page, output.files)),
            build=build,
            before=before,
            preview=output.preview,
        )

    def check(self, url: str, live: Deploy | None) -> None:
        """Refuse to take the place of what is something else.

        Raises:
            DeployError: one of the two is a preview, and the other is not.

        """
        if live is not None and live.preview != self.preview:
            what, there = ("a preview", "the magazine") if self.preview else ("the magazine", "a preview")
            message = f"{url}: this is {what}, and there lies {there}. Deploy it to a place of its own."
            raise DeployError(message)


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The truth about a target. Pages of those that have ``begun`` may lie there beside those of ``live``.

    ``leaving`` are assets and pictures that no live page needs, with the moment since when.
    """

    made_by: Literal["litfass"]
    live: str = ""
    deploys: tuple[Deploy, ...] = ()
    begun: tuple[str, ...] = ()
    leaving: dict[str, datetime] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """The state as it was read, and the target where it lies."""

    target: Target
    state: State
    _raw: bytes | None

    @classmethod
    def read(cls, target: Target) -> History:
        """What the target remembers.

        Raises:
            DeployError: it cannot be read.

        """
        raw = target.read(_STATE)
        try:
            return cls(target, State(made_by="litfass") if raw is None else msgspec.json.decode(raw, type=State), raw)
        except msgspec.DecodeError as error:
            message = f"{target.url}/{_STATE} is damaged. Remove it, and the next deploy uploads everything."
            raise DeployError(message) from error

    def exchange(self, state: State) -> History:
        """Make this the truth.

        Raises:
            ChangedError: it is another by now.

        """
        raw = msgspec.json.format(msgspec.json.encode(state), indent=1)
        self.target.swap(_STATE, self._raw, raw)
        return replace(self, state=state, _raw=raw)

    def begin(self, identity: str, kept: tuple[Deploy, ...]) -> History:
        """Say that pages are going to change, and which deploys one can come back to from now on.

        Raises:
            DeployError: somebody else said so first.

        """
        begun = tuple(dict.fromkeys((*self.state.begun, identity)))
        try:
            return self.exchange(msgspec.structs.replace(self.state, begun=begun, deploys=kept))
        except ChangedError as error:
            message = f"{self.target.url}: another deploy was faster; no page was changed. Deploy again."
            raise DeployError(message) from error

    def end(self, state: State) -> History:
        """Say that the pages are whole.

        Raises:
            ChangedError: somebody else began meanwhile.

        """
        return self.exchange(msgspec.structs.replace(state, begun=()))

    @contextmanager
    def alone(self, files: Mapping[str, str]) -> Iterator[None]:
        """Change pages within; if somebody else began meanwhile, the next deploy is told to trust none of ours.

        Raises:
            DeployError: somebody did.

        """
        try:
            yield
        except (ChangedError, DeployError) as error:
            if isinstance(error, DeployError) and self.target.read(_STATE) == self._raw:
                raise
            self._disown(self.state.begun[-1], files)
            message = f"{self.target.url}: another deploy began before this ended; pages may be mixed. Deploy again."
            raise DeployError(message) from error

    def _disown(self, identity: str, files: Mapping[str, str]) -> None:
        self.write_list(identity, files)
        for _ in range(_TRIES):
            latest = History.read(self.target)
            begun = tuple(dict.fromkeys((*latest.state.begun, identity)))
            try:
                latest.exchange(msgspec.structs.replace(latest.state, begun=begun))
            except ChangedError:
                continue
            return

    def find(self, identity: str) -> Deploy | None:
        """The deploy of that name."""
        return next((one for one in self.state.deploys if one.id == identity), None)

    def lists(self) -> Lists:
        """The files of every deploy that the target has a list of."""
        names = self.target.names(_LISTS)
        return {name.removesuffix(".json"): self._list(name.removesuffix(".json")) for name in names}

    def before(self, lists: Lists) -> Before:
        """What lies at the target now."""
        live = lists.get(self.state.live) if self.state.live else {}
        return before(live, (lists.get(one) for one in self.state.begun))

    def write_list(self, identity: str, files: Mapping[str, str]) -> None:
        """Keep the files of a deploy, path → digest."""
        self.target.put(_list_path(identity), msgspec.json.encode(files), "application/json", "no-store")

    def drop_list(self, identity: str) -> None:
        """Forget the files of a deploy."""
        self.target.remove(_list_path(identity))

    def _list(self, identity: str) -> dict[str, str] | None:
        raw = self.target.read(_list_path(identity))
        try:
            return None if raw is None else msgspec.json.decode(raw, type=dict[str, str])
        except msgspec.DecodeError:
            return None


def _list_path(identity: str) -> str:
    return f"{_LISTS}/{identity}.json"
