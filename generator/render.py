"""Rendering: a page and its view become the bytes of a file, and tell what they were made from.

Rules of the room: it joins views, blocks, channels and templates, which know nothing of each other; it reads no file,
and writes into a stage alone. A target depends on the magazine alone, so that targets can be shared out over processes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from generator.blocks import ExtensionError, fill
from generator.brand import letter_colours
from generator.channels import CHANNELS, TillPages
from generator.diagnostics import Report
from generator.links import mentioned
from generator.model import Artifact
from generator.routes import absolute, path_of
from generator.views import ViewContext, till_view, view
from generator.views.facts import Facets, key, keys_of, noting, parts_of
from generator.views.shapes import PageView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.blocks import Blocks
    from generator.diagnostics import Diagnostic
    from generator.links import Mentioned
    from generator.model import Embed, Page, Prose
    from generator.theme import Templates, Theme
    from generator.views import Embeds
    from generator.views.facts import Facet, Key, Read


class Stage(Protocol):
    """Where finished files are put until they go live."""

    def put(self, path: str, content: bytes) -> str:
        """Put a file there; the digest of its content."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A target that was made: the digests of its files by path, what it was made from, what a page mentions."""

    target: Key
    files: Mapping[str, str]
    keys: frozenset[Key]
    mentioned: Mentioned | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Portion:
    """Some targets that were made, the facets that were made for them, and what was wrong with their templates."""

    made: tuple[Made, ...]
    facets: Mapping[Key, Facet]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Renderer:
    """All that pages are made from. ``context`` has no blocks yet: they are filled in for each page."""

    context: ViewContext
    blocks: Blocks
    theme: Theme
    templates: Templates
    facets: Facets

    @property
    def targets(self) -> tuple[Key, ...]:
        """All that is made anew when what it was made from changes: the pages, then the channels."""
        pages = (page_key(page) for page in self.context.routes.pages)
        return (*pages, *(key("channel", name) for name in CHANNELS))

    def files(self, target: Key, report: Report) -> tuple[tuple[Artifact, ...], frozenset[Key]]:
        """A target's files, and what they were made from. Raises KeyError for a page that there is not."""
        read: Read = {("site", ())}
        table, *parts = parts_of(target)
        if table == "channel":
            made = self._channel(parts[0], read, report)
            return made, keys_of(read)
        kind, subject, language, number = parts
        page = self.context.routes.by_key[kind, subject, language, int(number)]
        html = self._page(page, read, report)
        return (Artifact(path=path_of(page, self.context.graph.site), content=html.encode()),), keys_of(read)

    def make(self, target: Key, stage: Stage, report: Report) -> Made:
        """Make a target's files and put them on the stage."""
        files, keys = self.files(target, report)
        digests = {file.path: stage.put(file.path, file.content) for file in files}
        page = files[0].content.decode() if parts_of(target)[0] == "page" else None
        return Made(target=target, files=digests, keys=keys, mentioned=None if page is None else mentioned(page))

    def _page(self, page: Page, read: Read, report: Report) -> str:
        context = self._on(page, read, report)
        read.add(("page", (page.kind, page.subject, page.language, page.number)))
        return self._render(page.template, page.language, view(page, context), read, report)

    def _channel(self, name: str, read: Read, report: Report) -> tuple[Artifact, ...]:
        context = noting(self.context, read, self.facets)
        for language in self.context.graph.site.languages:
            read.add(("theme", language.code))
        return CHANNELS[name](context, lambda: self._till_pages(read, report))

    def _till_pages(self, read: Read, report: Report) -> TillPages:
        read.add(("till", ()))
        self.templates.check("till", report)
        return TillPages(
            frames={one.code: self._frame(one.code, read, report) for one in self.context.graph.site.languages},
            templates={name: self.theme.text(file) for name, file in self.theme.files("till").items()},
            words=self.theme.words,
            look=letter_colours(self.theme.params),
        )

    def _frame(self, language: str, read: Read, report: Report) -> str:
        """The page that the till puts its own into."""
        variables = till_view(noting(self.context, read, self.facets), language)
        return self._render("frame.html", language, variables, read, report)

    def _render(self, template: str, language: str, variables: Mapping[str, object], read: Read, report: Report) -> str:
        read.update((("template", template), ("theme", language)))
        return self.templates.render(template, language, {"theme": self.theme.params, **variables}, report)

    def _on(self, page: Page, read: Read, report: Report) -> ViewContext:
        """The context whose blocks are rendered for this page, and whose reading is noted."""
        noted = noting(self.context, read, self.facets)
        head = _head(page, noted)

        def filled(prose: Prose, embeds: Embeds) -> Markup:
            def html(fragment: str) -> Markup:
                # The room `markdown` has reduced the text to safe HTML, and a template escapes.
                return Markup(fill(fragment, prose.embeds, block))  # noqa: S704

            def block(embed: Embed) -> str:
                variables = self._view(embed, inside, report)
                if variables is None:
                    return ""
                known = {"site": embeds.site, "page": head, **variables}
                return self._render(self.blocks[embed.block].template, page.language, known, read, report)

            inside = replace(embeds, html=html)
            return html(prose.html)

        return replace(noted, fill=filled)

    def _view(self, embed: Embed, embeds: Embeds, report: Report) -> Mapping[str, object] | None:
        try:
            return self.blocks.view(embed, embeds)
        except ExtensionError as error:
            error.tell(report)
            return None


def page_key(page: Page) -> Key:
    """The key of a page, which is also the name of its target."""
    return key("page", page.kind, page.subject, page.language, page.number)


def make_targets(renderer: Renderer, stage: Stage, targets: Sequence[Key]) -> Portion:
    """Make some targets; to be called in another process too."""
    report = Report()
    made = tuple(renderer.make(target, stage, report) for target in targets)
    return Portion(made=made, facets=renderer.facets.take(), diagnostics=report.diagnostics)


def _head(page: Page, context: ViewContext) -> PageView:
    """What a block may know of its page: address, title, language."""
    graph, at = context.graph, (page.subject, page.language)
    title = ""
    if page.kind == "story":
        title = graph.stories[at].title
    elif page.kind == "product":
        title = graph.products[at].title
    elif page.kind == "free":
        title = graph.pages[at].title
    return PageView(
        kind=page.kind,
        url=page.url,
        title=title,
        description="",
        language=page.language,
        canonical=absolute(graph.site, page.url),
        number=page.number,
    )
