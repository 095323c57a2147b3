"""From a product's variant to what is offered: the catalogue's variant, and what a page shows of it.

Rules of the room: the till's `functions.catalog.Variant` is made here, once, and a page's price is that variant's
``price_at``; so page, structured data, feeds and till cannot differ.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions import catalog
from functions.money import Money
from functions.pricing.delivery import working_days
from functions.pricing.measure import base_price_of, content_words
from generator.prices import cost_at, edges, periods_of
from generator.views.shapes import VariantView

if TYPE_CHECKING:
    from datetime import date, datetime

    from functions.catalog import Market, Words
    from generator.model import Price, Product, Variant
    from generator.views.context import ViewContext

CAN_BE_BOUGHT = ("in_stock", "made_to_order", "pre_order")
"""What `availability_of` says of a variant that one can buy."""


def catalog_variant(context: ViewContext, product: Product, variant: Variant) -> catalog.Variant:
    """The variant as the till knows it, with the words of every language."""
    editions = _editions(context, product)
    return catalog.Variant(
        sku=variant.sku,
        product=product.id,
        title={code: edition.title for code, edition in editions.items()},
        options={code: choices(edition, variant) for code, edition in editions.items() if variant.selected},
        description={code: _characteristics(edition) for code, edition in editions.items()},
        urls={code: context.routes.url("product", product.id, code) for code in editions},
        image=context.images.view(product.images[0]).src if product.images else "",
        gtin=variant.gtin,
        tax_class=product.tax_class,
        prices=periods_of(variant, context.graph.history.get(variant.sku, ())),
        weight_g=variant.weight_g,
        content=variant.content,
        fulfilment=variant.fulfilment,
        stock=variant.stock,
        opening_stock=variant.opening_stock,
        lead_days=variant.lead_days,
        available_from=variant.available_from.date() if variant.available_from else None,
        maximum=variant.maximum,
        withdrawal=product.withdrawal,
        discontinued=product.discontinued,
        no_discount=product.no_discount,
    )


def variant_view(context: ViewContext, product: Product, variant: Variant, language: str) -> VariantView:
    """The variant as a card shows it, priced in the site's first market as of the graph's moment."""
    market, offered = context.market, catalog_variant(context, product, variant)
    available_from = offered.pre_order(context.graph.now.astimezone(context.graph.site.timezone).date())
    period = offered.price_at(market.id, context.graph.now)
    availability = availability_of(offered, available_from) if period else "sold_out"
    shown = period or offered.prices[market.id][0]
    price = Money(minor=shown.price, currency=market.currency)
    options = choices(product, variant)
    list_price = shown.list_price or 0
    base_price, base_unit = base_price_of(price, variant.content)
    return VariantView(
        sku=variant.sku,
        label=", ".join(value for _, value in options),
        options=options,
        price=price,
        list_price=Money(minor=list_price, currency=market.currency) if list_price > price.minor else None,
        lowest=Money(minor=shown.lowest, currency=market.currency) if shown.lowest else None,
        until=_last_moment(context, variant),
        base_price=base_price,
        base_unit=base_unit,
        content=content_words(variant.content, context.wording[language]),
        availability=availability,
        days=delivery_days(offered, market, available_from),
        available_from=available_from if availability == "pre_order" else None,
        maximum=offered.maximum,
    )


def offer_now(context: ViewContext, variant: Variant) -> Price | None:
    """The offer that holds as of the graph's moment in the site's first market; None where there is none."""
    found = cost_at(variant, context.market.id, context.graph.now)
    return found if found and found.start else None


def next_price(context: ViewContext, variant: Variant) -> datetime | None:
    """When an offer begins or ends next in the site's first market, in the site's zone; None if nothing is known."""
    coming = (edge for edge in edges(variant, context.market.id) if edge > context.graph.now)
    found = next(coming, None)
    return found.astimezone(context.graph.site.timezone) if found else None


def availability_of(variant: catalog.Variant, available_from: date | None) -> str:
    """What can be had as of the build: what the till says of it, or "discontinued".

    ``available_from`` is `catalog.Variant.pre_order`.
    """
    return "discontinued" if variant.discontinued else variant.availability(variant.opening_stock, available_from)


def delivery_days(variant: catalog.Variant, market: Market, available_from: date | None) -> tuple[int, int]:
    """Working days from the order to delivery in the market's first country: making, handling and transit.

    What is ordered before it comes (``available_from``) is ready on that day, and needs the way alone.
    """
    if variant.fulfilment == "digital":
        return (0, 0)
    ways = market.services(market.countries[0], variant.weight_g, 0)
    transit = ways[0][0].transit_days if ways else (0, 0)
    return transit if available_from else working_days(market.handling_days, transit, variant.lead_days)


def choices(product: Product, variant: Variant) -> tuple[tuple[str, str], ...]:
    """Title of option and title of value, in the order of the options."""
    options = {option.id: option for option in product.options}
    titles = {option.id: {value.id: value.title for value in option.values} for option in product.options}
    return tuple((options[option].title, titles[option].get(value, value)) for option, value in variant.selected)


def words(texts: Words, language: str) -> str:
    """The text of a language, or the first there is."""
    return texts.get(language) or next(iter(texts.values()), "")


def _editions(context: ViewContext, product: Product) -> dict[str, Product]:
    products = context.graph.products
    codes = (language.code for language in context.graph.site.languages)
    return {code: products[product.id, code] for code in codes if (product.id, code) in products}


def _characteristics(product: Product) -> str:
    """What the good essentially is, for the till to say before the order (§ 312j (2) BGB)."""
    texts = (product.description, product.material, product.ingredients, product.allergens)
    return " · ".join(" ".join(text.split()).removesuffix(".") for text in texts if text.strip())


def _last_moment(context: ViewContext, variant: Variant) -> datetime | None:
    """The last second of the offer that holds: whoever says "until" means the day on which it lies."""
    offer = offer_now(context, variant)
    return offer.end - timedelta(seconds=1) if offer and offer.end else None
