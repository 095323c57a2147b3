"""Options and variants of a product: what a shopper chooses, and what is sold for how much.

Rules of the room: every option is chosen in every variant, no choice is sold twice, and nothing is without a price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from generator.decode import values
from generator.decode.fields import Fields
from generator.decode.misread import refuse
from generator.decode.readers import choice, each, integer, pairs, text, token
from generator.diagnostics import did_you_mean
from generator.model import Option, OptionValue, Price, Variant
from generator.source import Mapping, Scalar

if TYPE_CHECKING:
    from functions.catalog import Market
    from functions.money import Money
    from generator.decode.readers import Reader
    from generator.model import Site
    from generator.source import Node


def option(node: Node, _: str) -> Option:
    """What a shopper chooses, such as a size, with its values."""
    fields = Fields(node, "An option", example="{id: %s, title: …, values: [S, M, L]}")
    found = Option(
        id=fields.need("id", token, ""),
        title=fields.need("title", text, ""),
        values=fields.need("values", each(_value), ()),
    )
    ids = [value.id for value in found.values]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
    if twice is not None:
        fields.wrong(
            "E121", f'The option {found.id} has the value "{twice}" twice.', "Delete one.", at=fields.place("values")
        )
    fields.finish()
    return found


def _value(node: Node, name: str) -> OptionValue:
    """A value as one word that is id and title, or with both keys."""
    if isinstance(node, Scalar):
        word = text(node, name)
        return OptionValue(id=word, title=word)
    fields = Fields(node, "A value")
    found = OptionValue(id=fields.need("id", token, ""), title=fields.need("title", text, ""))
    fields.finish()
    return found


def variant(site: Site, options: tuple[Option, ...] | None) -> Reader[Variant]:
    """One sellable thing of a product with these options; None if they could not be read."""

    def read(node: Node, _: str) -> Variant:
        fields = Fields(node, "A variant", example="{sku: %s, price: 12.50}")
        sku = fields.need("sku", values.sku, "")
        chosen = dict(fields.may("options", pairs(token), ()))
        if options is not None:
            _check_choice(fields, sku, chosen, options)
        stock = fields.may("opening_stock", integer(0), None)
        found = Variant(
            sku=sku,
            selected=tuple((option.id, chosen.get(option.id, "")) for option in options or ()),
            prices=_prices(fields, sku, site),
            gtin=fields.may("gtin", values.gtin, ""),
            weight_g=fields.may("weight", values.weight, 0),
            content=fields.may("content", values.content, None),
            fulfilment=_fulfilment(fields),
            stock="unlimited" if stock is None else "tracked",
            opening_stock=stock or 0,
            lead_days=fields.may("lead_days", integer(0, 365), 0),
            at=fields.place("sku"),
        )
        fields.finish()
        return found

    return read


def _fulfilment(fields: Fields) -> Literal["shipped", "digital", "made_to_order"]:
    known = choice("shipped", "digital", "made_to_order")
    return cast("Literal['shipped', 'digital', 'made_to_order']", fields.may("fulfilment", known, "shipped"))


def _check_choice(fields: Fields, sku: str, chosen: dict[str, str], options: tuple[Option, ...]) -> None:
    """Every option of the product is chosen, and nothing that it does not have."""
    at = fields.place("options")
    known = {option.id: tuple(value.id for value in option.values) for option in options}
    for id_, value in chosen.items():
        if id_ not in known:
            hint = did_you_mean(id_, tuple(known)) if known else "The product has no options at all."
            fields.wrong("E122", f'{sku} chooses the option "{id_}", which the product does not have.', hint, at=at)
        elif value not in known[id_]:
            message = f'{sku} chooses the {id_} "{value}", which is none of its values.'
            fields.wrong("E122", message, did_you_mean(value, known[id_]), at=at)
    for id_, words in known.items():
        if id_ not in chosen and not set(chosen) - set(known):
            message = f"{sku} does not say which {id_} it is."
            example = words[0] if words else "…"
            fields.wrong("E122", message, f"Add to its options: {{{id_}: {example}}}", at=at)


def _prices(fields: Fields, sku: str, site: Site) -> tuple[Price, ...]:
    """The prices of a variant by market; ``price`` alone is in the first market."""
    first = site.markets[0]
    if fields.has("price") and fields.has("prices"):
        fields.wrong("E124", f"{sku} has price and prices.", "Keep one of the two.", at=fields.place("price"))
    amount = values.money(first.currency, minimum=1)
    price = fields.may("price", amount, None)
    list_price = fields.may("list_price", amount, None)
    prices = fields.may("prices", _by_market(site.markets), {})
    list_prices = fields.may("list_prices", _by_market(site.markets), {})
    if not (fields.has("price") or fields.has("prices") or fields.nearly("price")):
        hint = "Add a line: price: 12.50"
        fields.wrong("E124", f"{sku or 'The variant'} has no price.", hint, at=fields.place("sku"))
    if price is not None:
        prices, list_prices = {first.id: price}, {first.id: list_price} if list_price else {}
    return tuple(
        Price(market=market.id, price=prices[market.id], list_price=list_prices.get(market.id))
        for market in site.markets
        if market.id in prices
    )


def _by_market(markets: tuple[Market, ...]) -> Reader[dict[str, Money]]:
    def read(node: Node, name: str) -> dict[str, Money]:
        if not isinstance(node, Mapping):
            refuse("E108", f"{name} must be a group of keys.", f"Write: {name}: {{{markets[0].id}: 12.50}}", at=node.at)
        fields = Fields(node, name)
        found = {market.id: fields.may(market.id, values.money(market.currency, minimum=1), None) for market in markets}
        fields.finish()
        return {id_: price for id_, price in found.items() if price is not None}

    return read
