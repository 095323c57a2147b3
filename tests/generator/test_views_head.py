from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.views.head import Head, alternates, breadcrumbs, page_view

if TYPE_CHECKING:
    from generator.model import Page
    from generator.views import ViewContext
    from generator.views.shapes import PageView

HEAD = Head(title="Titel", description="Beschreibung")


def page_of(context: ViewContext, kind: str, subject: str = "", language: str = "de", number: int = 1) -> Page:
    return context.routes.by_key[kind, subject, language, number]


def head(context: ViewContext, kind: str, subject: str = "", number: int = 1) -> PageView:
    return page_view(context, page_of(context, kind, subject, number=number), HEAD)


def test_canonical_and_alternates_are_absolute(context: ViewContext) -> None:
    view = head(context, "story", "rannoch")
    assert view.canonical == "https://wegwarte.example/stories/rannoch/"
    assert view.alternates == (
        ("de", "https://wegwarte.example/stories/rannoch/"),
        ("en", "https://wegwarte.example/en/stories/rannoch-moor/"),
        ("x-default", "https://wegwarte.example/stories/rannoch/"),
    )


def test_a_page_in_one_language_has_no_alternates(context: ViewContext) -> None:
    assert alternates(context, page_of(context, "story", "tee")) == ()


def test_the_second_page_of_a_list_says_so_and_leads_back(context: ViewContext) -> None:
    view = head(context, "stories", number=2)
    assert (view.title, view.number, view.pages) == ("Titel · Seite 2", 2, 2)
    assert (view.previous, view.next) == ("/stories/", "")


def test_the_first_page_of_a_list_leads_on(context: ViewContext) -> None:
    view = head(context, "stories")
    assert (view.previous, view.next) == ("", "/stories/page/2/")


@pytest.mark.parametrize("kind", ["cart", "not_found"])
def test_what_is_nobodys_destination_is_kept_from_search_engines(context: ViewContext, kind: str) -> None:
    view = head(context, kind)
    assert (view.noindex, view.json_ld, view.open_graph, view.alternates) == (True, (), (), ())


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        ("home", "", []),
        ("story", "rannoch", ["/", "/sections/unterwegs/", "/stories/rannoch/"]),
        ("product", "coffee", ["/", "/products/", "/products/kaffee/"]),
        ("tag", "wandern", ["/", "/tags/", "/tags/wandern/"]),
        ("stories", "", ["/", "/stories/"]),
        ("free", "agb", ["/", "/agb/"]),
        ("cart", "", []),
    ],
)
def test_breadcrumbs_lead_from_home(context: ViewContext, kind: str, subject: str, expected: list[str]) -> None:
    crumbs = breadcrumbs(context, page_of(context, kind, subject), "Titel")
    assert expected == [crumb.url for crumb in crumbs]


def test_the_last_breadcrumb_is_the_page_itself(context: ViewContext) -> None:
    crumbs = breadcrumbs(context, page_of(context, "story", "tee"), "Tee")
    assert [(crumb.title, crumb.current) for crumb in crumbs] == [
        ("Titel", False),
        ("Unterwegs", False),
        ("Tee", True),
    ]
