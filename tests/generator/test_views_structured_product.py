from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from functions.money import Money
from generator.model import Option, OptionValue
from generator.views.structured_product import product_document

if TYPE_CHECKING:
    from generator.model import Product
    from generator.views import ViewContext
    from generator.views.structured import Json

    Object = dict[str, Json]

CHEAP = Money(minor=1250, currency="EUR")


def graph(context: ViewContext, product: str) -> list[Object]:
    return cast("list[Object]", product_document(context, context.graph.products[product, "de"])["@graph"])


def of(context: ViewContext, product: str) -> Object:
    return graph(context, product)[0]


def with_product(context: ViewContext, product: Product) -> ViewContext:
    return replace(context, graph=replace(context.graph, products={(product.id, product.language): product}))


def variants(context: ViewContext) -> list[Object]:
    return cast("list[Object]", of(context, "jacket")["hasVariant"])


def offer(described: Object) -> Object:
    return cast("Object", described["offers"])


def test_a_product_with_variants_is_a_group(context: ViewContext) -> None:
    group = of(context, "jacket")
    assert (group["@type"], group["productGroupID"], group["variesBy"]) == (
        "ProductGroup",
        "jacket",
        ["https://schema.org/size"],
    )


def test_each_variant_has_what_tells_it_from_the_others(context: ViewContext) -> None:
    assert [(one["name"], one["sku"], one["size"], one["gtin"]) for one in variants(context)] == [
        ("Windjacke, M", "JACKET-M", "M", "4012345678901"),
        ("Windjacke, L", "JACKET-L", "L", "4012345678901"),
    ]


def test_a_price_is_a_text_with_a_point(context: ViewContext) -> None:
    assert [offer(one)["price"] for one in variants(context)] == ["189.00", "189.00"]


def test_availability_is_that_of_the_card(context: ViewContext) -> None:
    assert [offer(one)["availability"] for one in variants(context)] == [
        "https://schema.org/OutOfStock",
        "https://schema.org/InStock",
    ]


def test_a_pre_order_says_when_it_starts(context: ViewContext) -> None:
    product = context.graph.products["jacket", "de"]
    later = datetime(2027, 1, 12, tzinfo=context.graph.site.timezone)
    coming = tuple(replace(variant, available_from=later) for variant in product.variants)
    gone, open_ = map(offer, variants(with_product(context, replace(product, variants=coming))))
    assert (open_["availability"], open_["availabilityStarts"]) == ("https://schema.org/PreOrder", "2027-01-12")
    assert gone["availability"] == "https://schema.org/OutOfStock"
    assert "availabilityStarts" not in offer(variants(context)[1])


def test_a_list_price_is_struck_through(context: ViewContext) -> None:
    assert offer(variants(context)[1])["priceSpecification"] == [
        {
            "@type": "UnitPriceSpecification",
            "price": "189.00",
            "priceCurrency": "EUR",
            "valueAddedTaxIncluded": True,
        },
        {
            "@type": "UnitPriceSpecification",
            "price": "219.00",
            "priceCurrency": "EUR",
            "valueAddedTaxIncluded": True,
            "priceType": "https://schema.org/StrikethroughPrice",
        },
    ]


def test_a_single_variant_is_the_product_itself(context: ViewContext) -> None:
    coffee = of(context, "coffee")
    assert (coffee["@type"], coffee["sku"]) == ("Product", "COFFEE")


def test_a_base_price_is_given_with_its_measure(context: ViewContext) -> None:
    assert offer(of(context, "coffee"))["priceSpecification"] == [
        {
            "@type": "UnitPriceSpecification",
            "price": "12.50",
            "priceCurrency": "EUR",
            "valueAddedTaxIncluded": True,
            "referenceQuantity": {
                "@type": "QuantitativeValue",
                "value": 250,
                "unitCode": "GRM",
                "valueReference": {"@type": "QuantitativeValue", "value": 1, "unitCode": "KGM"},
            },
        }
    ]


def test_a_product_without_pictures_has_the_brands(context: ViewContext) -> None:
    assert of(context, "coffee")["image"] == ["https://wegwarte.example/assets/share.png"]


def test_a_product_without_a_brand_is_its_makers(context: ViewContext) -> None:
    assert of(context, "coffee")["brand"] == {"@type": "Brand", "name": "Rösterei"}


def test_what_the_offers_of_a_page_share_stands_once(context: ViewContext) -> None:
    assert [(one["@type"], one["@id"]) for one in graph(context, "jacket")] == [
        ("ProductGroup", "https://wegwarte.example/products/windjacke/#product"),
        ("OfferShippingDetails", "https://wegwarte.example/products/windjacke/#shipping-1"),
        ("MerchantReturnPolicy", "https://wegwarte.example/products/windjacke/#returns"),
    ]


def test_every_offer_refers_to_its_delivery_and_returns(context: ViewContext) -> None:
    url = "https://wegwarte.example/products/windjacke/"
    assert [(offer(one)["shippingDetails"], offer(one)["hasMerchantReturnPolicy"]) for one in variants(context)] == [
        ([{"@id": f"{url}#shipping-1"}], {"@id": f"{url}#returns"})
    ] * 2


def test_a_cheaper_variant_that_is_not_sent_free_has_a_delivery_of_its_own(context: ViewContext) -> None:
    jacket = context.graph.products["jacket", "de"]
    cheap = replace(jacket.variants[1], prices=tuple(replace(one, price=CHEAP) for one in jacket.variants[1].prices))
    mixed = replace(jacket, variants=(jacket.variants[0], cheap))
    offers = [offer(one) for one in variants(with_product(context, mixed))]
    assert [one["shippingDetails"] for one in offers] == [
        [{"@id": "https://wegwarte.example/products/windjacke/#shipping-1"}],
        [{"@id": "https://wegwarte.example/products/windjacke/#shipping-2"}],
    ]


def test_no_rating_is_invented(context: ViewContext) -> None:
    assert not {"aggregateRating", "review"} & set(of(context, "coffee"))


def test_two_options_of_one_kind_do_not_hide_each_other(context: ViewContext) -> None:
    jacket = context.graph.products["jacket", "de"]
    volume = Option(id="volume", title="Inhalt", values=(OptionValue(id="big", title="25 l"),))
    chosen = tuple(replace(variant, selected=(*variant.selected, ("volume", "big"))) for variant in jacket.variants)
    bag = replace(jacket, options=(*jacket.options, volume), variants=chosen)
    first = variants(with_product(context, bag))[0]
    assert (first["size"], first["additionalProperty"]) == (
        "M",
        [{"@type": "PropertyValue", "name": "Inhalt", "value": "25 l"}],
    )
