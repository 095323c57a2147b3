"""The output while one build has it to itself: what lies there, a stage for what is made, and the step to go live.

Rules of the room: the next tree is the spare one, in which only what differs is linked, moved or dropped; without a
spare it is the stage itself, to which all that stays is linked. It goes live when it is whole, by two renames.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.write.lying import Lying, believed, look, manifest
from generator.write.place import MANIFEST, Place, WriteError, discard, writing
from generator.write.stage import Folders, Stage, digest_of
from generator.write.stamps import Kept, Spare, Tree, keep, moved, settled
from generator.write.trees import above, contents, drop, lay, link, move

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.write.stamps import Stamp

_AS_IT_WAS = "The old output is as it was. Is there room on the disk, and may you write there?"


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What changed in the output: paths ``rewritten`` (new ones too) and ``removed``, and how many stayed."""

    rewritten: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """An output that may be replaced: see `open`."""

    place: Place
    lying: Lying
    stage: Stage

    @classmethod
    @contextmanager
    def open(cls, output: Path, report: Report) -> Iterator[Output | None]:
        """Have ``output`` to oneself; None and a diagnostic if it must not be replaced.

        A WriteError within the block becomes a diagnostic too, and ends it. What was put and not published is gone.
        """
        place, out = Place.of(output), None
        with ExitStack() as held:
            with _telling(place, report), writing():
                held.enter_context(place.alone())
                if seen := look(place, output, report):
                    place.prepare()
                    lying = believed(place, seen)
                    out = cls(place=place, lying=lying, stage=Stage(place.stage, lying.tree.digests))
            with _telling(place, report):
                yield out

    @property
    def digests(self) -> Mapping[str, str]:
        """The digest of each file that lies there, without what was altered by hand."""
        return self.lying.tree.digests

    def publish(self, files: Mapping[str, str]) -> Written:
        """Make the output hold exactly ``files``, digests by path, each of them on the stage or lying there.

        Raises:
            LookupError: One is neither.
            WriteError: The system refuses; the output is as it was.

        """
        wanted, lying = dict(sorted(files.items())), self.lying
        rewritten = tuple(path for path, digest in wanted.items() if self.digests.get(path) != digest)
        removed = tuple(sorted(lying.listed - wanted.keys() - {MANIFEST}))
        text = manifest(wanted)
        wanted[MANIFEST] = digest_of(text)
        with writing():
            if rewritten or removed or self.digests.get(MANIFEST) != wanted[MANIFEST]:
                self.stage.write(MANIFEST, text)
                self._go_live(wanted, {*rewritten, MANIFEST})
            elif lying.doubtful:
                self._keep_stamps()
        return Written(rewritten=rewritten, removed=removed, unchanged=len(files) - len(rewritten))

    def _keep_stamps(self) -> None:
        """Nothing is new, but the stamps are: files touched, or copied with the whole folder."""
        spare = self.lying.spare
        if spare:
            spare = Spare(folders=spare.folders, differing=spare.differing | self.lying.doubtful)
        keep(self.place, Kept(live=self.lying.tree, spare=spare))

    def _go_live(self, wanted: Mapping[str, str], new: set[str]) -> None:
        """Put the next tree together, ``new`` from the stage and the rest as it lies there, and exchange the two."""
        place, lying = self.place, self.lying
        staged = set(contents(place.stage))
        if missing := sorted(new - staged):
            message = f"neither on the stage nor in {place.target}: {', '.join(missing)}"
            raise LookupError(message)
        spare = self._whole_spare()
        draft = self._from_spare(spare, wanted, new) if spare else self._from_stage(staged, wanted, new)
        copied = link(place.target, draft.folders, draft.links)
        live = draft.finished(wanted, lying.tree.files, new | copied | lying.doubtful)
        differing = frozenset(new | (lying.listed - wanted.keys()))
        former = Spare(folders=lying.tree.folders, differing=differing) if lying.clean and not copied else None
        keep(place, Kept(live=live, spare=former))
        place.exchange()
        if not lying.listed:
            self._lay_spare(live)
        elif former is None:
            place.drop_spare()

    def _whole_spare(self) -> Spare | None:
        """The spare tree if it is as we left it; else it is thrown away."""
        spare = self.lying.spare
        if spare:
            with suppress(OSError):
                if not moved(self.place.spare, Tree(digests={}, files={}, folders=spare.folders))[1]:
                    return spare
        self.place.drop_spare()
        return None

    def _from_spare(self, spare: Spare, wanted: Mapping[str, str], new: set[str]) -> Draft:
        """The spare tree without what is no longer wanted, and with what is new; still to link is where it differs."""
        place, lying = self.place, self.lying
        os.rename(place.spare, place.next)
        folders = Folders(place.next, set(spare.folders))
        differing = spare.differing | lying.doubtful
        gone = (differing | lying.listed) - wanted.keys()
        folders.made.difference_update(drop(place.next, gone))
        move(place.stage, folders, new)
        untouched = folders.made - above(differing | gone | new)
        times = {path: time for path, time in spare.folders.items() if path in untouched}
        return Draft(folders=folders, links=(differing & wanted.keys()) - new, times=times)

    def _from_stage(self, staged: set[str], wanted: Mapping[str, str], new: set[str]) -> Draft:
        """The stage without what is not wanted; still to link is all that is not new."""
        os.rename(self.place.stage, self.place.next)
        folders = Folders(self.place.next, above(staged))
        folders.made.difference_update(drop(self.place.next, staged - new))
        return Draft(folders=folders, links=wanted.keys() - new, times={})

    def _lay_spare(self, live: Tree) -> None:
        """After a first build, so that the next one is quick; it goes without if that is not possible."""
        place = self.place
        with suppress(OSError):
            folders = lay(place.target, live, place.next)
            os.rename(place.next, place.spare)
            keep(place, Kept(live=live, spare=Spare(folders=folders, differing=frozenset())))


@contextmanager
def _telling(place: Place, report: Report, what: str = "written", hint: str = _AS_IT_WAS) -> Iterator[None]:
    try:
        yield
    except WriteError as error:
        report.error("E902", f"{error.filename or place.target} cannot be {what}: {error.strerror}.", hint)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A next tree but for its ``links``; ``times`` are those of the folders that stay untouched."""

    folders: Folders
    links: AbstractSet[str]
    times: Mapping[str, int]

    def finished(self, digests: Mapping[str, str], known: Mapping[str, Stamp], fresh: AbstractSet[str]) -> Tree:
        """The tree with its stamps, ``known`` but for ``fresh`` files."""
        tree = self.folders.tree
        now = os.stat(f"{tree}/{MANIFEST}").st_mtime_ns
        stamps = settled(tree, fresh & digests.keys(), now)
        times = settled(tree, self.folders.made - self.times.keys(), now)
        return Tree(
            digests=digests,
            files={path: stamps.get(path) or known[path] for path in digests},
            folders={**self.times, **{path: time for path, (_, time, _) in times.items()}},
        )


def remove(output: Path, report: Report) -> None:
    """Remove ``output`` if it is ours, and what lies hidden beside it; a diagnostic if it is not."""
    place = Place.of(output)
    if not os.path.isdir(os.path.dirname(place.target)):
        return
    with _telling(place, report, "removed", ""), place.alone(), writing():
        if look(place, output, report):
            discard(place.target)
            discard(place.hidden)
