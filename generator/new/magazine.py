"""A magazine to begin with, from what the tool carries: into an empty folder or not at all."""

from __future__ import annotations

from pathlib import Path

from generator import __version__

_STARTER = Path(__file__).parent.parent / "starter"
#: Files that would act upon the tool's own repository under their real names.
_NAMES = {"gitignore": ".gitignore"}


class NotEmptyError(Exception):
    """There is something already; the message says where."""


def new_magazine(folder: Path) -> int:
    """Make a magazine in ``folder``; how many files it has. Raises NotEmptyError, and OSError if it cannot be made."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not empty. Name an empty or a new folder."
        raise NotEmptyError(message)
    files = [path for path in sorted(_STARTER.rglob("*")) if path.is_file()]
    for file in files:
        target = folder / file.relative_to(_STARTER).with_name(_NAMES.get(file.name, file.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes().replace(b"@version@", _pinned().encode()))
    return len(files)


def _pinned() -> str:
    """The version as site.yml names it: a patch release changes no magazine."""
    return ".".join(__version__.split(".")[:2])
