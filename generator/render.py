"""Rendering: a page and its view become the bytes of a file.

Rules of the room: it joins views, blocks and templates, which know nothing of each other; it reads no file and writes
none. A page depends on the magazine alone, so that pages can be shared out over processes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.blocks import BLOCKS, fill
from generator.diagnostics import Report
from generator.routes import absolute, path_of
from generator.views import ViewContext, till_view, view
from generator.views.shapes import PageView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.diagnostics import Diagnostic
    from generator.model import Embed, Page, Prose
    from generator.theme import Templates, Theme
    from generator.views import Embeds


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """Some pages and their HTML, and what was wrong with their templates."""

    pages: Mapping[Page, str]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Renderer:
    """All that pages are made from. ``context`` has no blocks yet: they are filled in for each page."""

    context: ViewContext
    theme: Theme
    templates: Templates

    def page(self, page: Page, report: Report) -> str:
        """The HTML of a page; "" and a diagnostic where its template is wrong."""
        variables = view(page, self._on(page, report))
        return self._render(page.template, page.language, variables, report)

    def frame(self, language: str, report: Report) -> str:
        """The page that the till puts its own into."""
        return self._render("frame.html", language, till_view(self.context, language), report)

    def path(self, page: Page) -> str:
        """Where a page lies in the output."""
        return path_of(page, self.context.graph.site)

    def _render(self, template: str, language: str, variables: Mapping[str, object], report: Report) -> str:
        return self.templates.render(template, language, {"theme": self.theme.params, **variables}, report)

    def _on(self, page: Page, report: Report) -> ViewContext:
        """The context whose blocks are rendered for this page."""
        head = _head(page, self.context)

        def filled(prose: Prose, embeds: Embeds) -> Markup:
            def block(embed: Embed) -> str:
                variables = BLOCKS[embed.block].view(embed, embeds)
                if variables is None:
                    return ""
                known = {"site": embeds.site, "page": head, **variables}
                return self._render(BLOCKS[embed.block].template, page.language, known, report)

            # The room `markdown` has reduced the text to safe HTML, and a template escapes.
            return Markup(fill(prose.html, prose.embeds, block))  # noqa: S704

        return replace(self.context, fill=filled)


def render_pages(renderer: Renderer, pages: Sequence[Page]) -> Rendered:
    """Render pages; made to be called in another process."""
    report = Report()
    return Rendered(pages={page: renderer.page(page, report) for page in pages}, diagnostics=report.diagnostics)


def _head(page: Page, context: ViewContext) -> PageView:
    """What a block may know of its page: address, title, language."""
    graph, key = context.graph, (page.subject, page.language)
    titles = {
        "story": graph.stories[key].title if key in graph.stories else "",
        "product": graph.products[key].title if key in graph.products else "",
        "free": graph.pages[key].title if key in graph.pages else "",
    }
    return PageView(
        kind=page.kind,
        url=page.url,
        title=titles.get(page.kind, ""),
        description="",
        language=page.language,
        canonical=absolute(graph.site, page.url),
        number=page.number,
    )
