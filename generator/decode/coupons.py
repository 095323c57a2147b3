"""Coupons: content/coupons.yml to the codes that the till takes, each with its rules.

Rules of the room: a code is a key of the file, written as it is told to customers. Whether there is such a product is
not known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from functions import catalog
from generator.decode import values
from generator.decode.fields import Fields
from generator.decode.misread import refuse
from generator.decode.moments import last_moment, moment
from generator.decode.prices import money_by_market
from generator.decode.readers import boolean, integer, pairs, token
from generator.decode.references import references
from generator.decode.site import words
from generator.diagnostics import exchange
from generator.model import Coupon
from generator.source import Mapping

if TYPE_CHECKING:
    from datetime import datetime

    from functions.catalog import Market
    from generator.decode.readers import Reader
    from generator.model import Site
    from generator.source import Node

#: Short ones are soon found by trying; a code has letters that every keyboard has.
CODE = "[A-Z0-9][A-Z0-9-]{2,31}"


def coupons(node: Mapping, site: Site) -> tuple[Coupon, ...]:
    """Every coupon of the file, in its order. Raises Misread with everything that is wrong."""
    read = pairs(lambda value, code: _coupon(value, code, site), _code)
    return tuple(coupon for _, coupon in read(node, "coupons"))


def _code(node: Node, name: str) -> str:
    word = token(node, name)
    if not re.fullmatch(CODE, word):
        message = f'The code "{word}" may have only capital letters A-Z, digits and hyphens, 3 to 32 of them.'
        better = catalog.coupon_code(word)
        known = re.fullmatch(CODE, better)
        fix = exchange(node.at, word, better) if known else ()
        refuse("E115", message, f"Write: {better}" if known else "", at=node.at, fix=fix)
    return word


def _coupon(node: Node, code: str, site: Site) -> Coupon:
    fields = Fields(node, f"The coupon {code}", example="{title: …, percent: 10}")
    start = fields.may("from", moment(site.timezone), None)
    end = fields.may("until", last_moment(site.timezone), None)
    products = fields.may("products", references("product"), ())
    rules = catalog.Coupon(
        title=fields.need("title", words(tuple(language.code for language in site.languages)), {}),
        amount=fields.may("amount", _amounts(site.markets), {}),
        basis_points=fields.may("percent", values.percent, 0),
        free_shipping=fields.may("free_shipping", boolean, otherwise=False),
        minimum=fields.may("minimum", _amounts(site.markets), {}),
        products=tuple(product.id for product in products),
        start=_seconds(start),
        end=_seconds(end),
        once_per_customer=fields.may("once_per_customer", boolean, otherwise=False),
        limit=fields.may("limit", integer(1), None),
    )
    _check(fields, code, rules)
    fields.finish()
    return Coupon(code=code, rules=rules, products=products, end=end, at=fields.place("until"))


def _check(fields: Fields, code: str, rules: catalog.Coupon) -> None:
    """What it takes off is said, and once; it ends after it has begun."""
    if fields.failed:
        return
    if rules.amount and rules.basis_points:
        message = f"The coupon {code} has amount and percent."
        fields.wrong("E149", message, "Keep one of the two.", at=fields.place("amount"))
    if not (rules.amount or rules.basis_points or rules.free_shipping):
        hint = "Add one of these lines: amount: 5.00, percent: 10 or free_shipping: true"
        fields.wrong("E149", f"The coupon {code} takes nothing off.", hint, at=fields.at)
    if rules.start is not None and rules.end is not None and rules.end <= rules.start:
        hint = "Write what comes first behind from, and the later moment behind until."
        fields.wrong("E149", f"The coupon {code} ends before it has begun.", hint, at=fields.place("until"))


def _amounts(markets: tuple[Market, ...]) -> Reader[dict[str, int]]:
    """Minor units for each market; one amount alone is in the first."""

    def read(node: Node, name: str) -> dict[str, int]:
        if isinstance(node, Mapping):
            found = money_by_market(markets, minimum=0)(node, name)
        else:
            found = {markets[0].id: values.money(markets[0].currency)(node, name)}
        return {market: money.minor for market, money in found.items() if money.minor}

    return read


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
