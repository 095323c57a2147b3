"""The version of the code: what another wrote into the memory is not read.

Rules of the room: no content of a file is read, so that asking costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The folders whose code takes part.
_CODE = ("generator", "functions")
_DISTRIBUTION = (".dist-info", ".egg-info")


def code_version() -> str:
    """The tool's version and a digest of the code that is installed: its own, Python's, and of what it stands on."""
    home = Path(__file__).parent.parent.parent
    files = sorted(line for folder in _CODE for line in _files(str(home / folder)))
    told = "\n".join((sys.version, *_distributions(), *files))
    return f"{__version__}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _files(folder: str) -> Iterator[str]:
    """Path, size and time of every file of Python below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(".py"):
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"


def _distributions() -> list[str]:
    """What is installed beside the tool, by names such as ``nh3-0.3.1.dist-info``, which say the version."""
    folders = [Path(folder) for folder in dict.fromkeys(sys.path) if folder]
    names = (entry.name for folder in folders if folder.is_dir() for entry in os.scandir(folder))
    return sorted(name for name in names if name.endswith(_DISTRIBUTION))
