from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from functions import catalog
from generator.channels.till import TillPages, catalog_artifacts, make_catalog, pages_artifacts, pages_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import SiteGraph
    from generator.views import ViewContext

PAGES = TillPages(
    frames={"de": "<title>till:title</title>"},
    templates={"review.html": "{{ t('till.title') }}"},
    words={"de": {"till.title": "Kasse"}},
    look={"paper": "#fbfaf6"},
)


def test_the_catalogue_is_read_back_as_it_was_made(context: ViewContext) -> None:
    made = make_catalog(context)
    assert catalog.dump(catalog.load(catalog.dump(made))) == catalog.dump(made)


def test_every_variant_of_what_is_visible_can_be_sold(context: ViewContext) -> None:
    assert list(make_catalog(context).variants) == ["JACKET-M", "JACKET-L", "COFFEE"]


def test_a_draft_is_not_sold_even_where_it_is_shown(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    products = {key: replace(product, draft=key[0] == "coffee") for key, product in magazine.products.items()}
    made = make_catalog(context_of(replace(magazine, products=products)))
    assert made.variant("COFFEE") is None


def test_equal_contents_have_one_build_name(context: ViewContext) -> None:
    assert make_catalog(context).build == make_catalog(context).build


def test_another_price_is_another_build(
    magazine: SiteGraph, context: ViewContext, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    product = magazine.products["jacket", "de"]
    variants = tuple(replace(variant, opening_stock=7) for variant in product.variants)
    graph = replace(magazine, products={**magazine.products, ("jacket", "de"): replace(product, variants=variants)})
    assert make_catalog(context_of(graph)).build != make_catalog(context).build


def test_the_catalogue_knows_the_holidays_of_both_ends(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    market = msgspec.structs.replace(magazine.site.markets[0], ships_from="DE-BE", countries=("DE", "FR", "ZZ"))
    graph = replace(magazine, site=replace(magazine.site, markets=(market,)))
    known = catalog.load(catalog.dump(make_catalog(context_of(graph)))).markets[market.id].holidays
    assert known.keys() == {"DE-BE", "DE", "FR"}
    assert {date(2026, 12, 25), date(2027, 3, 8), date(2029, 12, 26)} <= known["DE-BE"]
    assert date(2027, 3, 8) not in known["DE"]
    assert date(2027, 7, 14) in known["FR"]
    assert {day.year for days in known.values() for day in days} == {2026, 2027, 2028, 2029}


def test_the_year_is_that_of_the_shop(magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]) -> None:
    market = msgspec.structs.replace(magazine.site.markets[0], ships_from="DE-BE")
    site = replace(magazine.site, markets=(market,))
    eve = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    for now, first in ((eve, 2026), (eve + timedelta(minutes=1), 2027)):
        known = make_catalog(context_of(replace(magazine, site=site, now=now))).markets[market.id].holidays
        assert min(known["DE-BE"]) == date(first, 1, 1)


def test_a_shop_that_does_not_say_where_it_ships_from_has_no_holidays(context: ViewContext) -> None:
    assert all(not market.holidays for market in make_catalog(context).markets.values())


def test_the_shop_is_named_as_the_contract_needs(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    site = replace(magazine.site, organization=replace(magazine.site.organization, telephone="+49 30 23125 070"))
    shop = make_catalog(context_of(replace(magazine, site=site))).shop
    assert (shop.name["de"], shop.mail, shop.address, shop.country, shop.telephone, shop.payment_means["en"]) == (
        "Wegwarte",
        "post@wegwarte.example",
        "Wegwarte Verlag\nAm Rain 7\nMusterfelde",
        "DE",
        "+49 30 23125 070",
        "Card",
    )


def test_the_two_files_lie_where_the_functions_look(context: ViewContext) -> None:
    found = (*catalog_artifacts(context), *pages_artifacts(context, PAGES))
    assert [artifact.path for artifact in found] == ["_till/catalog.json", "_till/pages.json"]


def test_legal_texts_are_in_the_language_or_the_original(context: ViewContext) -> None:
    found = json.loads(pages_json(context, PAGES))["documents"]["en"]
    assert found == {
        "imprint": {"title": "Impressum", "url": "/impressum/", "text": "Wir."},
        "terms": {"title": "Terms", "url": "/en/terms/", "text": "Wir."},
    }


def test_the_version_of_the_terms_changes_with_their_text(
    magazine: SiteGraph, context: ViewContext, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    key = ("page", "agb", "en")
    changed = context_of(
        replace(magazine, prose={**magazine.prose, key: replace(magazine.prose[key], html="<p>Wir nicht.</p>")})
    )
    versions = [json.loads(pages_json(one, PAGES))["terms_version"] for one in (context, changed)]
    assert len(set(versions)) == 2


def test_the_themes_part_is_passed_on(context: ViewContext) -> None:
    found = json.loads(pages_json(context, PAGES))
    assert (found["version"], found["frames"], found["templates"], found["words"], found["look"]) == (
        1,
        PAGES.frames,
        PAGES.templates,
        PAGES.words,
        PAGES.look,
    )
