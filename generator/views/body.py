"""The text of a page, and what the blocks in it may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Prose
from generator.views.embeds import Embeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import EditionKey, Page
    from generator.views.context import ViewContext
    from generator.views.shapes import SiteView

_NOTHING = Prose(html="")


def body_of(context: ViewContext, page: Page, site: SiteView) -> tuple[Prose, Embeds]:
    """The text of ``page``, in the first language that has one; a list has it on its first page."""
    story = page.subject if page.kind == "story" else ""
    embeds = Embeds(context=context, language=page.language, site=site, story=story)
    found = (context.graph.prose.get(key) for key in (_keys(context, page) if page.number == 1 else ()))
    return next((prose for prose in found if prose is not None), _NOTHING), embeds


def _keys(context: ViewContext, page: Page) -> Iterator[EditionKey]:
    """Where the text may lie."""
    kind, graph = page.kind, context.graph
    if kind == "product":
        yield "product", page.subject, graph.products[page.subject, page.language].words_language
    elif kind in {"story", "free"}:
        yield "page" if kind == "free" else kind, page.subject, page.language
    elif page.subject:
        term = graph.terms[kind, page.subject, page.language]
        for code in (page.language, term.language, *context.routes.lists.languages):
            yield kind, page.subject, code
