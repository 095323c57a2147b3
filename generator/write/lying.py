"""What lies at the output's place, and whether a build may replace it.

Rules of the room: only a folder that this tool has made is ever replaced; its list of files says so. A file whose stamp
is as it was is not read. What lies there without stamps, or with another one, is believed only after its bytes.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.write.place import MANIFEST
from generator.write.stage import digest_of
from generator.write.stamps import Spare, Tree, listed, moved, read, settled
from generator.write.trees import above

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.diagnostics import Report
    from generator.write.place import Place

_MADE_BY = "litfass"
_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What should lie there, and the paths of files and folders that are in doubt; ``unclean`` folders hold more."""

    known: Tree
    spare: Spare | None
    files: frozenset[str]
    folders: frozenset[str]
    unclean: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Lying:
    """What lies there: the ``tree`` as it is, without what was altered by hand.

    ``listed`` is every path of its list, ``doubtful`` are those whose stamps were not as known. ``clean`` says that no
    folder holds anything else, and ``spare`` what is known of the tree beside it.
    """

    tree: Tree
    listed: frozenset[str]
    doubtful: frozenset[str]
    clean: bool
    spare: Spare | None


def look(place: Place, output: Path, report: Report) -> Seen | None:
    """What lies at ``place``, which the editor calls ``output``; None and a diagnostic if it may not be replaced."""
    if not _can_be_a_folder(place, output, report):
        return None
    seen = _by_stamps(place) or _without_stamps(place)
    if seen is None:
        hint = "Name an empty or a new folder with --output, or empty that one yourself."
        report.error("E901", f"{output} has files that litfass did not make; it is not replaced.", hint)
        return None
    listing = listed(place.target, seen.known, seen.folders)
    if listing.foreign:
        _tell(listing.foreign, output, report)
        return None
    return replace(seen, unclean=frozenset(listing.unclean))


def believed(place: Place, seen: Seen) -> Lying:
    """What is left of it when the files in doubt were read; the stage must be there, for its time."""
    known, target = seen.known, place.target
    now = os.stat(place.stage).st_mtime_ns
    # First the stamps, then the bytes: who alters a file between the two has altered its stamp.
    in_doubt = {path for path in seen.files if _is_file(f"{target}/{path}")} | (seen.folders - seen.unclean)
    found = settled(target, in_doubt, now) if in_doubt else {}
    altered = {path for path in seen.files if path not in found or not _has(target, path, known.digests[path])}
    files = {path: found.get(path, stamp) for path, stamp in known.files.items() if path not in altered}
    tree = Tree(
        digests={path: known.digests[path] for path in files},
        files=files,
        folders={path: found[path][1] if path in found else time for path, time in known.folders.items()},
    )
    return Lying(
        tree=tree,
        listed=frozenset(known.files),
        doubtful=seen.files,
        clean=not seen.unclean,
        spare=seen.spare,
    )


def manifest(digests: Mapping[str, str]) -> bytes:
    """The list of files, a line for each."""
    return json.dumps({"made_by": _MADE_BY, "files": digests}, separators=(",\n", ": ")).encode()


def _can_be_a_folder(place: Place, output: Path, report: Report) -> bool:
    hint = "Name another folder with --output."
    if os.path.exists(place.target) and not os.path.isdir(place.target):
        report.error("E901", f"{output} is a file, not a folder.", hint)
        return False
    if os.path.dirname(place.target) == place.target:
        report.error("E901", f"{output} is the root of the disk.", hint)
        return False
    return True


def _by_stamps(place: Place) -> Seen | None:
    kept = read(place) if os.path.exists(place.target) else None
    if kept is None:
        return None
    files, folders = moved(place.target, kept.live)
    if MANIFEST in files:  # the stamps are of another tree
        return None
    return Seen(known=kept.live, spare=kept.spare, files=frozenset(files), folders=frozenset(folders))


def _without_stamps(place: Place) -> Seen | None:
    """As its list of files says, all of it in doubt; nothing if there is nothing, None if it is not ours."""
    try:
        with open(f"{place.target}/{MANIFEST}", "rb") as file:
            text = file.read()
        read = json.loads(text)
    except (OSError, ValueError):
        text, read = b"", None
    digests: dict[str, str] = {}
    if isinstance(read, dict) and read.get("made_by") == _MADE_BY and isinstance(read.get("files"), dict):
        digests = {**read["files"], MANIFEST: digest_of(text)}
    elif os.path.exists(place.target) and os.listdir(place.target):
        return None
    folders = dict.fromkeys(above(digests), 0) if digests else {}
    known = Tree(digests=digests, files=dict.fromkeys(digests, (0, 0, 0)), folders=folders)
    return Seen(known=known, spare=None, files=frozenset(digests), folders=frozenset(folders))


def _is_file(path: str) -> bool:
    return os.path.isfile(path) and not os.path.islink(path)


def _has(target: str, path: str, digest: str) -> bool:
    with open(f"{target}/{path}", "rb") as file:
        return digest_of(file.read()) == digest


def _tell(foreign: list[str], output: Path, report: Report) -> None:
    some = ", ".join(foreign[:_SHOWN]) + (", …" if len(foreign) > _SHOWN else "")
    files = f"{len(foreign)} file{'s' * (len(foreign) != 1)}"
    hint = "Keep such files elsewhere; a build would remove them."
    report.error("E903", f"{output} has {files} that litfass did not make: {some}.", hint)
