"""Known: what a site's own files offer to whoever writes the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.model import Content, Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The ids of a site, in the order of its lists; without any, every id will do.

    ``language`` is that of the descriptions.
    """

    language: str = "en"
    languages: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    tax_classes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()

    @classmethod
    def of(cls, site: Site, content: Content) -> Known:
        """What a site knows."""
        ids = {kind: ids_of(content, kind) for kind in ("section", "author", "tag", "product", "story")}
        return cls(
            language=site.default_language,
            languages=tuple(language.code for language in site.languages),
            markets=tuple(market.id for market in site.markets),
            tax_classes=tax_classes(site),
            sections=ids["section"],
            authors=ids["author"],
            tags=ids["tag"],
            products=ids["product"],
            stories=ids["story"],
        )


def ids_of(content: Content, kind: str) -> tuple[str, ...]:
    """The ids of all things of a kind, by weight (0 last), then by id."""
    things = {id_: thing for (one, id_), thing in content.things.items() if one == kind}
    weights = {id_: thing.entities[0].weight if thing.entities else 0 for id_, thing in things.items()}
    return tuple(sorted(things, key=lambda id_: (not weights[id_], weights[id_], id_)))


def tax_classes(site: Site) -> tuple[str, ...]:
    """The classes that have a rate wherever VAT is shown, in the order of site.yml."""
    rates = [market.tax[country] for market in site.markets if market.vat == "included" for country in market.countries]
    return tuple(name for name in rates[0] if all(name in one for one in rates)) if rates else ()
