"""The brand of a magazine as site.yml states it: colours, logo, fonts; and where each is stated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """A value of site.yml, and its place there, which takes no part in comparison."""

    value: str
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """What a magazine looks like in any theme; what it does not state is the theme's.

    Colours are by name, such as ``paper``, written ``#rrggbb``; ``dark`` are those of the dark scheme. ``logo`` and the
    fonts are files, by their paths from content/, or from the site's folder. ``read`` is the family of all that is
    read, ``use`` of all that is used: a file for each weight and style, the first one for ordinary text.
    """

    colours: Mapping[str, Stated] = field(default_factory=dict)
    dark: Mapping[str, Stated] = field(default_factory=dict)
    logo: Stated | None = None
    read: tuple[Stated, ...] = ()
    use: tuple[Stated, ...] = ()

    @property
    def files(self) -> frozenset[str]:
        """The paths of all its files from the site's folder, as far as they may be meant."""
        stated = [one.value for one in (*self.read, *self.use, *((self.logo,) if self.logo else ()))]
        return frozenset([*stated, *(f"content/{path}" for path in stated)])
