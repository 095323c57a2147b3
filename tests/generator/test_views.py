from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.views import TILL_TITLE, till_view, view
from generator.views.context import WORDS
from generator.views.shapes import FreePageView, ListingView, PageView, ProductView, SiteView, StoryView

if TYPE_CHECKING:
    from generator.views import ViewContext

SEEN: dict[str, dict[str, type]] = {
    "story": {"story": StoryView},
    "product": {"product": ProductView},
    "free": {"free_page": FreePageView},
    "cart": {},
}


def test_every_page_has_site_page_and_its_own(context: ViewContext) -> None:
    for page in context.routes.pages:
        expected: dict[str, type] = {
            "site": SiteView,
            "page": PageView,
            **SEEN.get(page.kind, {"listing": ListingView}),
        }
        assert expected == {name: type(value) for name, value in view(page, context).items()}


def test_every_key_of_a_form_is_unique_on_its_page(context: ViewContext) -> None:
    story = view(context.routes.by_key["story", "rannoch", "de", 1], context)["story"]
    assert isinstance(story, StoryView)
    assert [card.key for card in story.products] == ["jacket-list", "coffee-list"]


def test_the_page_for_what_is_not_found_has_something_to_read(context: ViewContext) -> None:
    listing = view(context.routes.by_key["not_found", "", "en", 1], context)["listing"]
    assert isinstance(listing, ListingView)
    assert listing.lead is not None


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_tills_frame_is_kept_from_search_engines(context: ViewContext, language: str) -> None:
    page = till_view(context, language)["page"]
    assert isinstance(page, PageView)
    assert (page.kind, page.title, page.noindex, page.language) == ("till", TILL_TITLE, True, language)


def test_views_need_no_words_but_those_they_name(context: ViewContext) -> None:
    assert [set(WORDS) - set(wording.words) for wording in context.wording.values()] == [set(), set()]
