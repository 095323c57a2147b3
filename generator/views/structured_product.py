"""JSON-LD of a product: Product or ProductGroup, each variant with its Offer, shipping and return policy.

Rules of the room: field lists after Google's merchant listings and product variants; prices are texts with a point.
What the offers of a page share stands once beside the product, and they refer to it by ``@id``, as in Google's example
for variants. Ratings are never invented: what no shopper wrote is left out.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from generator.routes import absolute
from generator.views.card import picture
from generator.views.offer import choices, next_price, offer_now, variant_view
from generator.views.shipping import return_policy, shipping_details

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    "pre_order": "PreOrder",
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
    """The product of a page; beside it every way of delivery, once, and the return policy."""
    url = absolute(context.graph.site, context.routes.url("product", product.id, product.language))
    views = {variant.sku: variant_view(context, product, variant, product.language) for variant in product.variants}
    zone = context.graph.site.timezone
    ways = {one.sku: shipping_details(context.market, zone, one, views[one.sku].price) for one in product.variants}
    shipping = _by_id(ways.values(), f"{url}#shipping")
    returns = return_policy(context.market, context.graph.site.return_days, product.withdrawal)
    offers: dict[str, dict[str, Json]] = {}
    for variant in product.variants:
        offer = _offer(context, views[variant.sku], variant, url)
        own: list[Json] = [{"@id": id_} for id_, way in shipping.items() if way in ways[variant.sku]]
        offers[variant.sku] = {**offer, "shippingDetails": own} if own else offer
    return {
        "@graph": [
            _product(context, product, url, offers),
            *({"@id": id_, **way} for id_, way in shipping.items()),
            {"@id": f"{url}#returns", **returns},
        ]
    }


def _by_id(ways: Iterable[list[dict[str, Json]]], name: str) -> dict[str, dict[str, Json]]:
    """Ways of delivery, each once, by an id of its own."""
    distinct: list[dict[str, Json]] = []
    for way in chain.from_iterable(ways):
        if way not in distinct:
            distinct.append(way)
    return {f"{name}-{number}": way for number, way in enumerate(distinct, start=1)}


def _product(
    context: ViewContext, product: Product, url: str, offers: Mapping[str, dict[str, Json]]
) -> dict[str, Json]:
    """The product itself if there is one variant, else the group with all of them, which inherit from it."""
    images = _images(context, product)
    shared: dict[str, Json] = {
        "@id": f"{url}#product",
        "name": product.title,
        "description": product.description,
        "url": url,
        "image": images,
        "brand": {"@type": "Brand", "name": product.brand or product.manufacturer.name},
    }
    if product.material:
        shared["material"] = " ".join(product.material.split())
    if len(product.variants) == 1:
        only = product.variants[0]
        return {"@type": "Product", **shared, **_variant(product, only), "offers": offers[only.sku]}
    variants: list[Json] = [
        {
            "@type": "Product",
            "name": f"{product.title}, {', '.join(_value_titles(product, variant))}",
            "image": images,
            **_variant(product, variant),
            "offers": offers[variant.sku],
        }
        for variant in product.variants
    ]
    group: dict[str, Json] = {"@type": "ProductGroup", "productGroupID": product.id, **shared}
    varies = _varies_by(product)
    return {**group, **({"variesBy": varies} if varies else {}), "hasVariant": variants}


def _images(context: ViewContext, product: Product) -> list[Json]:
    views = [picture(context, image) for image in product.images] or [context.share]
    return [absolute(context.graph.site, view.src) for view in views if view and view.src]


def _variant(product: Product, variant: Variant) -> dict[str, Json]:
    """What is the variant's own: identifiers and choice (its weight is the parcel's)."""
    described: dict[str, Json] = {"sku": variant.sku}
    if variant.gtin:
        described["gtin"] = variant.gtin
    others: list[Json] = []
    for (option, _), (title, value) in zip(variant.selected, choices(product, variant), strict=True):
        if _PROPERTIES.get(option, "sku") not in described:
            described[_PROPERTIES[option]] = value
        else:
            others.append({"@type": "PropertyValue", "name": title, "value": value})
    return {**described, "additionalProperty": others} if others else described


def _offer(context: ViewContext, view: VariantView, variant: Variant, url: str) -> dict[str, Json]:
    until = next_price(context, variant)
    dates: dict[str, Json] = {"priceValidUntil": until.isoformat()} if until else {}
    if view.available_from:
        dates["availabilityStarts"] = view.available_from.isoformat()
    return {
        "@type": "Offer",
        "url": url,
        "price": str(view.price.amount),
        "priceCurrency": view.price.currency,
        **dates,
        "availability": _SCHEMA + _AVAILABILITY[view.availability],
        "itemCondition": _SCHEMA + "NewCondition",
        "seller": {"@id": f"{context.graph.site.base_url}/#organization"},
        "priceSpecification": _price_specification(context, view, variant),
        "hasMerchantReturnPolicy": {"@id": f"{url}#returns"},
    }


def _price_specification(context: ViewContext, view: VariantView, variant: Variant) -> list[Json]:
    """The price, with the measure of its base price where one is due; then the price struck through, if any.

    That is the one by which the law measures a reduction, else the list price.
    """
    price, content = _price(context, view.price), variant.content
    offer = offer_now(context, variant)
    if offer and offer.start and offer.end:
        price |= {"validFrom": offer.start.isoformat(), "validThrough": offer.end.isoformat()}
    if view.base_price and content:
        reference = _quantity(content.amount, _UNIT_CODES[content.unit])
        price["referenceQuantity"] = {**reference, "valueReference": _quantity(1, _BASE_CODES[view.base_unit])}
    before = view.lowest or view.list_price
    if before is None:
        return [price]
    return [price, {**_price(context, before), "priceType": _SCHEMA + "StrikethroughPrice"}]


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


def _value_titles(product: Product, variant: Variant) -> list[str]:
    return [value for _, value in choices(product, variant)] or [variant.sku]


def _varies_by(product: Product) -> list[Json]:
    names = (_PROPERTIES.get(option.id) for option in product.options)
    return [_SCHEMA + name for name in dict.fromkeys(names) if name]
