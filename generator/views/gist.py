"""The gist of a story: what lists and products' pages say of its body, in one go, so that it is not loaded for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.views.facts import facet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Embed
    from generator.views.context import ViewContext

#: Words of prose that a reader takes in per minute.
_WORDS_PER_MINUTE = 200


class Gist(NamedTuple):
    """``minutes`` of reading, rounded up, one at least; ``quotes`` has for each product the first paragraph of it.

    A paragraph is plain text. A product that stands between paragraphs has none. ``stories`` are those that it leads
    to.
    """

    minutes: int
    quotes: Mapping[str, str]
    stories: tuple[str, ...]


@facet
def gist(context: ViewContext, story: str, code: str) -> Gist:
    """The gist of a story's edition in language ``code``."""
    prose = context.graph.prose["story", story, code]
    quotes: dict[str, str] = {}
    for embed in prose.embeds:
        for one in (embed, *embed.inner) if embed.near else ():
            for product in _named(context, one):
                quotes.setdefault(product, embed.near)
    named = (one for embed in prose.embeds for one in context.blocks.references(embed))
    stories = dict.fromkeys(one.id for one in named if one.kind == "story")
    minutes = max(1, -(-prose.words // _WORDS_PER_MINUTE))
    return Gist(minutes=minutes, quotes=quotes, stories=tuple(stories))


def _named(context: ViewContext, embed: Embed) -> Iterator[str]:
    """The products that a block names and that are to be had."""
    named = (context.product_of(one.id) for one in context.blocks.references(embed) if one.kind == "product")
    return (product for product in named if product is not None)
