"""Sites: the schema of site.yml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.decode.brand import COLOURS, DARK
from generator.decode.values import GRAMS
from generator.schema.shapes import (
    ID,
    amount,
    by_language,
    choice,
    each,
    either,
    flag,
    group,
    identifier,
    measured,
    pairs,
    percent,
    text,
    token,
    whole,
)

if TYPE_CHECKING:
    from generator.schema.shapes import Schema

_COUNTRY, _CURRENCY = "[A-Z]{2}", "[A-Z]{3}"
_DAYS = whole(0, 365)


def site_yml(language: str) -> Schema:
    """The schema of site.yml, its words in a language."""
    return group(
        "site",
        language,
        need={
            "base_url": token(r"https?://[^\s?#]+"),
            "timezone": token(),
            "languages": pairs(_language(language), least=1),
            "organization": _organization(language),
            "markets": pairs(_market(language), keys=ID, least=1),
        },
        may={
            "litfass": token(),
            "theme": identifier(),
            "brand": _brand(language),
            "lenient": flag(),
            "extensions": each(token(r"extensions/[A-Za-z0-9_]+\.py")),
            "till_url": token(r"https?://[^\s?#]+/till/?"),
            "payment": choice("sandbox", "stripe"),
            "page_size": whole(1, 500),
            "return_days": whole(14, 365),
            "payment_means": by_language(),
        },
    )


def _brand(language: str) -> Schema:
    colour, file = token("#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})"), token(r"[^/\\\s:][^\\:]*")
    files = either(file, each(file))
    dark = group("brand", language, may=dict.fromkeys(DARK, colour))
    colours = dict.fromkeys(COLOURS, colour)
    return group("brand", language, may={**colours, "dark": dark, "logo": file, "read": files, "use": files})


def _language(language: str) -> Schema:
    may = {"tagline": text(), "description": text(), "params": pairs(text())}
    return group("language", language, need={"name": text(), "title": text()}, may=may)


def _organization(language: str) -> Schema:
    places = {name: text() for name in ("street", "postal_code", "city", "telephone", "tax_number")}
    places["vat_id"] = token(r"[\s.-]*[A-Za-z][\s.-]*[A-Za-z]([\s.-]*[0-9A-Za-z+*]){2,12}[\s.-]*")
    need = {"name": text(), "mail": token(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")}
    return group("organization", language, need=need, may={**places, "country": token(_COUNTRY)})


def _market(language: str) -> Schema:
    return group(
        "market",
        language,
        need={
            "currency": token(_CURRENCY),
            "countries": each(token(_COUNTRY), least=1),
            "shipping": each(_service(language)),
        },
        may={
            "vat": choice("included", "exempt"),
            "tax": pairs(pairs(percent(), keys="[a-z][a-z0-9_]*", least=1), keys=_COUNTRY),
            "cut_off": token("([01]?[0-9]|2[0-3]):[0-5][0-9]"),
            "handling_days": _days(),
            "ships_from": token(f"{_COUNTRY}(-[A-Za-z0-9]+)?"),
        },
    )


def _service(language: str) -> Schema:
    return group(
        "service",
        language,
        need={
            "id": identifier(),
            "name": by_language(),
            "countries": each(token(_COUNTRY)),
            "rates": each(group("rate", language, need={"price": amount()}, may={"up_to": measured(GRAMS)})),
        },
        may={"free_from": amount(), "transit_days": _days()},
    )


def _days() -> Schema:
    """Working days, at least and at most."""
    return {"type": "array", "items": _DAYS, "minItems": 2, "maxItems": 2}
