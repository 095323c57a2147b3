"""A server with releases: each is one folder of site and catalogue, and a link says which one is live.

Rules of the room: a release is whole before anyone sees it, and site and till are switched by the same rename. Only
what the live release has not travels; the rest is hard links. Assets that no page needs any more stay for their grace,
since a reader's open page may still ask for them. `releases.sh` is what happens there, while it holds the lock.
"""

from __future__ import annotations

import gzip
import io
import re
import tarfile
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 (msgspec reads the types of a Struct at run time)
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Literal

import msgspec

from generator.deploy import plan
from generator.deploy.fault import DeployError
from generator.deploy.history import Deploy
from generator.deploy.machine import ExitError, Machine
from generator.deploy.output import PRIVATE, Output
from generator.deploy.words import Kept, Outcome
from generator.write import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from generator.deploy.machine import Talk
    from generator.deploy.words import Progress, Terms

_SCRIPT = "releases.sh"
_GREETING = "litfass releases 1"
RECORD = "_till/release.json"
_NOT_WHOLE = 66
_NOTHING = "-"
_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}")


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a release says of itself; ``leaving`` are assets that no page of it needs, with the moment since when."""

    made_by: Literal["litfass"]
    deploy: Deploy
    leaving: dict[str, datetime] = {}


class _Listed(msgspec.Struct, frozen=True):
    files: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Releases:
    """What there is on the server: the releases, the oldest first, the live one's name, and its files with digests."""

    url: str
    records: tuple[Record, ...]
    live: str
    files: Mapping[str, str]

    @property
    def deploys(self) -> tuple[Deploy, ...]:
        """The releases' deploys, the oldest first."""
        return tuple(record.deploy for record in self.records)

    @property
    def live_record(self) -> Record | None:
        """The live one, None if there is none."""
        return next((record for record in self.records if record.deploy.id == self.live), None)


def deploy(folder: Path, url: str, now: datetime, terms: Terms, progress: Progress) -> Outcome:
    """Bring the output in a folder to a server, and make it live. Raises DeployError."""
    output, machine = Output.read(folder, with_till=True), Machine.open(url)
    try:
        return _deploy(output, machine, now, terms, progress)
    except ExitError as error:
        if error.code != _NOT_WHOLE:
            raise
    return _deploy(output, machine, now, terms, progress, anew=True)  # somebody has removed files of the live release


def rollback(url: str, to: str = "", *, dry_run: bool = False) -> Outcome:
    """Make the release ``to`` live, else the one before. Raises DeployError."""
    with Machine.open(url).script(_script(), "look" if dry_run else "rollback") as talk:
        there = _look(talk, url)
        goal = _goal(there, to)
        if not dry_run:
            talk.tell(f"live {goal.id}")
            talk.end()
    return Outcome(deploy=goal, switched=goal.id != there.live, planned=dry_run)


def deploys(url: str) -> Kept:
    """The releases that can be brought back. Raises DeployError."""
    there = _there(url)
    return Kept(deploys=there.deploys, live=there.live)


def live(url: str) -> frozenset[str]:
    """The paths of the files that readers find. Raises DeployError."""
    return frozenset(path for path in _there(url).files if not path.startswith(PRIVATE))


