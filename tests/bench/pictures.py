"""The pictures: photos of noise at 12 megapixels, and how a build treats those that have not changed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from PIL import Image

from tests.bench.processes import run
from tests.bench.site import StaleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.site import Site

_SIZE, _GRAIN = (4000, 3000), (160, 120)


def write_photos(folder: Path, number: int) -> None:
    """Photos out of a seed: coarse noise made large, so that a file has the size that a camera's has."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in range(number):
        pixels = Random(f"photo {one}").randbytes(3 * _GRAIN[0] * _GRAIN[1])
        photo = Image.frombytes("RGB", _GRAIN, pixels).resize(_SIZE, Image.Resampling.BICUBIC)
        photo.save(folder / f"photo-{one:03d}.jpg", quality=88)


def pictures(site: Site) -> Iterator[tuple[str, float]]:
    """A cold build with photos and the cores that it kept busy; one with nothing changed, which touches none."""
    site.clear()
    done = run(site.tool.build(site.root), site.root)
    yield "pictures, cold build", done.wall
    yield "pictures, cores kept busy", done.processor / done.wall
    before = _inodes(site)
    yield "pictures, nothing changed", run(site.tool.build(site.root), site.root).wall
    if before != _inodes(site):
        message = f"{site.tool.name}: a build with nothing changed wrote pictures"
        raise StaleError(message)


def _inodes(site: Site) -> dict[str, tuple[int, int]]:
    """When each picture was written, and where it lies."""
    kept = (site.output / "images").rglob("*")
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in kept if path.is_file()}
