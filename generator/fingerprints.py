"""Fingerprints: a few bytes for each key of a magazine that differ when what the key stands for differs.

Rules of the room: equal magazines have equal fingerprints, in every process. That of a thing is the digest of its
files, so that no story is loaded to find out that it is as it was; everything else is small, and written out.
"""

from __future__ import annotations

import hashlib
from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from generator.views.facts import ALL, key, parts_of, year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from generator.images import Images
    from generator.model import Product, SiteGraph
    from generator.render import Renderer
    from generator.routes import Routes
    from generator.theme import Theme
    from generator.views.context import MediaProtocol
    from generator.views.facts import Key

_NOTHING = ""

#: The tables of things, whose keys end with an id and a language, or are all of them; the table of prose is by kind.
_THINGS = {"story": "story", "product": "product", "page": "free"}

#: The tables of what is neither a thing nor part of the shape: few keys, asked for each time.
_OTHERS = (
    *("site", "year", "steady", "till"),
    *("theme\t", "template\t", "picture\t", "medium\t", "term\ttag\t", "history\t", "coupons\t"),
)


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """A magazine in short: the digest of all its addresses, lists and mentions, and those of its things by kind and id.

    Of two magazines of one shape, only the keys of things that differ can stand for something else.
    """

    shape: bytes
    things: dict[str, str]


class Fingerprints:
    """The fingerprints of all keys of a magazine but facets, which are compared by their values.

    It refers to itself in no circle, so that a magazine that was replaced goes at once, and not when Python looks.
    """

    def __init__(self, renderer: Renderer, images: Images) -> None:
        """Nothing is read yet."""
        context, graph, routes = renderer.context, renderer.context.graph, renderer.context.routes
        lists = routes.lists
        self._graph, self._routes, self._skus = graph, routes, context.by_sku
        self._things: Mapping[str, tuple[str, Mapping[tuple[str, str], object]]] = {
            "story": ("story", graph.stories),
            "product": ("product", graph.products),
            "free": ("page", graph.pages),
        }
        self._others: Mapping[str, Callable[..., str]] = {
            "site": lambda: repr(graph.site) + renderer.blocks.digest,
            "year": lambda: str(year_of(graph)),
            "steady": lambda: repr(graph.steady[1]),
            "theme": lambda code: renderer.templates.settings(code) if code in renderer.theme.words else _NOTHING,
            "template": renderer.templates.digest,
            "till": partial(_till, renderer.theme),
            "term": partial(_term, graph),
            "prose": partial(_prose, graph),
            "page": partial(_page, routes),
            "stories": lambda kind, subject, code: repr(lists.story_editions.get((kind, subject, code))),
            "products": lambda kind, subject, code: repr(lists.product_ids.get((kind, subject, code))),
            "terms": lambda kind, code: repr(lists.term_ids.get((kind, code))),
            "positions": lambda code: repr(lists.story_editions.get(("stories", "", code))),
            "mentions": lambda id_, code: repr(context.by_story.get((id_, code))),
            "mentioned": lambda id_, code: repr(context.by_product.get((id_, code))),
            "history": partial(_history, graph),
            "coupons": lambda _: repr(graph.coupons),
            "sku": lambda sku: repr(context.by_sku.get(sku)),
            "media": partial(_media, graph),
            "medium": partial(_medium, context.media),
            "picture": lambda src: repr(images.pictures.get(src)),
        }

    def __call__(self, at: Key) -> bytes:
        """The fingerprint of a key: eight bytes."""
        return hashlib.blake2b(self._written(*parts_of(at)).encode(), digest_size=8).digest()

    def suspects(self, keys: Mapping[Key, object], before: Summary) -> Iterator[Key]:
        """Those of the keys that may stand for something else than in the magazine of ``before``."""
        if before.shape != self.summary.shape:
            yield from tuple(keys)
            return
        things = self.summary.things
        moved = [one for one in before.things.keys() | things.keys() if before.things.get(one) != things.get(one)]
        languages = [language.code for language in self._graph.site.languages]
        named = (parts_of(one) for one in moved)
        candidates = {one for kind, id_ in named for one in keys_of_thing(kind, id_, languages)}
        yield from [one for one in keys if one in candidates or one.startswith(_OTHERS)]

    @cached_property
    def summary(self) -> Summary:
        """The magazine in short."""
        graph, routes = self._graph, self._routes
        shape = (
            [(*at, page.url, page.template) for at, page in routes.by_key.items()],
            routes.redirects,
            routes.lists.story_editions,
            routes.lists.product_ids,
            routes.lists.term_ids,
            [(one.story, one.product, one.language) for one in graph.mentions],
            [list(editions) for editions in (graph.stories, graph.products, graph.pages, graph.terms, graph.prose)],
            self._skus,
            graph.steady,
            graph.media,
        )
        digest = hashlib.blake2b(msgspec.msgpack.encode(shape), digest_size=16).digest()
        return Summary(shape=digest, things={key(*thing): one for thing, one in graph.digests.items()})

    def _written(self, table: str, *parts: str) -> str:
        if table in self._things:
            return self._thing(*self._things[table], parts)
        return self._others[table](*parts)

    def _thing(self, kind: str, editions: Mapping[tuple[str, str], object], parts: tuple[str, ...]) -> str:
        if parts == (ALL,):
            return repr([(at, self._graph.digests[kind, at[0]]) for at in editions])
        id_, language = parts
        if (id_, language) not in editions:
            return _NOTHING
        digest = self._graph.digests[kind, id_]
        return digest + _moments(self._graph.products[id_, language], self._graph.now) if kind == "product" else digest


def _term(graph: SiteGraph, kind: str, id_: str, language: str) -> str:
    """A tag needs no file."""
    return repr(graph.terms.get((kind, id_, language))) + graph.digests.get((kind, id_), _NOTHING)


def _prose(graph: SiteGraph, kind: str, id_: str, language: str) -> str:
    return graph.digests[kind, id_] if (kind, id_, language) in graph.prose else _NOTHING


def _history(graph: SiteGraph, sku: str) -> str:
    return repr([(one.market, one.price, one.since) for one in graph.history.get(sku, ())])


def _media(graph: SiteGraph, *parts: str) -> str:
    return repr(graph.media if parts == (ALL,) else graph.media.get((parts[0], parts[1], parts[2])))


def _medium(media: MediaProtocol, src: str) -> str:
    """A film or sound that nothing names any more was not looked at."""
    try:
        return repr(media.view(src))
    except KeyError:
        return _NOTHING


def _page(routes: Routes, *parts: str) -> str:
    if parts == (ALL,):
        return repr((tuple(routes.by_key.values()), routes.redirects))
    kind, subject, language, number = parts
    return repr(routes.by_key.get((kind, subject, language, int(number))))


def _till(theme: Theme) -> str:
    return repr({name: theme.text(file) for name, file in theme.files("till").items()})


def keys_of_thing(kind: str, id_: str, languages: Iterable[str]) -> Iterator[Key]:
    """All keys that stand for a thing."""
    for language in languages:
        yield key(_THINGS.get(kind, "term"), *(() if kind in _THINGS else (kind,)), id_, language)
        yield key("prose", kind, id_, language)
    yield key(_THINGS.get(kind, "term"), ALL)


def _moments(product: Product, now: datetime) -> str:
    """Which of a product's prices have begun and ended, and what has come: they change though no file does."""
    edges = [edge for one in product.variants for price in one.prices for edge in (price.start, price.end) if edge]
    edges += [one.available_from for one in product.variants if one.available_from]
    return "".join("1" if edge <= now else "0" for edge in edges)
