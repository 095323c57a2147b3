from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Report, as_text
from generator.links import check_links, mentioned
from generator.model import Page

if TYPE_CHECKING:
    from generator.model import SiteGraph


def page(url: str, kind: str = "home", subject: str = "") -> Page:
    return Page(kind=kind, url=url, template="", language="de", subject=subject)


def told(graph: SiteGraph, html: str, *files: str) -> list[str]:
    report = Report()
    made = {"/": html, "/stories/": '<h2 id="heute">', "/404.html": ""}
    pages = [(page(url), mentioned(text)) for url, text in made.items()]
    check_links(pages, {one.url: mentions.ids for one, mentions in pages}, files, graph, report)
    return [as_text(found) for found in report.diagnostics]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/stories/">',
        '<a href="stories/">',
        '<a href="/stories/#heute">',
        '<a\n\thref="\n/stories/\n">',
        '<a href="https://wegwarte.example/stories/">',
        '<a href="">',
        '<a href="#">',
        '<a href="#top">',
        '<a href="/stories/?page=2">',
        '<a href="https://elsewhere.example/nothing/">',
        '<a href="mailto:post@wegwarte.example">',
        '<a href="//elsewhere.example/">',
        '<form action="/till/checkout">',
        '<a href="/buy/COFFEE:1">',
        '<img src="data:image/png;base64,AA">',
        '<img src="/images/moor.jpg" srcset="/images/moor.jpg 480w, /images/moor.jpg 800w">',
        '<p id="a"><a href="#a">',
        '<a href="/stories/#:~:text=heute">',
    ],
)
def test_a_link_that_leads_somewhere_is_well(magazine: SiteGraph, html: str) -> None:
    assert told(magazine, html, "images/moor.jpg") == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (
            '<a\nhref="/storys/">',
            'E801: "/storys/" leads nowhere: there is no page /storys/ (on the page /). Did you mean "/stories/"?',
        ),
        (
            '<a href="/storys/">',
            'E801: "/storys/" leads nowhere: there is no page /storys/ (on the page /). Did you mean "/stories/"?',
        ),
        (
            '<a href="/stories">',
            (
                'E801: "/stories" leads nowhere: there is no page /stories (on the page /). '
                "Write /stories/, or story:id and page:id, which find the address themselves."
            ),
        ),
        (
            '<a href="/stories/#morgen">',
            'E802: "/stories/#morgen": /stories/ has no heading "#morgen" (on the page /).',
        ),
        (
            '<img srcset="/images/a.jpg 480w">',
            'E801: "/images/a.jpg" leads nowhere: there is no page /images/a.jpg (on the page /).',
        ),
        ('<a href="http://[">', None),
        ('<a href="/x&amp;y/">', 'E801: "/x&y/" leads nowhere: there is no page /x&y/ (on the page /).'),
    ],
)
def test_a_link_that_leads_nowhere_is_told(magazine: SiteGraph, html: str, message: str | None) -> None:
    assert told(magazine, html) == ([f"error {message}"] if message else [])


def test_the_till_is_only_what_lies_under_it(magazine: SiteGraph) -> None:
    assert len(told(magazine, '<a href="/tilly/">')) == 1
