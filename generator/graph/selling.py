"""Selling: what is shown and cannot be bought, because nothing is left of it or because it is no longer made.

Rules of the room: what stock or time alone brought about is a warning that names what readers see instead; that
products follow each other in a circle, only an editor can have made.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Location, Report
    from generator.model import Content, Product, SiteGraph

#: How many of the places where something is shown are named.
_SHOWN = 3


def is_sold_out(product: Product, free: Mapping[str, int] = MappingProxyType({})) -> bool:
    """Whether nothing is left of any variant, by what is ``free`` of each SKU, else by the product's file."""
    return all(one.stock != "unlimited" and free.get(one.sku, one.opening_stock) <= 0 for one in product.variants)


def standing(products: Mapping[tuple[str, str], Product], id_: str, language: str) -> str:
    """The id of what stands where a product is named: itself, or what follows it where it is no longer made."""
    seen = {id_}
    while (found := products[id_, language]).discontinued and (found.successor, language) in products:
        if found.successor in seen:
            break
        id_ = found.successor
        seen.add(id_)
    return id_


def tell_unsellable(graph: SiteGraph, content: Content, report: Report) -> None:
    """Tell of products that stories show and nobody can buy, and of those that follow each other in a circle."""
    default = graph.site.default_language
    originals = (one for one in graph.products.values() if one.language == default)
    gone = {one.id: one for one in originals if one.discontinued or is_sold_out(one)}
    stories: dict[str, dict[str, None]] = {id_: {} for id_ in gone}
    for mention in graph.mentions if gone else ():
        if mention.product in gone:
            stories[mention.product][mention.story] = None
    for id_, product in gone.items():
        _tell_circle(graph, content, product, report)
        last = graph.products[standing(graph.products, id_, default), default]
        if stories[id_] and (last.discontinued or is_sold_out(last)):
            _tell(graph, content, product, last, tuple(stories[id_]), report)


def _tell(
    graph: SiteGraph, content: Content, product: Product, last: Product, stories: tuple[str, ...], report: Report
) -> None:
    """A product in stories that cannot be bought; ``last`` is what stands for it."""
    where = f"{len(stories)} stories show it" if len(stories) > 1 else "A story shows it"
    section = f"the section {last.section}" if last.section else "the shop"
    fallback = f"{where}; the card there says so, and leads to {section}."
    related = tuple(_places(graph, content, product, stories))[:_SHOWN]
    what = f'The product "{product.id}"'
    if last.discontinued and last.successor:
        return  # why that does not follow it is told elsewhere
    if last.discontinued:
        hint = "Say what follows it: successor: …"
        report.warning("W222", f"{what} is no longer made. {fallback}", hint, at=last.at, related=related)
    elif last is product:
        hint = "Write a higher opening_stock when there is more."
        report.warning("W221", f"{what} is sold out. {fallback}", hint, at=product.at, related=related)
    else:
        message = f'{what} is no longer made, and "{last.id}", which follows it, is sold out. {fallback}'
        report.warning("W221", message, "Write a higher opening_stock when there is more.", at=last.at, related=related)


def _places(graph: SiteGraph, content: Content, product: Product, stories: tuple[str, ...]) -> Iterator[Location]:
    """Where stories name the product, each once, in the first language that has it."""
    names = {product.id, *(variant.sku for variant in product.variants)}
    for story in stories[:_SHOWN]:
        codes = (one.code for one in graph.site.languages if (story, one.code) in graph.stories)
        found = (one for code in codes for one in content.references["story", story, code])
        at = next((one.at for one in found if one.kind == "product" and one.id in names and one.at), None)
        if at:
            yield at


def _tell_circle(graph: SiteGraph, content: Content, product: Product, report: Report) -> None:
    """Products that follow each other in a circle: none of them could ever be shown."""
    language = graph.site.default_language
    chain, one = [product.id], product
    while one.discontinued and (one.successor, language) in graph.products and one.successor not in chain:
        chain.append(one.successor)
        one = graph.products[one.successor, language]
    if one.discontinued and one.successor == product.id:
        named = content.references["product", product.id, language]
        at = next(
            (found.at for found in named if found.kind == "product" and found.id == product.successor), product.at
        )
        message = f"These products follow each other in a circle: {', '.join(sorted(chain))}."
        report.error("E220", message, "Take the line successor away from the one that is the last.", at=at)
