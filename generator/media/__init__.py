"""Media: the films and sounds that texts name, each a file that goes to readers as it is.

Rules of the room: a name carries a digest of the content, so that it never changes its meaning. A file is read whole
once; what is known of it holds as long as its stamp is the same. It reads below ``content/`` and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.media.survey import Medium, Played, survey_media
from generator.views.shapes import MediumView

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

__all__ = ["Media", "Medium", "Played", "survey_media"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Media:
    """The films and sounds of a site by their path below ``content/``; ``broken`` are those that were told already."""

    base_path: str
    files: Mapping[str, Medium]
    broken: Collection[str] = field(default_factory=frozenset)

    @property
    def paths(self) -> Mapping[str, Path]:
        """The files by their path in the output."""
        return {found.path: found.file for found in self.files.values()}

    def is_sound(self, src: str) -> bool:
        """Whether the file is to be heard and not seen; a broken one is neither."""
        return src in self.files and self.files[src].type.startswith("audio/")

    def view(self, src: str) -> MediumView | None:
        """The file as a template sees it; None for a broken one. Raises KeyError for one that was not surveyed."""
        if src in self.broken:
            return None
        found = self.files[src]
        return MediumView(
            url=f"{self.base_path}/{found.path}", type=found.type, size=found.size, seconds=round(found.seconds)
        )
