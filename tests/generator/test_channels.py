from __future__ import annotations

from typing import TYPE_CHECKING

from generator.channels import TillPages, artifacts

if TYPE_CHECKING:
    from generator.views import ViewContext

PAGES = TillPages(frames={}, templates={}, words={})


def test_all_channels_make_their_files(context: ViewContext) -> None:
    assert [artifact.path for artifact in artifacts(context, PAGES)] == [
        "sitemap.xml",
        "robots.txt",
        "feed.xml",
        "feed.json",
        "en/feed.xml",
        "en/feed.json",
        "_headers",
        "_redirects",
        "_till/catalog.json",
        "_till/pages.json",
    ]


def test_equal_graphs_give_equal_bytes(context: ViewContext) -> None:
    assert artifacts(context, PAGES) == artifacts(context, PAGES)
