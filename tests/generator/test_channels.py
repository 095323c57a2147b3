from __future__ import annotations

from typing import TYPE_CHECKING

from generator.channels import CHANNELS, TillPages

if TYPE_CHECKING:
    from generator.model import Artifact
    from generator.views import ViewContext

PAGES = TillPages(frames={}, templates={}, words={}, look={})


def artifacts(context: ViewContext) -> list[Artifact]:
    return [artifact for channel in CHANNELS.values() for artifact in channel(context, lambda: PAGES)]


def test_all_channels_make_their_files(context: ViewContext) -> None:
    assert [artifact.path for artifact in artifacts(context)] == [
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
    assert artifacts(context) == artifacts(context)
