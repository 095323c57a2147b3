from __future__ import annotations

from typing import TYPE_CHECKING

from generator.views import site_view
from generator.views.listing import listing_view

if TYPE_CHECKING:
    from generator.views import ViewContext
    from generator.views.shapes import ListingView


def shown(context: ViewContext, kind: str, subject: str = "", language: str = "de", number: int = 1) -> ListingView:
    page = context.routes.by_key[kind, subject, language, number]
    return listing_view(context, page, site_view(context, page))


def test_the_newest_story_leads_the_cover_and_is_not_repeated(context: ViewContext) -> None:
    cover = shown(context, "home")
    assert cover.lead is not None
    assert (cover.lead.id, [story.id for story in cover.stories]) == ("rannoch", ["tee"])


def test_a_list_shows_the_part_of_its_page(context: ViewContext) -> None:
    first, second = (shown(context, "stories", number=number) for number in (1, 2))
    assert [[story.id for story in page.stories] for page in (first, second)] == [["rannoch", "tee"], ["pfeffer"]]


def test_a_section_has_its_stories_and_products(context: ViewContext) -> None:
    section = shown(context, "section", "kaffee", "en")
    assert (section.title, [story.id for story in section.stories], [card.id for card in section.products]) == (
        "Coffee",
        ["pfeffer"],
        ["coffee"],
    )


def test_an_overview_links_what_is_not_empty(context: ViewContext) -> None:
    overview = shown(context, "sections", language="en")
    assert (overview.title, [link.title for link in overview.terms]) == ("Sections", ["Out and about", "Coffee"])


def test_the_shop_shows_every_product(context: ViewContext) -> None:
    assert [card.id for card in shown(context, "products").products] == ["jacket", "coffee"]
