"""Selling: products without a story, stories of which nothing can be had, and a withdrawal that nobody would find."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from generator.graph import is_sold_out, standing

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.model import Product
    from generator.proofs.proof import Proof


#: What the function is called on the page, in the model instruction, and in the law.
_FUNCTION = ("Vertrag widerrufen", "Widerrufsfunktion", "356a")


def read(proof: Proof, report: Report) -> None:
    """Notes of both: stock and time alone may have caused them, and no Sunday's build waits for that."""
    language = proof.graph.site.default_language
    mentioned: dict[str, list[Product]] = defaultdict(list)
    for mention in proof.graph.mentions:
        if mention.language == language:
            mentioned[mention.story].append(proof.graph.products[mention.product, language])
    known = {name for products in mentioned.values() for one in products for name in (one.id, one.successor)}
    for product in proof.products:
        if product.language == language and product.id not in known and not product.discontinued:
            message = f"No story mentions the product {product.id}, so that readers find it in lists alone."
            report.note("N240", message, f"Speak of it in a story: [words](product:{product.id})", at=product.at)
    for story, products in mentioned.items():
        if not any(_can_be_had(proof, one) for one in products):
            what, are = f"All {len(products)} products of the story {story}", "are"
            if len(products) == 1:
                what, are = f"The one product of the story {story}, {products[0].id},", "is"
            hint = "Name another product in it, or say when there will be more."
            at = proof.graph.stories[story, language].at
            report.note("N702", f"{what} {are} sold out; its readers are told so.", hint, at=at)
    _tell_function(proof, report)


def _tell_function(proof: Proof, report: Report) -> None:
    """A note where the German instruction keeps quiet about the function (Art. 246a § 1 (2) no. 1 EGBGB)."""
    for page in proof.graph.pages.values():
        if page.role != "withdrawal" or page.language != "de" or page.at is None or not proof.graph.products:
            continue
        text = " ".join(proof.lines(page.at.file))
        if not any(name in text for name in _FUNCTION):
            message = f"The page {page.id} does not say that contracts can be withdrawn from online, and where."
            report.note("N244", message, "Write, for one: Am Fuß jeder Seite steht **Vertrag widerrufen**.", at=page.at)


def _can_be_had(proof: Proof, product: Product) -> bool:
    """Whether anything is left of a product, or of what follows it, which stories show in its place."""
    products = proof.graph.products
    shown = products[standing(products, product.id, product.language), product.language]
    return not shown.discontinued and not is_sold_out(shown, proof.free)
