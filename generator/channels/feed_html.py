"""A story's text as a feed reader can show it: no form, no script, every URL absolute.

Rules of the room: a block is asked for its view as on a page, and of that only words, pictures and links are kept;
a product becomes a plain link with its price.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from markupsafe import Markup

from generator.blocks import fill
from generator.routes import absolute
from generator.views.shapes import CardView, ImageView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from functions.money import Money
    from generator.model import Embed, Prose, Story
    from generator.views.context import BlocksProtocol, ViewContext
    from generator.views.embeds import Embeds

#: An address in the HTML of the room `markdown`, whose serialiser always writes double quotes.
_ADDRESS = re.compile(r'(?<= )(href|src)="([^"]*)"')


def feed_html(context: ViewContext, story: Story, embeds: Embeds) -> str:
    """The whole text of a story, its hero first."""
    url = absolute(context.graph.site, context.routes.url("story", story.id, story.language))
    prose = context.graph.prose["story", story.id, story.language]
    body = _Reader(context.blocks, prose, embeds).html(prose.html)
    # As plain text: joined to Markup, the body would be escaped.
    hero = str(_figure(context.images.view(story.hero))) if story.hero else ""
    return _ADDRESS.sub(lambda found: f'{found[1]}="{urljoin(url, found[2])}"', hero + body)


class _Reader:
    """A text as it is read by itself."""

    def __init__(self, blocks: BlocksProtocol, prose: Prose, embeds: Embeds) -> None:
        self._blocks = blocks
        self._prose = prose
        self._embeds = replace(embeds, html=lambda fragment: Markup(self.html(fragment)))  # noqa: S704 - safe HTML of `markdown`

    def html(self, fragment: str) -> str:
        """A part of it; of a block that holds a body the body is left."""
        return fill(fragment, self._prose.embeds, self._embed)

    def _embed(self, embed: Embed) -> str:
        if embed.words and embed.lines:
            return self.html(embed.words)
        variables = self._blocks.view(embed, self._embeds)
        return str(_plain(variables, embed, self._embeds)) if variables else embed.words if embed.inline else ""


def _plain(variables: Mapping[str, object], embed: Embed, embeds: Embeds) -> Markup:
    """What of a block's variables can be shown without a template."""
    image, card, cards = variables.get("image"), variables.get("card"), variables.get("cards")
    if isinstance(image, ImageView):
        return _picture(image) if embed.inline else _figure(image)
    if embed.inline:
        return _link(variables)
    found = [card] if isinstance(card, CardView) else list(cards) if isinstance(cards, tuple) else []
    return _products(found, embeds)


def _link(variables: Mapping[str, object]) -> Markup:
    words, target = variables.get("words", ""), variables.get("link") or variables.get("card")
    url = str(getattr(target, "url", ""))
    return Markup('<a href="{}">{}</a>').format(url, words) if url else Markup("{}").format(words)


def _products(cards: Iterable[CardView], embeds: Embeds) -> Markup:
    wording = embeds.context.wording[embeds.language]
    lines = [
        Markup('<li><a href="{}">{}</a>, {}</li>').format(card.url, card.title, wording.money(_chosen_price(card)))
        for card in cards
    ]
    return Markup("<ul>{}</ul>").format(Markup().join(lines)) if lines else Markup()


def _chosen_price(card: CardView) -> Money:
    return next(variant.price for variant in card.variants if variant.sku == card.chosen)


def _picture(image: ImageView) -> Markup:
    return Markup('<img src="{}" alt="{}" width="{}" height="{}">').format(
        image.src, image.alt, image.width, image.height
    )


def _figure(image: ImageView) -> Markup:
    words = " · ".join(text for text in (image.caption, image.credit) if text)
    caption = Markup("<figcaption>{}</figcaption>").format(words) if words else Markup()
    return Markup("<figure>{}{}</figure>").format(_picture(image), caption)
