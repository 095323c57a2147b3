"""Products: front matter to entities, the default language's edition, which carries the facts (prices, stock, SKUs).

Rules of the room: what the law wants of every offer is required here: a manufacturer (GPSR Art. 19), a tax class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from functions.catalog import Withdrawal, WithdrawalException
from generator.decode.fields import Fields
from generator.decode.readers import boolean, choice, each, integer, pairs, text, token
from generator.decode.references import reference, references
from generator.decode.variants import option, variant
from generator.decode.words import image, named, params
from generator.diagnostics import did_you_mean
from generator.model import Manufacturer, Product

if TYPE_CHECKING:
    from generator.decode.place import Place
    from generator.decode.readers import Reader
    from generator.model import Reference, Site, Variant
    from generator.source import Mapping, Node

_NOBODY = Manufacturer(name="", address="", contact="")


def product(data: Mapping, place: Place, site: Site) -> tuple[Product, tuple[Reference, ...]]:
    """The default language's edition, and what it refers to. Raises Misread."""
    fields = Fields(data, "A product")
    words = named(fields, place.id, described=True)
    options = fields.may("options", each(option), None if fields.has("options") else ())
    section = fields.may("section", reference("section"), None)
    tags = fields.may("tags", references("tag"), ())
    successor = fields.may("successor", reference("product"), None)
    found = Product(
        id=place.id,
        language=place.language,
        words_language=place.language,
        slug=words.slug,
        title=words.title,
        description=words.description,
        aliases=words.aliases,
        images=fields.may("images", each(image), ()),
        options=options or (),
        variants=fields.need("variants", each(variant(site, options)), ()),
        tax_class=fields.need("tax", token, ""),
        manufacturer=fields.need("manufacturer", _manufacturer, _NOBODY),
        brand=fields.may("brand", text, ""),
        section=section.id if section else "",
        tags=tuple(tag.id for tag in tags),
        facts=fields.may("facts", pairs(text, text), ()),
        material=fields.may("material", text, ""),
        ingredients=fields.may("ingredients", text, ""),
        allergens=fields.may("allergens", text, ""),
        safety=fields.may("safety", each(text), ()),
        withdrawal=fields.may("withdrawal", _withdrawal(site), None),
        discontinued=fields.may("discontinued", boolean, otherwise=False),
        no_discount=fields.may("no_discount", boolean, otherwise=False),
        successor=successor.id if successor else "",
        draft=fields.may("draft", boolean, otherwise=False),
        weight=fields.may("weight", integer(), 0),
        params=params(fields),
        at=data.at,
    )
    _check(fields, found, site)
    fields.finish()
    return found, tuple(one for one in (section, *tags, successor) if one)


def _manufacturer(node: Node, name: str) -> Manufacturer:
    """Who made it: the product safety regulation asks for all three of every offer (GPSR Art. 19)."""
    fields = Fields(node, name, example="{name: %s, address: …, contact: …}")
    found = Manufacturer(
        name=fields.need("name", text, ""),
        address=fields.need("address", text, ""),
        contact=fields.need("contact", text, ""),
        eu_responsible=fields.may("eu_responsible", text, ""),
    )
    fields.finish()
    return found


def _withdrawal(site: Site) -> Reader[Withdrawal]:
    """Why a good cannot be returned; the reason stands for every language until a translation replaces it."""

    def read(node: Node, name: str) -> Withdrawal:
        fields = Fields(node, name, example='{exception: %s, reason: "…"}')
        exception = fields.need("exception", choice(*get_args(WithdrawalException)), "digital")
        reason = fields.need("reason", text, "")
        fields.finish()
        everywhere = {language.code: reason for language in site.languages}
        return Withdrawal(exception=cast("WithdrawalException", exception), reason=everywhere)

    return read


def _check(fields: Fields, found: Product, site: Site) -> None:
    """What concerns several keys at once."""
    _check_variants(fields, found)
    _check_tax(fields, found, site)
    _check_successor(fields, found)


def _check_variants(fields: Fields, found: Product) -> None:
    """At least one variant, and no choice sold twice."""
    if fields.failed:
        return
    if not found.variants:
        hint = "Add one: - {sku: …, price: 12.50}"
        fields.wrong("E107", "A product needs one variant at least.", hint, at=fields.place("variants"))
    seen: dict[tuple[tuple[str, str], ...], Variant] = {}
    for one in found.variants:
        first = seen.setdefault(one.selected, one)
        if first is not one and one.at and first.at:
            chosen = ", ".join(f"{id_} {value}" for id_, value in one.selected)
            message = f"{first.sku} and {one.sku} are the same choice{f': {chosen}' if chosen else ''}."
            hint = "Each variant must differ from the others in one of the product's options."
            fields.wrong("E123", message, hint, at=one.at, related=(first.at,))


def _check_tax(fields: Fields, found: Product, site: Site) -> None:
    """The tax class has a rate in every country of every market that shows VAT."""
    for market in site.markets:
        for country in market.countries if market.vat == "included" and found.tax_class else ():
            rates = market.tax[country]
            if found.tax_class not in rates:
                message = f'The tax class "{found.tax_class}" has no rate for {country} in the market {market.id}.'
                hint = did_you_mean(found.tax_class, tuple(rates))
                fields.wrong("E125", message, hint, at=fields.place("tax"))
                return


def _check_successor(fields: Fields, found: Product) -> None:
    """What is still sold is followed by nothing, and nothing follows itself."""
    if found.successor and not found.discontinued:
        hint = "Add a line: discontinued: true"
        fields.wrong("E143", "A product that is still sold has no successor.", hint, at=fields.place("successor"))
    elif found.successor == found.id:
        hint = "Name the product that took its place, or delete the line."
        fields.wrong("E143", f"{found.id} cannot follow itself.", hint, at=fields.place("successor"))
