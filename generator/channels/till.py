"""What the till works with: ``_till/catalog.json`` and ``_till/pages.json``, made from the same graph as the pages.

Rules of the room: a variant comes from `views.offer`, as a card's does; legal texts are plain text with the version
that an order records. The host never serves these files (see `headers`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from functions import catalog
from generator.calendars import holidays_of
from generator.channels.letter_text import letter_text
from generator.model import Artifact, Prose
from generator.views.facts import facet, next_change, year
from generator.views.offer import catalog_variant
from generator.views.site import free_pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from functions.catalog import Market
    from functions.wording import Text
    from generator.model import FreePage, Site
    from generator.views.context import ViewContext

#: Roles of free pages that the till's pages and mails quote.
DOCUMENTS = ("terms", "withdrawal", "shipping", "privacy", "imprint")


@dataclass(frozen=True, kw_only=True, slots=True)
class TillPages:
    """What the theme gives the till: a frame per language, templates by name, words by language and key, colours."""

    frames: Mapping[str, str]
    templates: Mapping[str, str]
    words: Mapping[str, Mapping[str, Text]]
    look: Mapping[str, str]


def catalog_artifacts(context: ViewContext) -> tuple[Artifact, ...]:
    """What the till prices from."""
    return (Artifact(path="_till/catalog.json", content=catalog.dump(make_catalog(context))),)


def pages_artifacts(context: ViewContext, pages: TillPages) -> tuple[Artifact, ...]:
    """What the till speaks with."""
    return (Artifact(path="_till/pages.json", content=pages_json(context, pages)),)


def make_catalog(context: ViewContext) -> catalog.Catalog:
    """The catalogue of every visible product that is no draft; ``build`` names its contents."""
    site = context.graph.site
    made = catalog.Catalog(
        version=catalog.VERSION,
        build="",
        timezone=str(site.timezone),
        languages=tuple(language.code for language in site.languages),
        base_path=site.base_path,
        preview=site.preview,
        shop=_shop(site),
        markets={market.id: _with_holidays(context, market) for market in site.markets},
        coupons=dict(context.graph.coupons.items()),
        variants={
            sku: msgspec.Raw(variant)
            for product in context.routes.lists.products("known", "", site.default_language)
            for sku, variant in sold(context, product)
        },
    )
    return msgspec.structs.replace(made, build=_digest(catalog.dump(made)), next_change=next_change(context))


@facet
def sold(context: ViewContext, product_id: str) -> tuple[tuple[str, bytes], ...]:
    """A product's variants as the catalogue has them, by SKU; none of a draft."""
    product = context.graph.products[product_id, context.graph.site.default_language]
    variants = () if product.draft else product.variants
    return tuple((one.sku, bytes(catalog.raw(catalog_variant(context, product, one)))) for one in variants)


@facet
def holidays(_context: ViewContext, place: str, first_year: str) -> tuple[date, ...]:
    """The holidays of a place from a year on."""
    return holidays_of(place, int(first_year))


def _with_holidays(context: ViewContext, market: Market) -> Market:
    """The market with the holidays of where it ships from and to; without them, where it does not say from where."""
    places = {market.ships_from, *market.countries} if market.ships_from else ()
    known = {place: frozenset(holidays(context, place, str(year(context)))) for place in places}
    return msgspec.structs.replace(market, holidays={place: days for place, days in known.items() if days})


def documents(context: ViewContext, language: str) -> dict[str, dict[str, str]]:
    """The legal texts by role, in that language or in the original where there is no translation."""
    free = {page.role: page for page in free_pages(context, language)}
    return {role: _document(context, free[role]) for role in DOCUMENTS if role in free}


def pages_json(context: ViewContext, pages: TillPages) -> bytes:
    """The till's pages: frames, templates, words, and the legal texts with their version."""
    texts = {language.code: documents(context, language.code) for language in context.graph.site.languages}
    contents = {
        "version": 1,
        "frames": dict(pages.frames),
        "templates": dict(pages.templates),
        "words": {code: dict(words) for code, words in pages.words.items()},
        "look": dict(pages.look),
        "documents": texts,
        "terms_version": _digest(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()),
    }
    return (json.dumps(contents, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _document(context: ViewContext, page: FreePage) -> dict[str, str]:
    prose = context.graph.prose.get(("page", page.id, page.language), Prose(html=""))
    return {"title": page.title, "url": context.routes.url("free", page.id, page.language), "text": letter_text(prose)}


def _shop(site: Site) -> catalog.Shop:
    brand = site.organization
    lines = (brand.name, brand.street, f"{brand.postal_code} {brand.city}".strip())
    return catalog.Shop(
        name={language.code: language.title for language in site.languages},
        mail=brand.mail,
        address="\n".join(line for line in lines if line),
        country=brand.country,
        telephone=brand.telephone,
        tax_number=brand.tax_number,
        vat_id=brand.vat_id,
        payment_means=dict(site.payment_means),
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
