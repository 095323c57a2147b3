"""The proof: all that its readers may look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from generator.images import Picture
    from generator.model import Content, Product, SiteGraph, Story
    from generator.routes import Routes


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """A magazine of one moment, and what it was before.

    ``pictures`` are by src. ``lines`` gives the lines of a file of the site; ``free`` what the till has left, by SKU;
    ``is_older`` says of two files whether the first was left alone when the second changed, and ``was`` what the first
    said when the second last changed, None if nobody knows; ``former`` are files of the last output, as paths.
    """

    graph: SiteGraph
    content: Content
    routes: Routes
    pictures: Mapping[str, Picture]
    lines: Callable[[str], Sequence[str]]
    free: Mapping[str, int] = field(default_factory=dict)
    is_older: Callable[[str, str], bool] = lambda _file, _than: False
    was: Callable[[str, str], str | None] = lambda _file, _when: None
    former: Collection[str] = frozenset()

    @property
    def stories(self) -> Iterator[Story]:
        """Every visible edition of every story."""
        return iter(self.graph.stories.values())

    @property
    def products(self) -> Iterator[Product]:
        """Every visible edition of every product that has a file of its own."""
        return (one for one in self.graph.products.values() if one.language == one.words_language)

    def is_original(self, one: Story | Product) -> bool:
        """Whether it is the edition that carries the facts."""
        return one.language == self.graph.site.default_language
