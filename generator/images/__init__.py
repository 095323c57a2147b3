"""Pictures: which exist, what size they have, and the files a page may ask for.

Rules of the room: the header alone is read while pages are planned; pixels only when files are made (`encode`).
Every name carries a hash of content and settings, so that a name never changes its meaning. This room reads below
``content/`` and writes nothing; who keeps the files is the business of the cache.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.images.encode import Encoded, encode
from generator.images.header import Picture, Rendition, png_size, read_header
from generator.images.survey import Named, survey_pictures
from generator.views.shapes import ImageView

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.model import Image

__all__ = [
    "Encoded",
    "Images",
    "Named",
    "Picture",
    "Rendition",
    "encode",
    "png_size",
    "read_header",
    "survey_pictures",
]

#: The widest fall-back file; browsers that know srcset choose for themselves, share cards want 1200 px at least.
_FALLBACK_PX = 1280


@dataclass(frozen=True, kw_only=True, slots=True)
class Images:
    """The pictures of a site by their path below ``content/``; ``broken`` are those with a diagnostic already."""

    base_path: str
    pictures: Mapping[str, Picture]
    broken: Collection[str] = field(default_factory=frozenset)
    _views: dict[Image, ImageView] = field(default_factory=dict, init=False, repr=False, compare=False)

    def view(self, image: Image) -> ImageView:
        """The picture as a template sees it. A broken one is an empty picture, as its error stops the build anyway.

        Raises KeyError for a picture that was not surveyed.
        """
        if image not in self._views:
            self._views[image] = self._view(image)
        return self._views[image]

    def url(self, rendition: Rendition) -> str:
        """The path of a file with the base path before it."""
        return f"{self.base_path}/{rendition.path}"

    def _view(self, image: Image) -> ImageView:
        if image.src in self.broken:
            return ImageView(src="", width=1, height=1, alt=image.alt, credit=image.credit, caption=image.caption)
        picture = self.pictures[image.src]
        fallbacks = [made for made in picture.renditions if made.format != "AVIF"]
        chosen = max((made for made in fallbacks if made.width <= _FALLBACK_PX), key=_width, default=fallbacks[0])
        vector = chosen.format == "SVG"
        return ImageView(
            src=self.url(chosen),
            width=picture.largest.width,
            height=picture.largest.height,
            alt=image.alt,
            srcset="" if vector else self._srcset(fallbacks),
            avif="" if vector else self._srcset([made for made in picture.renditions if made.format == "AVIF"]),
            credit=image.credit,
            caption=image.caption,
        )

    def _srcset(self, renditions: list[Rendition]) -> str:
        return ", ".join(f"{self.url(made)} {made.width}w" for made in renditions)


def _width(rendition: Rendition) -> int:
    return rendition.width
