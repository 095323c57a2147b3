"""The head of a page: title, canonical address, other languages, breadcrumbs, what search engines and friends see.

Rules of the room: everything that leaves the site is absolute; a page that is nobody's destination is noindex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.model import Page
from generator.routes import absolute
from generator.views.shapes import LinkView, PageView
from generator.views.social import open_graph
from generator.views.structured import json_ld, of_blocks

if TYPE_CHECKING:
    from generator.model import Prose
    from generator.views.context import ViewContext
    from generator.views.embeds import Embeds
    from generator.views.shapes import ImageView
    from generator.views.structured import Described

#: Pages that no search engine should lead to.
UNLISTED = ("cart", "not_found", "till")

#: Pages whose breadcrumbs pass through an overview of that kind; stories pass through their section.
_OVERVIEW = {"product": "products", "section": "sections", "tag": "tags", "author": "authors"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What a page says of itself. ``image`` is its picture; ``title`` is without the site's.

    ``bodies`` are the texts that it shows, with what their blocks may ask.
    """

    title: str
    description: str
    image: ImageView | None = None
    bodies: tuple[tuple[Prose, Embeds], ...] = ()


def page_view(context: ViewContext, page: Page, head: Head, content: Described = None) -> PageView:
    """The head of ``page``; ``content`` is the story or product that it shows in full, if any."""
    site, routes = context.graph.site, context.routes
    pages = routes.number_of_pages(page)
    crumbs = breadcrumbs(context, page, head.title)
    title = head.title
    if page.number > 1:
        title += " · " + context.t(page.language, "list.page", number=page.number)
    canonical = absolute(site, page.url)
    noindex = page.kind in UNLISTED or site.preview
    return PageView(
        kind=page.kind,
        url=page.url,
        title=title,
        description=head.description,
        language=page.language,
        canonical=canonical,
        alternates=() if noindex else alternates(context, page),
        breadcrumbs=crumbs,
        json_ld=() if noindex else (*json_ld(context, page, crumbs, content), *of_blocks(context, head.bodies)),
        open_graph=() if noindex else open_graph(context, page, title, head.description, head.image, content),
        number=page.number,
        pages=pages,
        previous=routes.url(page.kind, page.subject, page.language, page.number - 1) if page.number > 1 else "",
        next=routes.url(page.kind, page.subject, page.language, page.number + 1) if page.number < pages else "",
        noindex=noindex,
        blocks=tuple(dict.fromkeys(embed.block for prose, _ in head.bodies for embed in prose.embeds)),
    )


def alternates(context: ViewContext, page: Page) -> tuple[tuple[str, str], ...]:
    """Pairs of language and absolute URL, ``x-default`` last; empty where there is one language only."""
    editions = context.routes.editions(page)
    if len(editions) <= 1:
        return ()
    found = [(edition.language, absolute(context.graph.site, edition.url)) for edition in editions]
    return (*found, ("x-default", found[0][1]))


def breadcrumbs(context: ViewContext, page: Page, title: str) -> tuple[LinkView, ...]:
    """From the home page to this one, which is current; empty on the home page and where nothing is above."""
    if page.kind == "home" or page.kind in UNLISTED:
        return ()
    code = page.language
    home = LinkView(title=context.t(code, "nav.home"), url=context.routes.url("home", "", code), language=code)
    if page.kind == "story":
        section = context.graph.stories[page.subject, code].section
        above = _crumb(context, Page(kind="section", url="", template="", language=code, subject=section))
    else:
        above = _crumb(context, Page(kind=_OVERVIEW.get(page.kind, ""), url="", template="", language=code))
    here = LinkView(title=title, url=context.routes.url(page.kind, page.subject, code), language=code, current=True)
    return (home, *above, here)


def _crumb(context: ViewContext, wanted: Page) -> tuple[LinkView, ...]:
    page = context.routes.page(wanted.kind, wanted.subject, wanted.language)
    if page is None:
        return ()
    if page.subject:
        title = context.graph.terms[page.kind, page.subject, page.language].title
    else:
        title = context.t(page.language, f"nav.{page.kind}")
    return (LinkView(title=title, url=page.url, language=page.language),)
