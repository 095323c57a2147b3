"""Which pages exist, and where: every page of the magazine, its address, its template.

Rules of the room: a URL is made here and nowhere else; two pages on one URL is an error that names both files.
It depends on the linked graph alone: no clock, no file, no template is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.lists import Lists
from generator.model import TERM_KINDS, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.diagnostics import Location, Report
    from generator.model import Entity, Site, SiteGraph

#: First path segments below the base path that belong to the till, to assets and to pictures.
RESERVED = ("till", "buy", "_till", "assets", "images", "media")

#: The theme's template of each kind of page.
TEMPLATES: Mapping[str, str] = {
    "home": "home.html",
    "story": "story.html",
    "stories": "stories.html",
    "product": "product.html",
    "products": "products.html",
    "section": "section.html",
    "sections": "sections.html",
    "tag": "tag.html",
    "tags": "tags.html",
    "author": "author.html",
    "authors": "authors.html",
    "free": "page.html",
    "cart": "cart.html",
    "not_found": "404.html",
}

#: The folder of each kind that has one.
FOLDERS = {"story": "stories", "product": "products", "section": "sections", "tag": "tags", "author": "authors"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Redirect:
    """An alias: who asks for ``source`` is sent to ``target`` for good; both are paths with the base path."""

    source: str
    target: str
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Routes:
    """All pages in a stable order, the aliases, and what each list holds.

    ``by_key`` is by (kind, subject, language, number).
    """

    pages: tuple[Page, ...]
    redirects: tuple[Redirect, ...]
    lists: Lists
    by_key: Mapping[tuple[str, str, str, int], Page]

    def url(self, kind: str, subject: str, language: str, number: int = 1) -> str:
        """The path of a page, base path included. Raises KeyError if there is no such page."""
        return self.by_key[kind, subject, language, number].url

    def page(self, kind: str, subject: str, language: str, number: int = 1) -> Page | None:
        """The page of that kind, or None."""
        return self.by_key.get((kind, subject, language, number))

    def editions(self, page: Page) -> tuple[Page, ...]:
        """The same page in every language that has it, itself included, the site's first language first."""
        return tuple(
            self.by_key[page.kind, page.subject, language, page.number]
            for language in self.lists.languages
            if (page.kind, page.subject, language, page.number) in self.by_key
        )

    def number_of_pages(self, page: Page) -> int:
        """How many pages the list has that ``page`` belongs to, 1 for all else."""
        return self.lists.number_of_pages(page.kind, page.subject, page.language)


def plan(graph: SiteGraph, report: Report) -> Routes:
    """Every page and alias of the magazine.

    What cannot be is reported: E301 two pages on one URL, E302 an address of the till, E303 an alias where a page
    is, E304 one alias twice.
    """
    lists = Lists.of(graph)
    pages = tuple(_pages(graph, lists))
    _check_pages(graph, pages, report)
    by_key = {(page.kind, page.subject, page.language, page.number): page for page in pages}
    redirects = _redirects(graph, pages, report)
    return Routes(pages=pages, redirects=redirects, lists=lists, by_key=by_key)


def path_of(page: Page, site: Site) -> str:
    """Where the page lies in the output: ``stories/linen/index.html``, ``404.html``."""
    path = page.url.removeprefix(site.base_path).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def absolute(site: Site, url: str) -> str:
    """A path of the site, such as a page's URL, with scheme and host before it; what is absolute stays."""
    return site.base_url.removesuffix(site.base_path) + url if url.startswith("/") else url


def _pages(graph: SiteGraph, lists: Lists) -> Iterator[Page]:
    for language in graph.site.languages:
        root = f"{graph.site.base_path}{language.prefix}/"
        code = language.code
        yield _page("home", root, code)
        for kind in ("stories", "products"):
            yield from _list_pages(lists, kind, f"{root}{kind}/", code)
        yield from _entity_pages(graph, root, code)
        for kind in TERM_KINDS:
            terms = lists.terms(kind, code)
            if terms:
                yield _page(f"{kind}s", f"{root}{FOLDERS[kind]}/", code)
            for term in terms:
                url = f"{root}{FOLDERS[kind]}/{graph.terms[kind, term, code].slug}/"
                yield from _list_pages(lists, kind, url, code, term)
        yield _page("cart", f"{root}cart/", code)
        yield _page("not_found", f"{root}404.html", code)


def _entity_pages(graph: SiteGraph, root: str, code: str) -> Iterator[Page]:
    for (entity, language), story in graph.stories.items():
        if language == code:
            yield _page("story", f"{root}stories/{story.slug}/", code, entity)
    for (entity, language), product in graph.products.items():
        if language == code:
            yield _page("product", f"{root}products/{product.slug}/", code, entity)
    for (entity, language), free in graph.pages.items():
        if language == code:
            yield _page("free", f"{root}{free.slug}/", code, entity)