def _deploy(
    output: Output, machine: Machine, now: datetime, terms: Terms, progress: Progress, *, anew: bool = False
) -> Outcome:
    """One try; ``anew`` without building on what is there."""
    with machine.script(_script(), "look" if terms.dry_run else "deploy") as talk:
        there = _look(talk, machine.url)
        before = there.live_record
        new = Deploy.of(output, now, before=there.live)
        new.check(machine.url, before.deploy if before else None)
        if before and before.deploy.build == new.build and not anew:
            return Outcome(deploy=before.deploy, planned=terms.dry_run)
        step = _step(output.files, there, new, terms, base="" if anew else there.live)
        if not terms.dry_run:
            talk.tell(*step.words(), *_over(there, new, terms.keep), "")
            _send(talk, output, step, progress)
            talk.end()
        public = tuple(path for path in step.changed if not path.startswith(PRIVATE))
        gone = tuple(sorted(there.files.keys() - output.files.keys() - step.record.leaving.keys()))
        return Outcome(
            deploy=new, uploaded=step.changed, changed=public, removed=gone, switched=True, planned=terms.dry_run
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """From the live release to a new one: what is ``changed`` is sent, what is ``left_out`` is not linked."""

    base: str
    record: Record
    changed: tuple[str, ...]
    left_out: tuple[str, ...]
    count: int

    def words(self) -> tuple[str, ...]:
        """What the script is told before the archive: the number of files is how it knows that nothing is missing."""
        return (f"release {self.record.deploy.id} {self.base or _NOTHING} {self.count}", *self.left_out, "")


def _step(files: Mapping[str, str], there: Releases, new: Deploy, terms: Terms, base: str) -> _Step:
    known, earlier = there.files if base else {}, there.live_record.leaving if base and there.live_record else {}
    leaving = plan.leaving(earlier, known, files, new.at)
    leaving = {path: since for path, since in leaving.items() if new.at - since < terms.grace}
    changed = tuple(path for path, digest in sorted(files.items()) if known.get(path) != digest)
    stays = (files.keys() - set(changed)) | leaving.keys()
    left_out = {*known, *earlier, RECORD, MANIFEST} - stays
    return _Step(
        base=base,
        record=Record(made_by="litfass", deploy=new, leaving=leaving),
        changed=changed,
        left_out=tuple(sorted(left_out)),
        count=len(files) + len(leaving) + len((RECORD, MANIFEST)),
    )


def _send(talk: Talk, output: Output, step: _Step, progress: Progress) -> None:
    """The archive of what is new. Its last file is the list of all, by which a release is known as one."""
    with (
        gzip.GzipFile(fileobj=talk.into, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as archive,  # BusyBox reads no pax headers
    ):

        def put(path: str, content: bytes) -> None:
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode, entry.mtime = len(content), 0o644, int(step.record.deploy.at.timestamp())
            archive.addfile(entry, io.BytesIO(content))

        for done, path in enumerate(step.changed, start=1):
            put(path, output.content(path))
            progress("uploading", done, len(step.changed))
        put(RECORD, msgspec.json.format(msgspec.json.encode(step.record), indent=1))
        put(MANIFEST, (output.folder / MANIFEST).read_bytes())


def _over(there: Releases, new: Deploy, keep: int) -> Iterable[str]:
    """The releases that are not kept any more; the one that is live until now always is."""
    recent = {one.id for one in (*there.deploys, new)[-keep:]}
    return (one.id for one in there.deploys if one.id not in recent and one.id != there.live)


def _goal(there: Releases, to: str) -> Deploy:
    known = {one.id: one for one in there.deploys}
    if there.live not in known:
        message = f"{there.url}: nothing was deployed there. Deploy first: litfass deploy {there.url}"
        raise DeployError(message)
    identity = to or known[there.live].before
    if identity not in known:
        what = f"there is no deploy {identity}" if identity else f"there is none before {there.live}"
        message = f"{there.url}: {what}. Kept are: {', '.join(known)}"
        raise DeployError(message)
    return known[identity]


def _there(url: str) -> Releases:
    with Machine.open(url).script(_script(), "look") as talk:
        return _look(talk, url)


def _look(talk: Talk, url: str) -> Releases:
    """What the script says that there is. Lines before its greeting are those of a login."""
    while talk.line() != _GREETING:
        pass
    live, records, files = "", list[Record](), dict[str, str]()
    while (line := talk.line()) != "end":
        word, name, *size = line.split(" ")
        if word == "live":
            live = name
            continue
        content = talk.out.read(int(size[0]))
        try:
            if name.endswith(RECORD):
                records.append(msgspec.json.decode(content, type=Record))
            else:
                files = msgspec.json.decode(content, type=_Listed).files
        except msgspec.DecodeError as error:
            message = f"{url}/{name} is damaged ({error}). Remove that release, and deploy again."
            raise DeployError(message) from error
    ours = sorted((one for one in records if _ID.fullmatch(one.deploy.id)), key=lambda one: one.deploy.id)
    return Releases(url=url, records=tuple(ours), live=live, files=files)


def _script() -> str:
    return (resources("generator.deploy") / _SCRIPT).read_text("utf-8")
