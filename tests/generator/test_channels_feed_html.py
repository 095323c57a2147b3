from __future__ import annotations

from typing import TYPE_CHECKING

from generator.channels.feed_html import feed_html
from generator.views import Embeds, site_view

if TYPE_CHECKING:
    from generator.views import ViewContext


def html(context: ViewContext, story: str, language: str) -> str:
    page = context.routes.by_key["story", story, language, 1]
    embeds = Embeds(context=context, language=language, site=site_view(context, page), story=story)
    return feed_html(context, context.graph.stories[story, language], embeds)


def test_a_text_is_plain_html_with_absolute_addresses(context: ViewContext) -> None:
    expected = (
        '<figure><img src="https://wegwarte.example/images/rannoch.jpg" alt="Ein Moor" width="1600" height="900">'
        "<figcaption>A. N.</figcaption></figure>"
        '<p>Es regnete. <a href="https://wegwarte.example/stories/tee/">Tee</a> '
        '<a href="https://wegwarte.example/en/stories/rannoch-moor/#oben">Oben</a></p>'
        '<ul><li><a href="https://wegwarte.example/en/products/wind-jacket/">Wind jacket</a>, €189.00</li></ul>'
        '<p>Dann <a href="https://wegwarte.example/en/products/kaffee/">der <em>Kaffee</em></a>.</p>'
        '<figure><img src="https://wegwarte.example/images/moor.jpg" alt="Das Moor" width="1600" height="900"></figure>'
    )
    assert expected == html(context, "rannoch", "en")


def test_a_story_without_hero_begins_with_its_text(context: ViewContext) -> None:
    assert html(context, "pfeffer", "de").startswith("<p>Es regnete.")
