"""Outlines: what a thing contributes to the shape of the magazine, that is, to its pages, lists, links and order.

Rules of the room: what is not known to leave the shape alone is part of the outline, so that a new field of the model
is one of the shape until somebody says otherwise here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from functions.catalog import MAXIMUM
from generator.graph.selling import is_sold_out
from generator.model import FreePage, Manufacturer, Product, Story, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Entity, Price, Thing, Variant

_NOBODY = Manufacturer(name="", address="", contact="")


def outline(thing: Thing) -> tuple[object, ...]:
    """What two editions of a thing have in common if one can take the place of the other and no other page is moved."""
    names = {language: tuple(dict.fromkeys(named)) for language, named in thing.names.items()}
    editions = tuple((_bare(one), one.at, _pictures(one), tuple(_offers(one))) for one in thing.entities)
    return names, thing.pictures, thing.media, thing.broken, editions, _is_gone(thing)


def _bare(one: Entity) -> Entity:
    """An edition without what only its own pages show, and those that name it."""
    if isinstance(one, Story):
        return replace(one, title="", description="", lastmod=one.date, hero=None, params={})
    if isinstance(one, FreePage):
        return replace(one, description="", lastmod=None, params={})
    if isinstance(one, Term):
        return replace(one, description="", image=None)
    return replace(
        one,
        description="",
        images=(),
        options=(),
        variants=tuple(_sold(variant) for variant in one.variants),
        tax_class="",
        manufacturer=_NOBODY,
        brand="",
        facts=(),
        material="",
        ingredients="",
        allergens="",
        safety=(),
        withdrawal=None,
        params={},
    )


def _sold(variant: Variant) -> Variant:
    """A variant by its SKU and GTIN, which nobody else may have."""
    return replace(
        variant,
        selected=(),
        prices=(),
        weight_g=0,
        content=None,
        fulfilment="shipped",
        stock="unlimited",
        opening_stock=0,
        lead_days=0,
        maximum=MAXIMUM,
    )


def _is_gone(thing: Thing) -> bool:
    """Whether nothing is left of a product: the stories that show it are told so."""
    return any(isinstance(one, Product) and is_sold_out(one) for one in thing.entities[:1])


def _offers(one: Entity) -> Iterator[tuple[Price, ...]]:
    """The prices of what is offered for less, which are held against what it cost before."""
    for variant in one.variants if isinstance(one, Product) else ():
        if any(price.start for price in variant.prices):
            yield variant.prices


def _pictures(one: Entity) -> tuple[str, ...]:
    """The pictures that an edition names: whether they exist is everybody's business."""
    if isinstance(one, Product):
        return tuple(image.src for image in one.images)
    image = one.hero if isinstance(one, Story) else one.image if isinstance(one, Term) else None
    return (image.src,) if image else ()
