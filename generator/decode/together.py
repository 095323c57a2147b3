"""What shows only where things stand together: claims, prices, texts that are not there, gaps in translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import FreePage, Product
from generator.source import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from functions.catalog import Market
    from generator.decode.place import Place
    from generator.diagnostics import Location, Report
    from generator.model import Entity, Site, Story, Variant
    from generator.source import Document, Node

#: The words of each kind that a translation should have where the original does; title and description it must have.
_WORDS = {
    "story": ("hero",),
    "product": ("images", "options", "material", "ingredients", "allergens", "safety", "facts", "withdrawal"),
    "page": ("description",),
    "section": ("description", "image"),
    "tag": ("description", "image"),
    "author": ("description", "image"),
}


def check_offer(product: Product, site: Site, report: Report) -> None:
    """Tell of prices that are none, and of what cannot be sent."""
    for variant in product.variants:
        _tell_list_prices(variant, report)
        if variant.fulfilment != "digital":
            for market in site.markets:
                _tell_shipping(variant, market, report)


def check_claims(entities: Iterable[Entity], report: Report) -> None:
    """No SKU, no GTIN and no role of a page belongs to two; SKUs that differ in case alone are one to people.

    ``entities`` are those of the default language.
    """
    products, pages = [], []
    for one in entities:
        if isinstance(one, Product):
            products.append(one)
        elif isinstance(one, FreePage):
            pages.append(one)
    variants = [variant for product in products for variant in product.variants]
    claimed = [("SKU", one.sku, one.at) for one in variants]
    claimed += [("GTIN", one.gtin, one.at) for one in variants if one.gtin]
    claimed += [("role", one.role, one.at) for one in pages if one.role]
    claims: dict[tuple[str, str], Location | None] = {}
    written: set[str] = set()
    for what, word, at in claimed:
        key = (what, word.casefold())
        if key in claims:
            first = claims[key]
            case = "" if word in written else ", capital letters or not"
            message, hint = f"The {what} {word} is claimed twice.", f"Each belongs to one thing alone{case}."
            report.error("E121", message, hint, at=at, related=(first,) if first else ())
        claims.setdefault(key, at)
        written.add(word)


def _tell_list_prices(variant: Variant, report: Report) -> None:
    """A list price that is not above the price is no reduction; pages leave it out."""
    for price in variant.prices:
        if price.list_price and price.list_price.minor <= price.price.minor:
            message = f"The list price {price.list_price.amount} of {variant.sku} is not above its price"
            report.warning("W129", f"{message} {price.price.amount}, and is not shown.", at=variant.at)


def _tell_shipping(variant: Variant, market: Market, report: Report) -> None:
    """What no service takes cannot be ordered; what has no weight goes at the lowest rate."""
    if not variant.weight_g and any(rate.up_to_g for service in market.shipping for rate in service.rates):
        message = f"{variant.sku} has no weight, and goes at the lowest of the rates by weight."
        report.warning("W134", message, "Add what the parcel weighs, such as: weight: 480 g", at=variant.at)
    taken = {
        country
        for service in market.shipping
        for country in service.countries
        if service.price(variant.weight_g, 0) is not None
    }
    missed = [country for country in market.countries if country not in taken]
    if missed:
        where = ", ".join(missed)
        message = f"{variant.sku} is too heavy for every shipping service to {where}, and cannot be ordered there."
        report.warning(
            "W133", message, "Add a rate to such a service in site.yml, or correct the weight.", at=variant.at
        )


def tell_empty(story: Story, document: Document, report: Report) -> None:
    """A story that nobody has written yet would be published as a headline alone."""
    if not document.body.strip() and not story.draft:
        hint = "Write it below the second line ---, or make the story a draft: draft: true"
        report.warning("W130", "The story has no text.", hint, at=story.at)


def tell_gaps(place: Place, original: Document, translation: Document, report: Report) -> None:
    """Notes of words that the original has and its translation lacks: those of the original stand on the page."""
    there, here = _by_key(original), _by_key(translation)
    for key in _WORDS[place.kind] if original.readable and translation.readable else ():
        if key in there and key not in here:
            message = f"The translation has no {key}; the words of {place.home} stand there."
            report.note("N131", message, at=translation.data.at)
        elif key in there and type(here[key]) is type(there[key]) and _size(here[key]) < _size(there[key]):
            message = f"The translation leaves out parts of {key}; the words of {place.home} stand there."
            report.note("N131", message, at=here[key].at)


def _by_key(document: Document) -> dict[str, Node]:
    return {key.text: node for key, node in document.data.entries}


def _size(node: Node) -> int:
    """How many entries a list or a group has, those of the lists ``values`` in it included."""
    if isinstance(node, Sequence):
        return len(node.items) + sum(_size(item) for item in node.items if isinstance(item, Mapping))
    if isinstance(node, Mapping):
        return sum(
            len(value.items) for key, value in node.entries if key.text == "values" and isinstance(value, Sequence)
        )
    return 1
