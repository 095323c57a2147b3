"""Facts: which parts of the magazine a page was made from, noted while its views read them.

Rules of the room: views read the magazine through mappings that note every key, so that no fact can be forgotten. A
*facet* is a view that many pages share: it is made once and has facts of its own, and who reads it notes the facet
alone. So a change that leaves a facet equal stops there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec, Protocol, TypeAlias, TypeVar, cast, overload

if TYPE_CHECKING:
    from collections.abc import ItemsView, Iterable, Iterator, ValuesView

    from generator.model import Image, SiteGraph
    from generator.views.context import ImagesProtocol, MediaProtocol, ViewContext
    from generator.views.shapes import ImageView, MediumView

Key: TypeAlias = str
"""A table and the parts of a key in it, with tabs between them: ``story  moor  de``; ``*`` stands for all of it."""

ALL = "*"
_BETWEEN = "\t"

Parts = ParamSpec("Parts")
Made = TypeVar("Made")
Known = TypeVar("Known")
Value = TypeVar("Value")
Default = TypeVar("Default")

Read: TypeAlias = "set[tuple[str, object]]"
"""What was read so far: tables, and keys as the mappings have them."""


def key(table: str, *parts: object) -> Key:
    """The key of those parts in a table."""
    return _BETWEEN.join((table, *map(str, parts)))


def parts_of(key: Key) -> tuple[str, ...]:
    """A key taken apart: the table first."""
    return tuple(key.split(_BETWEEN))


def keys_of(read: Iterable[tuple[str, object]]) -> frozenset[Key]:
    """What was read, as keys."""
    return frozenset(key(table, *(part if isinstance(part, tuple) else (part,))) for table, part in read)


def year_of(graph: SiteGraph) -> int:
    """The year of the graph's moment, as the shop counts."""
    return graph.now.astimezone(graph.site.timezone).year


def year(context: ViewContext) -> int:
    """`year_of`, noted: it changes though no file does."""
    context.read.add(("year", ()))
    return year_of(context.graph)


def next_change(context: ViewContext) -> int | None:
    """When time alone changes the magazine, in Unix seconds, noted; None if never."""
    context.read.add(("steady", ()))
    until = context.graph.steady[1]
    return None if until is None else int(until.timestamp())


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """What a facet came to, and the keys that it was made from."""

    value: object
    keys: frozenset[Key]


class Kept(Protocol):
    """Where facets of an earlier build are found."""

    def __call__(self, key: Key, /) -> object:
        """The value of the facet, or None if it must be made again."""


FACETS: dict[str, Callable[..., object]] = {}
"""All facets by name: their functions take a context and texts."""


def facet(
    function: Callable[Concatenate[ViewContext, Parts], Made],
) -> Callable[Concatenate[ViewContext, Parts], Made]:
    """Make a view a facet. Its arguments are texts, and its value can be pickled."""
    name = function.__name__
    FACETS[name] = function

    @wraps(function)
    def read(context: ViewContext, /, *parts: Parts.args, **none: Parts.kwargs) -> Made:
        if context.facets is None:
            return function(context, *parts, **none)
        return cast("Made", context.facets.read(name, cast("tuple[str, ...]", parts), context.read))

    return read


class Facets:
    """The facets of a magazine, each made when first asked for. ``kept`` finds those of an earlier build."""

    def __init__(self, context: ViewContext, kept: Kept | None = None) -> None:
        """Nothing is made yet."""
        self._context = context
        self._kept = kept
        self._known: dict[tuple[str, object], object] = {}
        self._new: dict[Key, Facet] = {}

    def __reduce__(self) -> tuple[type[Facets], tuple[ViewContext, Kept | None]]:
        """What is made does not travel; another process makes its own."""
        return Facets, (self._context, self._kept)

    def read(self, name: str, parts: tuple[str, ...], read: Read) -> object:
        """The value of a facet for somebody who has ``read`` so much, and now this too."""
        noted = (name, parts)
        read.add(noted)
        if noted not in self._known:
            at = key(name, *parts)
            kept = self._kept(at) if self._kept else None
            self._known[noted] = self.make(at) if kept is None else kept
        return self._known[noted]

    def make(self, at: Key) -> object:
        """The value of a facet, made anew. Raises KeyError if what it speaks of is gone."""
        name, *parts = parts_of(at)
        read: Read = {("site", ()), *(("theme", one.code) for one in self._context.graph.site.languages)}
        value = FACETS[name](noting(self._context, read, self), *parts)
        self._known[name, tuple(parts)] = value
        self._new[at] = Facet(value=value, keys=keys_of(read))
        return value

    def take(self) -> dict[Key, Facet]:
        """What was made since this was last asked for."""
        new, self._new = self._new, {}
        return new


