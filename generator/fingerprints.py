"""Fingerprints: a few bytes for each key of a magazine that differ when what the key stands for differs.

Rules of the room: equal magazines have equal fingerprints, in every process. That of a thing is the digest of its
files, so that no story is loaded to find out that it is as it was; everything else is small, and written out.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from generator.views.facts import ALL, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from generator.images import Images
    from generator.model import Product
    from generator.render import Renderer
    from generator.views.facts import Key

_NOTHING = ""


class Fingerprints:
    """The fingerprints of all keys of a magazine but facets, which are compared by their values."""

    def __init__(self, renderer: Renderer, images: Images) -> None:
        """Nothing is read yet."""
        context, graph, routes = renderer.context, renderer.context.graph, renderer.context.routes
        lists = routes.lists
        self._graph, self._routes, self._theme = graph, routes, renderer.theme
        self._things: Mapping[str, tuple[str, Mapping[tuple[str, str], object]]] = {
            "story": ("story", graph.stories),
            "product": ("product", graph.products),
            "free": ("page", graph.pages),
        }
        self._others: Mapping[str, Callable[..., str]] = {
            "site": lambda: repr(graph.site),
            "theme": renderer.templates.settings,
            "template": renderer.templates.digest,
            "till": self._till,
            "term": self._term,
            "prose": self._prose,
            "page": self._page,
            "stories": lambda kind, subject, code: repr(lists.story_editions.get((kind, subject, code))),
            "products": lambda kind, subject, code: repr(lists.product_ids.get((kind, subject, code))),
            "terms": lambda kind, code: repr(lists.term_ids.get((kind, code))),
            "positions": lambda code: repr(lists.story_editions.get(("stories", "", code))),
            "mentions": lambda id_, code: repr(context.by_story.get((id_, code))),
            "mentioned": lambda id_, code: repr(context.by_product.get((id_, code))),
            "sku": lambda sku: repr(context.by_sku.get(sku)),
            "picture": lambda src: repr(images.pictures.get(src)),
        }

    def __call__(self, key: Key) -> bytes:
        """The fingerprint of a key: eight bytes."""
        return hashlib.blake2b(self._written(*parts_of(key)).encode(), digest_size=8).digest()

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

    def _term(self, kind: str, id_: str, language: str) -> str:
        """A tag needs no file."""
        return repr(self._graph.terms.get((kind, id_, language))) + self._graph.digests.get((kind, id_), _NOTHING)

    def _prose(self, kind: str, id_: str, language: str) -> str:
        return self._graph.digests[kind, id_] if (kind, id_, language) in self._graph.prose else _NOTHING

    def _page(self, *parts: str) -> str:
        if parts == (ALL,):
            return repr((tuple(self._routes.by_key.values()), self._routes.redirects))
        kind, subject, language, number = parts
        return repr(self._routes.by_key.get((kind, subject, language, int(number))))

    def _till(self) -> str:
        return repr({name: self._theme.text(file) for name, file in self._theme.files("till").items()})


def _moments(product: Product, now: datetime) -> str:
    """Which of a product's prices have begun and ended: they change though no file does."""
    edges = (edge for one in product.variants for price in one.prices for edge in (price.start, price.end) if edge)
    return "".join("1" if edge <= now else "0" for edge in edges)
