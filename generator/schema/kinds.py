"""Kinds: the front matter of everything that can lie below content/, in its first language and translated.

Rules of the room: what the decoder asks for is here, and nothing else; `tests/generator/test_schema.py` compares both.
A translation has words only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from functions.catalog import SKU, Fulfilment, WithdrawalException
from generator.decode.page import ROLES
from generator.decode.values import CONTENTS, GRAMS
from generator.model import TERM_KINDS
from generator.schema.shapes import (
    amount,
    by_market,
    choice,
    day,
    each,
    either,
    flag,
    group,
    identifier,
    measured,
    moment,
    pairs,
    references,
    suggested,
    text,
    token,
    whole,
)

if TYPE_CHECKING:
    from generator.schema.known import Known
    from generator.schema.shapes import Schema

_PATH = r"/[^\s?#\\]*"
_PICTURE = r"(?!\.?/|content/|.*://)[^\\]+"


def front_matter(known: Known) -> dict[str, Schema]:
    """The schema of each kind, ``story`` to ``author``, and of its translations: ``story-words`` and so on."""
    return {
        "story": _story(known),
        "story-words": _story_words(known),
        "product": _product(known),
        "product-words": _product_words(known),
        "page": _page(known),
        "page-words": group("page", known.language, need=_title(), may={**_naming(), **_description(), **_params()}),
        **{name: _term(name, known) for name in TERM_KINDS},
        **{f"{name}-words": _term_words(name, known) for name in TERM_KINDS},
    }


def _title() -> dict[str, Schema]:
    return {"title": text()}


def _naming() -> dict[str, Schema]:
    return {"slug": identifier(), "aliases": each(token(_PATH))}


def _description() -> dict[str, Schema]:
    return {"description": text()}


def _params() -> dict[str, Schema]:
    return {"params": pairs({"type": ["string", "number", "boolean", "null"]})}


def _image(known: Known) -> Schema:
    need: dict[str, Schema] = {"src": token(_PICTURE), "alt": {"type": ["string", "number", "boolean", "null"]}}
    return group("image", known.language, need=need, may={"credit": text(), "caption": text()})


def _image_words(known: Known) -> Schema:
    return group("image", known.language, may={"alt": text(empty=True), "caption": text()})


def _tags(known: Known) -> Schema:
    return references(suggested(identifier(), known.tags))


def _story(known: Known) -> Schema:
    return group(
        "story",
        known.language,
        need={**_title(), **_description(), "section": identifier(known.sections)},
        may={
            "date": moment(),  # the name of the file may have it
            **_naming(),
            "authors": references(identifier(known.authors)),
            "tags": _tags(known),
            "lastmod": moment(),
            "publishDate": moment(),
            "expiryDate": moment(),
            "draft": flag(),
            "hero": _image(known),
            "weight": whole(),
            **_params(),
        },
    )


def _story_words(known: Known) -> Schema:
    may = {**_naming(), "hero": _image_words(known), **_params()}
    return group("story", known.language, need={**_title(), **_description()}, may=may)


def _page(known: Known) -> Schema:
    return group(
        "page",
        known.language,
        need=_title(),
        may={
            **_naming(),
            **_description(),
            "menu": choice("main", "footer"),
            "role": choice(*ROLES),
            "lastmod": moment(),
            "draft": flag(),
            "weight": whole(),
            **_params(),
        },
    )


def _term(name: str, known: Known) -> Schema:
    may = {**_naming(), **_description(), "image": _image(known), "weight": whole()}
    own = {"apart": flag()} if name == "section" else {}
    return group(name, known.language, need=_title(), may={**may, **own})


def _term_words(name: str, known: Known) -> Schema:
    may = {**_naming(), **_description(), "image": _image_words(known)}
    return group(name, known.language, need=_title(), may=may)


def _product(known: Known) -> Schema:
    return group(
        "product",
        known.language,
        need={
            **_title(),
            **_description(),
            "variants": each(_variant(known), least=1),
            "tax": choice(*known.tax_classes) if known.tax_classes else token(),
            "manufacturer": _manufacturer(known),
        },
        may={
            **_naming(),
            "images": each(_image(known)),
            "options": each(_option(known)),
            "brand": text(),
            "section": identifier(known.sections),
            "tags": _tags(known),
            **_descriptive(),
            "withdrawal": group(
                "withdrawal",
                known.language,
                need={"exception": choice(*get_args(WithdrawalException)), "reason": text()},
            ),
            "discontinued": flag(),
            "no_discount": flag(),
            "successor": identifier(known.products),
            "draft": flag(),
            "weight": whole(),
            **_params(),
        },
    )


def _product_words(known: Known) -> Schema:
    value = group("value", known.language, need={"id": token(), "title": text()})
    option = group(
        "option", known.language, need={"id": token()}, may={"title": text(), "values": each(either(value, text()))}
    )
    may = {
        **_naming(),
        "images": each(_image_words(known)),
        "options": each(option),
        **_descriptive(),
        "withdrawal": group("withdrawal", known.language, need={"reason": text()}),
        **_params(),
    }
    return group("product", known.language, need={**_title(), **_description()}, may=may)


def _descriptive() -> dict[str, Schema]:
    """What is said of a product in every language."""
    words = {name: text() for name in ("material", "ingredients", "allergens")}
    return {"facts": pairs(text()), **words, "safety": each(text())}


def _manufacturer(known: Known) -> Schema:
    need = {"name": text(), "address": text(), "contact": text()}
    return group("manufacturer", known.language, need=need, may={"eu_responsible": text()})


def _option(known: Known) -> Schema:
    value = group("value", known.language, need={"id": token(), "title": text()})
    need = {"id": token(), "title": text(), "values": each(either(value, text()))}
    return group("option", known.language, need=need)


def _variant(known: Known) -> Schema:
    return _priced(
        group(
            "variant",
            known.language,
            need={"sku": token(SKU.pattern)},
            may={
                "options": pairs(token()),
                **_prices(known),
                "offers": each(_offer(known)),
                "gtin": token("[0-9 -]+"),
                "weight": measured(GRAMS),
                "content": measured(unit.replace("2", "[2²]") for unit in CONTENTS),
                "fulfilment": choice(*get_args(Fulfilment)),
                "opening_stock": whole(0),
                "lead_days": whole(0, 365),
                "available_from": day(),
                "maximum": whole(1, 9_999),
            },
        )
    )


def _offer(known: Known) -> Schema:
    return _priced(group("offer", known.language, need={"from": moment(), "until": moment()}, may=_prices(known)))


def _prices(known: Known) -> dict[str, Schema]:
    one, of_each = amount(least=True), by_market(known.markets, least=True)
    return {"price": one, "list_price": one, "prices": of_each, "list_prices": of_each}


def _priced(shape: Schema) -> Schema:
    """Something with a price: alone, or one for each market, and not both."""
    return {**shape, "oneOf": [{"required": ["price"]}, {"required": ["prices"]}]}
