"""What is deployed: a built output, by the list that the build left in it.

Rules of the room: it only reads. The till's folder is for its server alone, never for a store that readers ask.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from generator.deploy.fault import DeployError
from generator.write import MANIFEST
from generator.write.stage import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What begins so is the till's own, and nobody's to read.
PRIVATE = f"{MANIFEST.partition('/')[0]}/"
_SHOWN = 3
_CATALOG = "_till/catalog.json"


class _Catalog(msgspec.Struct):
    preview: bool = False


class _List(msgspec.Struct):
    made_by: Literal["litfass"]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Output:
    """A whole output: ``files`` are those that are to be brought, path → digest; ``preview`` whether it is a trial."""

    folder: Path
    files: Mapping[str, str]
    preview: bool = False

    @classmethod
    def read(cls, folder: Path, *, with_till: bool = False) -> Output:
        """The output in a folder: what readers may ask for, and the till's own if that is wanted.

        Raises:
            DeployError: there is none, or files of its list are missing.

        """
        try:
            listed = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_List)
        except (OSError, msgspec.DecodeError) as error:
            message = f"{folder} holds no finished site. Make it first: litfass build"
            raise DeployError(message) from error
        there = {
            Path(base, name).relative_to(folder).as_posix() for base, _, names in os.walk(folder) for name in names
        }
        missing = sorted(listed.files.keys() - there)
        if missing:
            some = ", ".join(missing[:_SHOWN]) + (", …" if len(missing) > _SHOWN else "")
            message = f"{folder} is not whole, it lacks {some}. Make it again: litfass build"
            raise DeployError(message)
        wanted = {path: digest for path, digest in listed.files.items() if with_till or not path.startswith(PRIVATE)}
        return cls(folder, wanted, preview=_is_preview(folder / _CATALOG))

    def size(self, path: str) -> int:
        """In bytes."""
        return (self.folder / path).stat().st_size

    def content(self, path: str) -> bytes:
        """A file's content, as the build made it.

        Raises:
            DeployError: it was altered since, or is gone.

        """
        try:
            content = (self.folder / path).read_bytes()
        except OSError as error:
            message = f"{self.folder / path} cannot be read: {error.strerror}. Was there a build meanwhile?"
            raise DeployError(message) from error
        if digest_of(content) != self.files[path]:
            message = f"{self.folder / path} is not as the build made it. Make it again: litfass build"
            raise DeployError(message)
        return content


def _is_preview(catalog: Path) -> bool:
    try:
        return msgspec.json.decode(catalog.read_bytes(), type=_Catalog).preview
    except (OSError, msgspec.DecodeError):
        return False
