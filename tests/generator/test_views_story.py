from __future__ import annotations

from typing import TYPE_CHECKING

from generator.views import site_view
from generator.views.story import related, story_view

if TYPE_CHECKING:
    from generator.views import ViewContext
    from generator.views.shapes import StoryView


def shown(context: ViewContext, story: str, language: str) -> StoryView:
    page = context.routes.by_key["story", story, language, 1]
    return story_view(context, page, site_view(context, page))


def test_all_products_of_a_story_stand_at_its_foot_once(context: ViewContext) -> None:
    products = shown(context, "rannoch", "de").products
    assert [(card.id, card.source) for card in products] == [("jacket", "rannoch#0"), ("coffee", "rannoch#0")]


def test_the_blocks_of_a_story_are_rendered(context: ViewContext) -> None:
    body = shown(context, "rannoch", "en").body
    assert "['card', 'layout']<p>Dann ['card', 'url', 'words'].</p>" in body


def test_reading_time_and_terms_are_the_storys(context: ViewContext) -> None:
    story = shown(context, "rannoch", "en")
    assert (story.minutes, [tag.title for tag in story.tags], [author.title for author in story.authors]) == (
        3,
        ["Walking"],
        ["Walking desk"],
    )


def test_related_stories_share_products_and_tags_before_the_newest(context: ViewContext) -> None:
    assert [story.id for story in related(context, ("pfeffer", "de"), "de")] == ["rannoch", "tee"]
    assert [story.id for story in related(context, ("tee", "de"), "de")] == ["rannoch", "pfeffer"]


def test_a_story_is_not_related_to_itself(context: ViewContext) -> None:
    assert "rannoch" not in {story.id for story in related(context, ("rannoch", "en"), "en")}


def test_the_code_of_a_story_is_drawn(context: ViewContext) -> None:
    assert shown(context, "rannoch", "en").qr.startswith('<svg class="qr"')
