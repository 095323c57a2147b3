"""A new product: what the law and the till want of every offer, with a word on each key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.money import exponent
from generator.new.front_matter import Lines, grouped, inside, listed, translated, value
from generator.new.placeholders import placeholders
from generator.schema import words

if TYPE_CHECKING:
    from collections.abc import Container

    from generator.model import Option, Organization, Product, Site
    from generator.schema import Known

_LONGEST_SKU = 64


def product_text(title: str, sku: str, section: str, site: Site, known: Known) -> str:
    """The file of a new product; ``section`` may be ""."""
    said, lines, language = placeholders(known.language), Lines("product", known.language), known.language
    currency = site.markets[0].currency
    price = "10" if exponent(currency) == 0 else f"10.{'0' * exponent(currency)}"
    lines.set("title", value(title))
    lines.set("description", value(said["product.description"]))
    if section:
        lines.set("section", section, f"{said['known']}: {', '.join(known.sections)}")
    lines.say("variants")
    lines.add("variants:")
    variant = {"sku": sku, "price": price, "weight": "500 g", "opening_stock": "10"}
    for index, (key, written) in enumerate(variant.items()):
        lines.add(f"  {' ' if index else '-'} # {words('variant', key, language)[0]}", f"    {key}: {written}")
    classes = ", ".join(known.tax_classes)
    lines.set("tax", _tax(known), f"{said['known']}: {classes}" if classes else "")
    lines.say("manufacturer")
    lines.add("manufacturer:", *_manufacturer(site.organization, said["address"]))
    lines.set("draft", "true")
    lines.add("#", f"# {said['example']}:")
    lines.offer("images", f"[{grouped({'src': 'images/name.jpg', 'alt': inside(said['alt'])})}]")
    lines.offer("options", grouped({"id": "size", "title": said["size"], "values": "[S, M, L]"}).join("[]"))
    return lines.text(said["product.body"])


def sku_of(id_: str, taken: Container[str]) -> str:
    """An article number for an id that no variant has; ``taken`` ones are in small letters."""
    first = id_.upper()[:_LONGEST_SKU].strip("-")
    numbered = (f"{first[: _LONGEST_SKU - 5]}-{number}" for number in range(2, 10_000))
    return next(one for one in (first, *numbered) if one.casefold() not in taken)


def product_words_text(title: str, slug: str, original: Product, language: str, body: str) -> str:
    """The file of a translation: the original's words, to be replaced."""
    lines = translated("product", title, slug, original, language)
    if original.images:
        lines.say("images")
        lines.add("images:", *(f"  - {grouped({'alt': inside(image.alt)})}" for image in original.images))
    if original.options:
        lines.say("options")
        lines.add("options:", *(line for option in original.options for line in _option(option)))
    for key in ("material", "ingredients", "allergens"):
        if written := getattr(original, key):
            lines.set(key, value(written))
    if original.safety:
        lines.set("safety", listed(original.safety))
    if original.withdrawal:
        lines.set("withdrawal", grouped({"reason": inside(original.withdrawal.reason[original.language])}))
    if original.facts:
        lines.say("facts")
        lines.add("facts:", *(f"  {inside(label)}: {value(fact)}" for label, fact in original.facts))
    return lines.text(body)


def _option(option: Option) -> tuple[str, ...]:
    values = ", ".join(grouped({"id": inside(one.id), "title": inside(one.title)}) for one in option.values)
    return f"  - id: {value(option.id)}", f"    title: {value(option.title)}", f"    values: [{values}]"


def _tax(known: Known) -> str:
    return "standard" if "standard" in known.tax_classes or not known.tax_classes else known.tax_classes[0]


def _manufacturer(firm: Organization, address: str) -> tuple[str, ...]:
    """The magazine's own company, as the one that is most likely."""
    town = " ".join(part for part in (firm.postal_code, firm.city) if part)
    written = ", ".join(part for part in (firm.street, town, firm.country) if part)
    whole = written if firm.street and firm.city else address
    return f"  name: {value(firm.name)}", f"  address: {value(whole)}", f"  contact: {value(firm.mail)}"