def _list_pages(lists: Lists, kind: str, url: str, language: str, subject: str = "") -> Iterator[Page]:
    yield _page(kind, url, language, subject)
    for number in range(2, lists.number_of_pages(kind, subject, language) + 1):
        yield _page(kind, f"{url}page/{number}/", language, subject, number)


def _page(kind: str, url: str, language: str, subject: str = "", number: int = 1) -> Page:
    return Page(kind=kind, url=url, template=TEMPLATES[kind], language=language, subject=subject, number=number)


def _entity(graph: SiteGraph, page: Page) -> Entity | None:
    key = (page.subject, page.language)
    if page.kind in TERM_KINDS:
        return graph.terms.get((page.kind, *key))
    found: Entity | None = None
    if page.kind == "story":
        found = graph.stories.get(key)
    elif page.kind == "product":
        found = graph.products.get(key)
    elif page.kind == "free":
        found = graph.pages.get(key)
    return found


def _place(graph: SiteGraph, page: Page) -> Location | None:
    entity = _entity(graph, page)
    return entity.at if entity else None


def _named(graph: SiteGraph, page: Page) -> str:
    """How a message calls the page: its file, or what the tool makes of itself."""
    place = _place(graph, page)
    if place:
        return place.file
    names = {"home": "the home page", "cart": "the cart", "not_found": "the page for what is not found"}
    return names.get(page.kind, f"the list of {page.kind}" if not page.subject else f'the {page.kind} "{page.subject}"')


def _check_pages(graph: SiteGraph, pages: Iterable[Page], report: Report) -> None:
    first: dict[str, Page] = {}
    base_path = graph.site.base_path  # which is worked out each time
    for page in pages:
        other = first.setdefault(page.url.casefold(), page)
        if other is not page:
            place, rival = _place(graph, page), _place(graph, other)
            at, related = (place, rival) if place else (rival, None)
            report.error(
                "E301",
                f"Two pages have the address {page.url}: {_named(graph, other)} and {_named(graph, page)}.",
                "Give one of them another slug.",
                at=at,
                related=(related,) if related else (),
            )
        if _is_reserved(base_path, page.url):
            hint = "Give the page another slug."
            message = f"The address {page.url} belongs to the shop, not to a page."
            report.error("E302", message, hint, at=_place(graph, page))


def _is_reserved(base_path: str, url: str) -> bool:
    return url.removeprefix(base_path).strip("/").partition("/")[0] in RESERVED


def _redirects(graph: SiteGraph, pages: Iterable[Page], report: Report) -> tuple[Redirect, ...]:
    by_url = {page.url.casefold(): page for page in pages}
    found: dict[str, Redirect] = {}
    for page in by_url.values():
        entity = _entity(graph, page) if page.subject and page.number == 1 else None
        for alias in entity.aliases if entity else ():
            redirect = Redirect(source=_alias(graph.site, alias), target=page.url, at=entity.at if entity else None)
            other = found.setdefault(redirect.source.casefold(), redirect)
            _check_alias(graph, redirect, other, by_url.get(redirect.source.casefold()), report)
    return tuple(found.values())


def _check_alias(graph: SiteGraph, redirect: Redirect, other: Redirect, page: Page | None, report: Report) -> None:
    if _is_reserved(graph.site.base_path, redirect.source):
        hint = "Remove the alias."
        report.error("E302", f"The alias {redirect.source} belongs to the shop, not to a page.", hint, at=redirect.at)
    if page is not None:
        place = _place(graph, page)
        report.error(
            "E303",
            f"The alias {redirect.source} is the address of a page, {_named(graph, page)}.",
            "Remove the alias, or give that page another slug.",
            at=redirect.at,
            related=(place,) if place else (),
        )
    # A product without a translation has its default's aliases in every language: one file is no rival of itself.
    if other.target != redirect.target and _file(other) != _file(redirect):
        report.error(
            "E304",
            f"The alias {redirect.source} is given twice: {_file(other)} and {_file(redirect)}.",
            "Leave it where the old address should lead.",
            at=redirect.at,
            related=(other.at,) if other.at else (),
        )


def _file(redirect: Redirect) -> str:
    return redirect.at.file if redirect.at else redirect.target


def _alias(site: Site, alias: str) -> str:
    """An alias as an address: from the site's root, with a closing slash unless it names a file."""
    path = f"{site.base_path}/{alias.strip().strip('/')}"
    return path if "." in path.rsplit("/", 1)[-1] else f"{path}/"
