"""A story in full: its text with products in place, what it mentions, and two stories to go on with."""

from __future__ import annotations

from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING

from generator.routes import absolute
from generator.views.body import body_of
from generator.views.card import picture, standing_card, teaser, term_link, term_links
from generator.views.facts import facet
from generator.views.gist import gist
from generator.views.qr import qr_code
from generator.views.shapes import HeadingView, StoryView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.model import Page, Prose
    from generator.views.context import ViewContext
    from generator.views.shapes import CardView, SiteView, TeaserView

#: How many stories stand at a story's foot: two that fit say more than six.
_RELATED = 2

#: What a shared product, tag and section weigh in the choice of related stories.
_WEIGHTS = {"product": 3, "tag": 2, "section": 1}

#: What outweighs all that.
_SAME_LANGUAGE = 1_000_000

#: How many stories of a tag or section are looked at for it.
_NEWEST = 100


def story_view(context: ViewContext, page: Page, site: SiteView) -> StoryView:
    """The story of ``page``, in the page's language (a story has pages only in languages it is written in)."""
    story = context.graph.stories[page.subject, page.language]
    edition, language = (story.id, story.language), page.language
    prose, embeds = body_of(context, page, site)
    return StoryView(
        id=story.id,
        title=story.title,
        description=story.description,
        url=page.url,
        language=story.language,
        section=term_link(context, "section", story.section, language),
        authors=term_links(context, "author", story.authors, language),
        tags=term_links(context, "tag", story.tags, language),
        date=story.date,
        lastmod=story.lastmod,
        minutes=gist(context, *edition).minutes,
        hero=picture(context, story.hero),
        body=context.fill(prose, embeds),
        headings=heading_views(prose),
        products=_products(context, edition, language),
        related=related(context, edition, language),
        qr=qr_code(absolute(context.graph.site, page.url)),
        params=story.params,
    )


def heading_views(prose: Prose) -> tuple[HeadingView, ...]:
    """The headings of a body."""
    return tuple(HeadingView(level=found.level, anchor=found.anchor, text=found.text) for found in prose.headings)


def _products(context: ViewContext, edition: tuple[str, str], language: str) -> tuple[CardView, ...]:
    """All that the story mentions, in order, each once: the list at its foot, which is its block 0."""
    ids = dict.fromkeys(mention.product for mention in context.by_story.get(edition, ()))
    cards = (standing_card(context, product, language, key="list", source=f"{edition[0]}#0") for product in ids)
    return tuple({card.id: card for card in cards}.values())


def related(context: ViewContext, edition: tuple[str, str], language: str) -> tuple[TeaserView, ...]:
    """The stories with most in common, by shared products, tags and section; the newer of two equals first.

    Those that the text itself leads to are not repeated.
    A story in the page's language goes before one that is shown in its original; where nothing is shared, the newest.
    """
    return tuple(teaser(context, other, language) for other in related_to(context, *edition, language))


@facet
def related_to(context: ViewContext, story: str, code: str, language: str) -> tuple[tuple[str, str], ...]:
    """The editions (id, language) that are related to a story."""
    listed = _listed(context, (story, code), language)
    shown = {story, *gist(context, story, code).stories}
    here = (other for other in listed if other[1] == language and other[0] not in shown)
    anywhere = (other for other in listed if other[0] not in shown)
    shared = dict.fromkeys((*islice(here, _RELATED), *islice(anywhere, _RELATED)), 0)
    for weight, others in _in_common(context, (story, code), language):
        for other in others:
            shared[other] = shared.get(other, 0) + weight
    scores = {
        other: score + (_SAME_LANGUAGE if other[1] == language else 0)
        for other, score in shared.items()
        if other[0] not in shown and other in listed
    }
    enough = min(nlargest(_RELATED, scores.values()), default=0)
    best = [other for other, score in scores.items() if score >= enough]
    return tuple(sorted(best, key=lambda other: (-scores[other], listed[other]))[:_RELATED])


def _listed(context: ViewContext, edition: tuple[str, str], language: str) -> Mapping[tuple[str, str], int]:
    """Where each story stands among those that may be read after it: those of a section apart know only their own."""
    lists = context.routes.lists
    if edition in lists.positions[language]:
        return lists.positions[language]
    section = context.graph.stories[edition].section
    return {other: place for place, other in enumerate(lists.stories("section", section, language))}


def _in_common(
    context: ViewContext, edition: tuple[str, str], language: str
) -> Iterator[tuple[int, Iterable[tuple[str, str]]]]:
    """What each thing weighs that a story shares, with who shares it; of a long list the newest, as sites are large."""
    story, lists = context.graph.stories[edition], context.routes.lists
    for product in dict.fromkeys(mention.product for mention in context.by_story.get(edition, ())):
        others = dict.fromkeys(mention.story for mention in context.by_product.get((product, language), ()))
        yield _WEIGHTS["product"], ((other, language) for other in others)
    for tag in dict.fromkeys(story.tags):
        yield _WEIGHTS["tag"], lists.stories("tag", tag, language)[:_NEWEST]
    yield _WEIGHTS["section"], lists.stories("section", story.section, language)[:_NEWEST]
