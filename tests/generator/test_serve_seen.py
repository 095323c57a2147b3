"""Which pages are made first after a change."""

from __future__ import annotations

from generator.serve.seen import Seen


def test_what_a_browser_shows_comes_first_then_what_was_asked_for_last() -> None:
    seen = Seen()
    for url in ("/a/", "/b/", "/c/", "/a/"):
        seen.ask(url)
    with seen.shown("/b/"):
        assert seen.urls() == ("/b/", "/a/", "/c/")
    assert seen.urls() == ("/a/", "/c/", "/b/")


def test_two_browsers_may_show_the_same_page() -> None:
    seen = Seen()
    with seen.shown("/a/"):
        with seen.shown("/a/"):
            pass
        assert seen.urls() == ("/a/",)
    assert seen.urls() == ()


def test_only_the_last_pages_are_remembered() -> None:
    seen = Seen()
    for number in range(20):
        seen.ask(f"/{number}/")
    assert seen.urls() == tuple(f"/{number}/" for number in range(19, 11, -1))
