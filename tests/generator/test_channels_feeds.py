from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from generator.channels import feeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.model import SiteGraph
    from generator.views import ViewContext

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def files(context: ViewContext) -> dict[str, bytes]:
    return {artifact.path: artifact.content for artifact in feeds.artifacts(context)}


def test_each_language_has_its_two_feeds(context: ViewContext) -> None:
    assert list(files(context)) == ["feed.xml", "feed.json", "en/feed.xml", "en/feed.json"]


def test_a_feed_holds_the_stories_written_in_its_language(context: ViewContext) -> None:
    root = ET.fromstring(files(context)["en/feed.xml"])
    assert [entry.findtext("a:title", "", NAMES) for entry in root.findall("a:entry", NAMES)] == ["Across Rannoch Moor"]


def test_a_feed_names_itself_and_its_page(context: ViewContext) -> None:
    root = ET.fromstring(files(context)["en/feed.xml"])
    assert [(link.get("rel"), link.get("href")) for link in root.findall("a:link", NAMES)] == [
        ("self", "https://wegwarte.example/en/feed.xml"),
        ("alternate", "https://wegwarte.example/en/"),
    ]


def test_a_feed_is_as_new_as_its_newest_story(context: ViewContext) -> None:
    root = ET.fromstring(files(context)["feed.xml"])
    assert root.findtext("a:updated", "", NAMES) == "2026-11-20T10:00:00+00:00"


def test_both_forms_say_the_same(context: ViewContext) -> None:
    found = files(context)
    entries = ET.fromstring(found["feed.xml"]).findall("a:entry", NAMES)
    items = json.loads(found["feed.json"])["items"]
    assert [(entry.findtext("a:id", "", NAMES), entry.findtext("a:content", "", NAMES)) for entry in entries] == [
        (item["id"], item["content_html"]) for item in items
    ]


def test_a_magazine_without_stories_has_a_feed_of_no_time(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    context = context_of(replace(magazine, stories={}, mentions=()))
    assert ET.fromstring(files(context)["feed.xml"]).findtext("a:updated", "", NAMES) == "1970-01-01T00:00:00+00:00"


def test_a_story_without_an_author_is_the_brands(
    magazine: SiteGraph, context_of: Callable[[SiteGraph], ViewContext]
) -> None:
    stories = {key: replace(story, authors=()) for key, story in magazine.stories.items()}
    context = context_of(replace(magazine, stories=stories))
    assert json.loads(files(context)["en/feed.json"])["items"][0]["authors"] == [
        {"name": "Wegwarte Verlag", "url": "https://wegwarte.example/"}
    ]
