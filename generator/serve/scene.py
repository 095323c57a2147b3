"""Scenes: as of when, and with what in stock, the preview shows the magazine.

Rules of the room: a scene changes what is shown and nothing that is written. There is one for all browsers at once, so
that pages, feeds and till agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.diagnostics import did_you_mean, nearest
from generator.magazine import Moment
from generator.model import Layered
from generator.serve.fault import UnservableError
from generator.views.facts import Facets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.magazine import Magazine
    from generator.model import Product, Site, SiteGraph, Variant


_MOST_DIGITS = 6


class UnknownSkuError(UnservableError):
    """There is no such SKU; the message names the nearest."""


class MalformedSceneError(ValueError):
    """What is written names no scene; the message says why."""


def stock_of(word: str) -> tuple[str, int]:
    """A SKU and its units, of ``jacket-m=0``. Raises MalformedSceneError."""
    sku, _, units = word.partition("=")
    if not sku or not units.isascii() or not units.isdecimal() or len(units) > _MOST_DIGITS:
        message = f'"{word}" is no stock; write it like jacket-m=0'
        raise MalformedSceneError(message)
    return sku, int(units)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What the preview shows. ``now`` None is always the present; without a zone it is in the site's.

    ``stock`` says of some SKUs how many there are; ``sold_out`` that of no other there is any.
    """

    now: datetime | None = None
    drafts: bool = False
    future: bool = False
    expired: bool = False
    stock: Mapping[str, int] = field(default_factory=dict)
    sold_out: bool = False

    def moment(self, base_url: str) -> Moment:
        """What a magazine at ``base_url`` is read as of."""
        now = self.now or datetime.now(UTC)
        return Moment(now=now, drafts=self.drafts, future=self.future, expired=self.expired, base_url=base_url)

    def clock(self, site: Site) -> datetime:
        """What the till takes for the time, in whole seconds: it stands still where the scene's does."""
        return self.moment("").at(site).astimezone(UTC).replace(microsecond=0)

    def units(self, sku: str) -> int | None:
        """How many of a SKU there are; None: as many as are counted."""
        return self.stock.get(sku, 0 if self.sold_out else None)

    def check(self, magazine: Magazine) -> None:
        """Raises UnknownSkuError."""
        known = magazine.renderer.context.by_sku
        for sku in self.stock:
            if sku not in known:
                hint = did_you_mean(sku, tuple(known)) if nearest(sku, known) else ""
                message = f'there is no SKU "{sku}". {hint}'.strip()
                raise UnknownSkuError(message)

    def staged(self, magazine: Magazine) -> Magazine:
        """The magazine with as much in stock as there is in the scene; itself where all is as it is counted."""
        if not self.stock and not self.sold_out:
            return magazine
        graph = self._staged(magazine.graph)
        context = replace(magazine.renderer.context, graph=graph)
        renderer = replace(magazine.renderer, context=context, facets=Facets(context))
        return replace(magazine, graph=graph, renderer=renderer)

    def _staged(self, graph: SiteGraph) -> SiteGraph:
        """Products with other stock have other digests, or nobody would make their pages anew."""
        changed = dict(self._products(graph.products.items()))
        marks = {("product", one.id): f"{graph.digests['product', one.id]} {_mark(one)}" for one in changed.values()}
        products, digests = Layered.of(graph.products, changed), Layered.of(graph.digests, marks)
        return replace(graph, products=products, digests=digests)

    def _products(
        self, products: Iterable[tuple[tuple[str, str], Product]]
    ) -> Iterator[tuple[tuple[str, str], Product]]:
        for key, product in products:
            variants = tuple(self._variant(variant) for variant in product.variants)
            if variants != product.variants:
                yield key, replace(product, variants=variants)

    def _variant(self, variant: Variant) -> Variant:
        units = self.units(variant.sku)
        if units is None:
            return variant
        stock = "tracked" if variant.stock == "unlimited" else variant.stock
        return replace(variant, stock=stock, opening_stock=units)


def _mark(product: Product) -> str:
    return repr([(variant.stock, variant.opening_stock) for variant in product.variants])
