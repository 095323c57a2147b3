"""Is there a database? It has to last, to be this version's, to be nobody else's, and to let itself be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from functions import catalog as catalogs
from functions.owner import claim
from functions.preflight.finding import Finding
from functions.store import Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.preflight.finding import Scene

_MARK = "preflight"
_FORGETFUL = {"tmpfs", "ramfs", "overlay"}
_MOUNTS = Path("/proc/mounts")


def check(scene: Scene) -> Iterator[Finding]:
    """Schema, owner and a write; where a SQLite file lies; whether a rollback would be to what this till can read."""
    yield _of_store(scene)
    path = scene.settings.database_url.partition("sqlite:///")[2]
    if path:
        yield _of_file(Path(path), scene.settings.site_folder)
    yield from _of_releases(scene.settings.site_folder)


def _of_store(scene: Scene) -> Finding:
    try:
        with Store.open(scene.settings.database_url) as store:
            claim(store, scene.settings, scene.now)
            store.marks.put(_MARK, scene.now())
    except StoreError as error:
        return Finding.fault(
            "database", str(error), "see LITFASS_DATABASE_URL; litfass migrate brings it to this version"
        )
    return Finding.good("database", "this version's schema, and it can be written")


def _of_file(file: Path, site: Path) -> Finding:
    """SQLite is one file: it must outlive the machine's next start, and the next deploy."""
    place = file.absolute().parent
    if place.resolve().is_relative_to(site.resolve().parent if site.is_symlink() else site.resolve()):
        cure = "let LITFASS_DATABASE_URL lie beside the releases"
        return Finding.fault("disk", f"{file} lies where deploys put and remove whole sites", cure)
    kind = file_system(place.resolve(), _mounts())
    if kind in _FORGETFUL:
        cure = "mount a volume there, or use Postgres"
        return Finding.fault("disk", f"{file} lies on {kind}, which is gone with the container or machine", cure)
    return Finding.good("disk", f"{file} lies on a disk that lasts")


def file_system(place: Path, mounts: str) -> str:
    """The kind of the file system that a folder lies on, by the lines of fstab(5); "" where they do not say."""
    lines = [line.split() for line in mounts.splitlines()]
    kinds = {fields[1].replace("\\040", " "): fields[2] for fields in lines}
    return next((kinds[one] for one in map(str, (place, *place.parents)) if one in kinds), "")


def _mounts() -> str:
    """What Linux has mounted; other systems do not say."""
    return _MOUNTS.read_text("utf-8", "replace") if _MOUNTS.is_file() else ""


def _of_releases(site: Path) -> Iterator[Finding]:
    """The catalogues of the other releases, where this site is one of several."""
    folder = site.resolve().parent
    if not site.is_symlink() or folder.name != "releases":
        return
    unreadable = []
    for release in sorted(folder.glob("*/_till/catalog.json")):
        try:
            catalogs.load(release.read_bytes())
        except (OSError, catalogs.CatalogError):
            unreadable.append(release.parts[-3])
    if unreadable:
        cure = "roll back with the litfass of then, or not to these"
        yield Finding.warning("releases", f"this till cannot read the catalogue of {', '.join(unreadable)}", cure)
    else:
        yield Finding.good("releases", "each release that is kept can be gone back to")
