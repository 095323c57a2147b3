"""Facts of products in stories: a price that was written by hand, a fact to compare that no product has."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.diagnostics import Location, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.diagnostics import Report
    from generator.model import Embed, Product, Story
    from generator.proofs.proof import Proof

_SIGNS = {"EUR": "(?:€|EUR|Euro)", "USD": r"(?:\$|USD)", "GBP": "(?:£|GBP)", "CHF": r"(?:CHF|Fr\.)"}


def read(proof: Proof, report: Report) -> None:
    """Notes of both: neither is wrong today, but the catalogue will change and the story will not."""
    mentioned: dict[tuple[str, str], list[Product]] = defaultdict(list)
    for mention in proof.graph.mentions:
        mentioned[mention.story, mention.language].append(proof.graph.products[mention.product, mention.language])
    for story in proof.stories:
        _tell_prices(proof, story, mentioned[story.id, story.language], report)
    for (_, _, language), prose in proof.graph.prose.items():
        for embed in _all(prose.embeds):
            if embed.block == "compare" and embed.options.get("facts"):
                _tell_unknown_facts(proof, embed, language, report)


def _tell_prices(proof: Proof, story: Story, products: Iterable[Product], report: Report) -> None:
    text = proof.graph.prose["story", story.id, story.language].text
    named = {written: product.id for product in reversed(list(products)) for written in _written(text, product)}
    for written, product in named.items():
        message = f'"{written}" is a price of {product}, written by hand: it stays when the price changes.'
        report.note("N242", message, f"Write [](price:{product})", at=_place(proof, story, written))


def _written(text: str, product: Product) -> Iterator[str]:
    """The places of a text that say, with the sign of its currency, what a product costs."""
    for money in sorted({price.price for variant in product.variants for price in variant.prices}):
        whole, _, rest = f"{money.amount:f}".partition(".")
        cents = f"[.,]{rest}" + ("|(?:,[-–—])?" if not rest.strip("0") else "")  # 24,– €
        number, sign = f"{whole}(?:{cents})", _SIGNS.get(money.currency, money.currency)
        for found in re.finditer(rf"(?<![\d.,]){number}\s?{sign}(?!\w)|{sign}\s?{number}(?![\d.,]*\d)", text):
            yield found[0]


def _place(proof: Proof, story: Story, written: str) -> Location | None:
    """Where it is written; the top of the file where it is put together from several signs."""
    at = story.at
    pattern = re.compile(r"\s?".join(re.escape(word) for word in written.split()))
    for number, line in enumerate(proof.lines(at.file) if at else (), start=1):
        if at and (found := pattern.search(line)):
            return Location(file=at.file, line=number, column=found.start() + 1, length=len(found[0]), text=line)
    return at


def _tell_unknown_facts(proof: Proof, embed: Embed, language: str, report: Report) -> None:
    """A name that is nearly that of a fact; what else may be asked for, such as the material, the theme names."""
    products = [proof.graph.products.get((name.strip(), language)) for name in embed.argument.split(",")]
    known = {name for product in products if product for name, _ in product.facts}
    at = embed.places.get("facts")
    for found in re.finditer(r"[^,\s][^,]*", embed.options["facts"]):
        name = found[0].strip()
        if name not in known and (near := nearest(name, sorted(known))):
            place = at and replace(at, column=at.column + found.start(), length=len(name))
            message = f'None of the products that are compared here has the fact "{name}".'
            report.note("N243", message, f'Did you mean "{near}"?', at=place)


def _all(embeds: Iterable[Embed]) -> Iterator[Embed]:
    for embed in embeds:
        yield embed
        yield from _all(embed.inner)
