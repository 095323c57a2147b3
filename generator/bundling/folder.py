"""A bundle's folder: put together beside its place, and moved there when it is whole.

Rules of the room: only what an earlier bundle has put there is replaced. What a platform's tools and the operator keep
in it stays: `litfass.env`, `.vercel/`, `samconfig.toml`.
"""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from generator.bundling.fault import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = "bundle.json"


@contextmanager
def stage(folder: Path, target: str) -> Iterator[Path]:
    """An empty folder to fill; at the end its entries take the places of the last bundle's. Raises BundleError."""
    before = _entries(folder, target)
    staged = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(staged, ignore_errors=True)
    try:
        staged.mkdir(parents=True)
        yield staged
        _take_up(staged, folder, target, before)
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}."
        raise BundleError(message) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _entries(folder: Path, target: str) -> list[str]:
    """What the bundle of last time has put there. Raises BundleError if there is anything else than one."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        mark = json.loads((folder / MARK).read_text("utf-8"))
        if (mark["made_by"], mark["target"]) == ("litfass", target):
            return [str(name) for name in mark["entries"]]
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f'{folder} is not empty, and no bundle for "{target}". Name another folder with --output.'
        raise BundleError(message)
    return []


def _take_up(staged: Path, folder: Path, target: str, before: list[str]) -> None:
    """Remove what was, move what is; the mark comes first, so that whoever dies between can bundle again."""
    new = sorted(entry.name for entry in staged.iterdir())
    folder.mkdir(exist_ok=True)
    content = {"made_by": "litfass", "target": target, "entries": sorted({*before, *new})}
    (folder / MARK).write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    for name in before:
        old = folder / name
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
    for name in new:
        (staged / name).rename(folder / name)
