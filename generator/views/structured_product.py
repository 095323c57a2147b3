"""JSON-LD of a product: Product or ProductGroup, each variant with its Offer, shipping and return policy.

Rules of the room: field lists after Google's merchant listings and product variants; prices are texts with a point.
Ratings are never invented: what no shopper wrote is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.routes import absolute
from generator.views.card import picture
from generator.views.offer import catalog_variant, variant_view
from generator.views.shipping import return_policy, shipping_details

if TYPE_CHECKING:
    from functions.catalog import Measure
    from functions.money import Money
    from generator.model import Product, Variant
    from generator.views.context import ViewContext
    from generator.views.shapes import VariantView
    from generator.views.structured import Json

_SCHEMA = "https://schema.org/"

_AVAILABILITY = {
    "in_stock": "InStock",
    "sold_out": "OutOfStock",
    "made_to_order": "MadeToOrder",
    "discontinued": "Discontinued",
}

#: Options that schema.org has a property for, by what editors call them; Google knows these alone in variesBy.
_PROPERTIES = {
    "size": "size",
    "groesse": "size",
    "amount": "size",
    "menge": "size",
    "volume": "size",
    "length": "size",
    "laenge": "size",
    "colour": "color",
    "color": "color",
    "farbe": "color",
    "material": "material",
    "pattern": "pattern",
    "muster": "pattern",
}

#: UN/CEFACT codes of our measures, and of the units that base prices are given in.
_UNIT_CODES = {"g": "GRM", "ml": "MLT", "mm": "MMT", "cm2": "CMK", "piece": "H87"}
_BASE_CODES = {"kg": "KGM", "l": "LTR", "m": "MTR", "m²": "MTK"}


def product_document(context: ViewContext, product: Product) -> dict[str, Json]:
    """The product of a page: itself if there is one variant, else the group with all of them."""
    url = absolute(context.graph.site, context.routes.url("product", product.id, product.language))
    shared: dict[str, Json] = {
        "name": product.title,
        "description": product.description,
        "url": url,
        "image": _images(context, product),
        "brand": {"@type": "Brand", "name": product.brand or product.manufacturer.name},
    }
    if product.material:
        shared["material"] = " ".join(product.material.split())
    if len(product.variants) == 1:
        return {
            "@type": "Product",
            "@id": f"{url}#product",
            **shared,
            **_variant(context, product, product.variants[0]),
        }
    variants: list[Json] = [
        {
            "@type": "Product",
            "name": f"{product.title}, {', '.join(_value_titles(product, variant))}",
            "description": product.description,
            "image": shared["image"],
            **_variant(context, product, variant),
        }
        for variant in product.variants
    ]
    group: dict[str, Json] = {"@type": "ProductGroup", "@id": f"{url}#product", "productGroupID": product.id, **shared}
    varies = _varies_by(product)
    if varies:
        group["variesBy"] = varies
    return {**group, "hasVariant": variants}


def _images(context: ViewContext, product: Product) -> list[Json]:
    views = [picture(context, image) for image in product.images] or [context.share]
    return [absolute(context.graph.site, view.src) for view in views if view and view.src]


def _variant(context: ViewContext, product: Product, variant: Variant) -> dict[str, Json]:
    """What is the variant's own: identifiers, weight, choice, offer."""
    described: dict[str, Json] = {"sku": variant.sku}
    if variant.gtin:
        described["gtin"] = variant.gtin
    if variant.weight_g:
        described["weight"] = _quantity(variant.weight_g, "GRM")
    others: list[Json] = []
    for (option, _), (title, value) in zip(variant.selected, _choices(product, variant), strict=True):
        if _PROPERTIES.get(option, "sku") not in described:
            described[_PROPERTIES[option]] = value
        else:
            others.append({"@type": "PropertyValue", "name": title, "value": value})
    if others:
        described["additionalProperty"] = others
    return {**described, "offers": _offer(context, product, variant)}


def _offer(context: ViewContext, product: Product, variant: Variant) -> dict[str, Json]:
    site, view = context.graph.site, variant_view(context, product, variant, product.language)
    offer: dict[str, Json] = {
        "@type": "Offer",
        "url": absolute(site, context.routes.url("product", product.id, product.language)),
        "price": str(view.price.amount),
        "priceCurrency": view.price.currency,
        "availability": _SCHEMA + _AVAILABILITY[view.availability],
        "itemCondition": _SCHEMA + "NewCondition",
        "seller": {"@id": f"{site.base_url}/#organization"},
        "priceSpecification": _price_specification(context, view, variant.content),
        "hasMerchantReturnPolicy": return_policy(context.market, site.return_days, product.withdrawal),
    }
    shipping = shipping_details(context.market, catalog_variant(context, product, variant), view.price)
    if shipping:
        offer["shippingDetails"] = shipping
    return offer


def _price_specification(context: ViewContext, view: VariantView, content: Measure | None) -> list[Json]:
    """The price, with the measure of its base price where one is due; then the price struck through, if any."""
    price = _price(context, view.price)
    if view.base_price and content:
        reference = _quantity(content.amount, _UNIT_CODES[content.unit])
        price["referenceQuantity"] = {**reference, "valueReference": _quantity(1, _BASE_CODES[view.base_unit])}
    if view.list_price is None:
        return [price]
    return [price, {**_price(context, view.list_price), "priceType": _SCHEMA + "StrikethroughPrice"}]


def _price(context: ViewContext, price: Money) -> dict[str, Json]:
    described: dict[str, Json] = {
        "@type": "UnitPriceSpecification",
        "price": str(price.amount),
        "priceCurrency": price.currency,
    }
    # A small business shows no VAT at all (§ 19 UStG), so not even that there is none.
    if context.market.vat == "included":
        described["valueAddedTaxIncluded"] = True
    return described


def _quantity(value: float, code: str) -> dict[str, Json]:
    return {"@type": "QuantitativeValue", "value": value, "unitCode": code}


def _choices(product: Product, variant: Variant) -> list[tuple[str, str]]:
    options = {option.id: option for option in product.options}
    titles = {option.id: {value.id: value.title for value in option.values} for option in product.options}
    return [(options[option].title, titles[option].get(value, value)) for option, value in variant.selected]


def _value_titles(product: Product, variant: Variant) -> list[str]:
    return [value for _, value in _choices(product, variant)] or [variant.sku]


def _varies_by(product: Product) -> list[Json]:
    names = (_PROPERTIES.get(option.id) for option in product.options)
    return [_SCHEMA + name for name in dict.fromkeys(names) if name]
