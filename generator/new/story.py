"""A new story: its front matter with a word on each key, and a first sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.new.front_matter import Lines, grouped, inside, listed, translated, value
from generator.new.placeholders import placeholders

if TYPE_CHECKING:
    from datetime import datetime

    from generator.model import Story
    from generator.schema import Known


def story_text(title: str, section: str, author: str, now: datetime, known: Known) -> str:
    """The file of a new story; ``now`` is in the zone of the site, ``author`` may be ""."""
    words, lines = placeholders(known.language), Lines("story", known.language)
    lines.set("title", value(title))
    lines.set("description", value(words["story.description"]))
    lines.set("section", section, f"{words['known']}: {', '.join(known.sections)}")
    if author:
        lines.set("authors", listed([author]), f"{words['known']}: {', '.join(known.authors)}")
    lines.set("date", f"{now:%Y-%m-%d %H:%M}")
    lines.set("draft", "true")
    lines.add("#", f"# {words['example']}:")
    lines.offer("hero", grouped({"src": "images/name.jpg", "alt": inside(words["alt"])}))
    lines.offer("tags", listed(known.tags[:2] or ["a-word", "another-word"]))
    lines.offer("publishDate", f"{now:%Y-%m-%d} 18:00")
    return lines.text(words["story.body"])


def story_words_text(title: str, slug: str, original: Story, language: str, body: str) -> str:
    """The file of a translation: the original's words, to be replaced."""
    lines = translated("story", title, slug, original, language)
    if hero := original.hero:
        caption = {"caption": inside(hero.caption)} if hero.caption else {}
        lines.set("hero", grouped({"alt": inside(hero.alt), **caption}))
    return lines.text(body)
