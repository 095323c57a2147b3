"""Options and variants of a product: what a shopper chooses, and what is sold for how much.

Rules of the room: every option is chosen in every variant, no choice is sold twice, and nothing is without a price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from functions.catalog import MAXIMUM, Fulfilment
from generator.decode import values
from generator.decode.fields import Fields
from generator.decode.moments import day
from generator.decode.prices import offers, prices
from generator.decode.readers import choice, each, integer, pairs, text, token
from generator.diagnostics import did_you_mean
from generator.model import Option, OptionValue, Variant
from generator.source import Scalar

if TYPE_CHECKING:
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
        usual = prices(fields, sku or "The variant", site)
        found = Variant(
            sku=sku,
            selected=tuple((option.id, chosen.get(option.id, "")) for option in options or ()),
            prices=(*usual, *fields.may("offers", offers(sku, usual, site), ())),
            gtin=fields.may("gtin", values.gtin, ""),
            weight_g=fields.may("weight", values.weight, 0),
            content=fields.may("content", values.content, None),
            fulfilment=_fulfilment(fields),
            stock="unlimited" if stock is None else "tracked",
            opening_stock=stock or 0,
            lead_days=fields.may("lead_days", integer(0, 365), 0),
            available_from=fields.may("available_from", day(site.timezone), None),
            maximum=fields.may("maximum", integer(1, 9_999), MAXIMUM),  # more no line of a cart may have
            at=fields.place("sku"),
        )
        fields.finish()
        return found

    return read


def _fulfilment(fields: Fields) -> Fulfilment:
    return cast("Fulfilment", fields.may("fulfilment", choice(*get_args(Fulfilment)), "shipped"))


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
