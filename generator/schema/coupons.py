"""Coupons: the schema of content/coupons.yml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.decode.coupons import CODE
from generator.schema.shapes import (
    amount,
    by_language,
    by_market,
    either,
    flag,
    group,
    identifier,
    moment,
    pairs,
    percent,
    references,
    whole,
)

if TYPE_CHECKING:
    from generator.schema.known import Known
    from generator.schema.shapes import Schema


def coupons_yml(known: Known) -> Schema:
    """The schema of the coupons: by their codes, each with its rules."""
    return pairs(_coupon(known), keys=CODE)


def _coupon(known: Known) -> Schema:
    return group(
        "coupon",
        known.language,
        need={"title": by_language()},
        may={
            "amount": _amounts(known),
            "percent": percent(),
            "free_shipping": flag(),
            "minimum": _amounts(known),
            "products": references(identifier(known.products)),
            "from": moment(),
            "until": moment(),
            "once_per_customer": flag(),
            "limit": whole(1),
        },
    )


def _amounts(known: Known) -> Schema:
    """An amount, or one for each market."""
    return either(amount(), by_market(known.markets))
