"""An edition: a good magazine that is being read, and what lies at which address of it.

Rules of the room: nothing is found before it is asked for, and what was found is passed on to the next edition as long
as nothing has moved; a story that says something else has moved nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from generator.images import Picture, Rendition
    from generator.magazine import Magazine
    from generator.model import Page
    from generator.serve.scene import Scene


class Places:
    """What lies where: pages and aliases by URL, assets and pictures by path in the output."""

    def __init__(self, magazine: Magazine) -> None:
        """Nothing is found yet."""
        self._routes = magazine.renderer.context.routes
        self._assets = magazine.assets
        self._images = magazine.images
        self._media = magazine.media

    def of(self, magazine: Magazine) -> Places:
        """Those of another magazine: the same if nothing is elsewhere."""
        same = (self._routes, self._assets, self._images, self._media)
        now = (magazine.renderer.context.routes, magazine.assets, magazine.images, magazine.media)
        return self if all(one is other for one, other in zip(same, now, strict=True)) else Places(magazine)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """All pages by URL."""
        return {page.url: page for page in self._routes.pages}

    @cached_property
    def not_found(self) -> tuple[Page, ...]:
        """The pages for what is not found, one for each language."""
        return tuple(page for page in self._routes.pages if page.kind == "not_found")

    @cached_property
    def redirects(self) -> Mapping[str, str]:
        """The targets of all aliases by their URL."""
        return {redirect.source: redirect.target for redirect in self._routes.redirects}

    @cached_property
    def assets(self) -> Mapping[str, bytes]:
        """The theme's assets by path."""
        return {file.path: file.content for file in self._assets.files.values()}

    @cached_property
    def media(self) -> Mapping[str, Path]:
        """The files of films and sounds by path."""
        return self._media.paths

    @cached_property
    def pictures(self) -> Mapping[str, tuple[Picture, Rendition]]:
        """The files of all pictures by path."""
        pictures = self._images.pictures.values()
        return {made.path: (picture, made) for picture in pictures for made in picture.renditions}


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """A good magazine of the reading ``version``, as it is in its ``scene``."""

    magazine: Magazine
    scene: Scene
    version: int
    places: Places

    @classmethod
    def of(cls, magazine: Magazine, scene: Scene, version: int, before: Edition | None) -> Self:
        """The edition that comes after another."""
        places = before.places.of(magazine) if before else Places(magazine)
        return cls(magazine=magazine, scene=scene, version=version, places=places)

    @property
    def now(self) -> datetime:
        """What the till takes for the time while this is read."""
        return self.scene.clock(self.magazine.site)
