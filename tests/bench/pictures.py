"""The pictures: photos of noise at 12 megapixels, and how a build treats those that have not changed."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from PIL import Image

from tests.bench.processes import FailedError, run
from tests.bench.site import StaleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.site import Site

_SIZE, _GRAIN = (4000, 3000), (160, 120)

#: The rows of the table, in their order.
ROWS = ("pictures, cold build", "pictures, cores kept busy", "pictures, nothing changed")


def write_photos(folder: Path, number: int) -> None:
    """Photos out of a seed: coarse noise made large, so that a file has the size that a camera's has."""
    if number:
        folder.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor() as pool:
            list(pool.map(partial(_write_photo, folder), range(number)))


def _write_photo(folder: Path, number: int) -> None:
    pixels = Random(f"photo {number}").randbytes(3 * _GRAIN[0] * _GRAIN[1])
    photo = Image.frombytes("RGB", _GRAIN, pixels).resize(_SIZE, Image.Resampling.BICUBIC)
    photo.save(folder / f"photo-{number:03d}.jpg", quality=88)


def pictures(site: Site) -> Iterator[tuple[str, float]]:
    """A cold build with photos and the cores that it kept busy; one with nothing changed, which touches none."""
    cold, busy, unchanged = ROWS
    site.clear()
    done = run(site.tool.build(site.root), site.root)
    before = _written(site)
    if not before:
        message = f"{site.tool.name}: there are no pictures; ask for some with --photos"
        raise FailedError(message)
    yield cold, done.wall
    yield busy, done.processor / done.wall
    wall = run(site.tool.build(site.root), site.root).wall
    if before != _written(site):
        message = f"{site.tool.name}: a build with nothing changed wrote pictures"
        raise StaleError(message)
    yield unchanged, wall


def _written(site: Site) -> dict[str, tuple[int, int]]:
    """When each picture of the output and of what is kept was written, and where it lies."""
    folders = (site.output / "images", *(site.root / name for name in site.tool.leftovers()))
    files = (path for folder in folders for path in folder.rglob("*-[0-9]*.*") if path.is_file())
    return {path.as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}
