"""Selling: products that no story leads to, and stories that lead to nothing which can be had."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Report
    from generator.model import Product, Variant
    from generator.proofs.proof import Proof


def read(proof: Proof, report: Report) -> None:
    """Notes of both: stock and time alone may have caused them, and no Sunday's build waits for that."""
    graph, mentioned = proof.graph, defaultdict[tuple[str, str], list[str]](list)
    for mention in graph.mentions:
        mentioned[mention.story, mention.language].append(mention.product)
    everywhere = {product for products in mentioned.values() for product in products}
    for product in proof.products:
        if proof.is_original(product) and product.id not in everywhere and not product.discontinued:
            message = f"No story mentions the product {product.id}, so that readers find it in lists alone."
            report.note("N240", message, f"Speak of it in a story: [words](product:{product.id})", at=product.at)
    for (id_, language), products in mentioned.items():
        story = graph.stories[id_, language]
        if proof.is_original(story) and not any(
            _can_be_had(graph.products[one, language], proof.free) for one in products
        ):
            what = (
                f"The one product of the story {id_}, {products[0]},"
                if len(products) == 1
                else f"All {len(products)} products of the story {id_}"
            )
            message = f"{what} {'is' if len(products) == 1 else 'are'} sold out; its readers are told so."
            report.note("N702", message, "Name another product in it, or say when there will be more.", at=story.at)


def _can_be_had(product: Product, free: Mapping[str, int]) -> bool:
    return not product.discontinued and any(_is_left(variant, free) for variant in product.variants)


def _is_left(variant: Variant, free: Mapping[str, int]) -> bool:
    if variant.fulfilment == "made_to_order" or variant.stock == "unlimited":
        return True
    return free.get(variant.sku, variant.opening_stock) > 0