def noting(context: ViewContext, read: Read, facets: Facets) -> ViewContext:
    """The context as seen by somebody whose reading is noted in ``read``."""
    graph, routes, lists = context.graph, context.routes, context.routes.lists
    return replace(
        context,
        graph=replace(
            graph,
            stories=Noted("story", graph.stories, read),
            products=Noted("product", graph.products, read),
            pages=Noted("free", graph.pages, read),
            terms=Noted("term", graph.terms, read),
            prose=Noted("prose", graph.prose, read),
            history=Noted("history", graph.history, read),
            coupons=Noted("coupons", graph.coupons, read),
            media=Noted("media", graph.media, read),
        ),
        routes=replace(
            routes,
            by_key=Noted("page", routes.by_key, read),
            lists=replace(
                lists,
                story_editions=Noted("stories", lists.story_editions, read),
                product_ids=Noted("products", lists.product_ids, read),
                term_ids=Noted("terms", lists.term_ids, read),
                positions=Noted("positions", lists.positions, read),
            ),
        ),
        images=_NotedImages(context.images, read),
        media=_NotedMedia(context.media, read),
        by_story=Noted("mentions", context.by_story, read),
        by_product=Noted("mentioned", context.by_product, read),
        by_sku=Noted("sku", context.by_sku, read),
        facets=facets,
        read=read,
    )


class Noted(Mapping[Known, Value], Generic[Known, Value]):
    """A mapping that notes in ``read`` each key that it is asked for, whether it has it or not."""

    __slots__ = ("_of", "_read", "_table")

    def __init__(self, table: str, of: Mapping[Known, Value], read: Read) -> None:
        """Read ``of`` from now on through this."""
        self._table = table
        self._of = of
        self._read = read

    def __getitem__(self, at: Known, /) -> Value:
        self._read.add((self._table, at))
        return self._of[at]

    @overload
    def get(self, at: Known, /) -> Value | None: ...
    @overload
    def get(self, at: Known, /, default: Value | Default) -> Value | Default: ...
    def get(self, at: Known, /, default: Value | Default | None = None) -> Value | Default | None:
        """The value, or the default."""
        self._read.add((self._table, at))
        return self._of.get(at, default)

    def __contains__(self, at: object, /) -> bool:
        self._read.add((self._table, at))
        return at in self._of

    def __iter__(self) -> Iterator[Known]:
        self._read.add((self._table, ALL))
        return iter(self._of)

    def __len__(self) -> int:
        self._read.add((self._table, ALL))
        return len(self._of)

    def values(self) -> ValuesView[Value]:
        """All values."""
        self._read.add((self._table, ALL))
        return self._of.values()

    def items(self) -> ItemsView[Known, Value]:
        """All keys and values."""
        self._read.add((self._table, ALL))
        return self._of.items()


@dataclass(frozen=True, slots=True)
class _NotedImages:
    """The pictures, each noted by its path."""

    of: ImagesProtocol
    read: Read

    def view(self, image: Image) -> ImageView:
        self.read.add(("picture", image.src))
        return self.of.view(image)


@dataclass(frozen=True, slots=True)
class _NotedMedia:
    """The films and sounds, each noted by its path."""

    of: MediaProtocol
    read: Read

    def is_sound(self, src: str) -> bool:
        self.read.add(("medium", src))
        return self.of.is_sound(src)

    def view(self, src: str) -> MediumView | None:
        self.read.add(("medium", src))
        return self.of.view(src)
