from __future__ import annotations

from datetime import UTC, datetime

import pytest

from generator.content.lenient import read_leniently
from generator.diagnostics import Location
from generator.model import Prose, Story
from generator.source import SourceFile
from tests.generator.conftest import make_site

PATH = "content/stories/moor.md"


def described(html: str, text: str = "", description: str = "") -> str:
    date = datetime(2026, 10, 3, tzinfo=UTC)
    story = Story(
        id="moor",
        language="de",
        slug="moor",
        title="Moor",
        description=description,
        section="",
        authors=(),
        tags=(),
        date=date,
        lastmod=date,
        at=Location(file=PATH),
    )
    files = {"de": SourceFile(path=PATH, text="", digest="")}
    ((found,), _) = read_leniently((story,), files, {"de": Prose(html=html, text=text)}, (), make_site())
    assert isinstance(found, Story)
    return found.description


@pytest.mark.parametrize(
    ("html", "description"),
    [
        ("<h2>Rain</h2>\n<p>It <em>rained</em> &amp;\nrained.</p>\n<p>Then not.</p>", "It rained & rained."),
        ("<p>\ue0000\ue001</p>\n<p>It rained.</p>", "It rained."),
        ('<p>It rained.<sup class="footnote-ref"><a href="#fn1">[1]</a></sup></p>', "It rained."),
        ('<p class="wide">It rained.</p>', "It rained."),
        ("", "Moor"),
    ],
)
def test_the_first_paragraph_describes_a_story_that_says_nothing_of_itself(html: str, description: str) -> None:
    assert described(html) == description


def test_where_there_is_no_paragraph_the_first_line_does() -> None:
    assert described("<ul><li>Boots</li></ul>", "Boots\nSocks") == "Boots"


def test_what_is_long_is_cut_between_words() -> None:
    found = described(f"<p>{'rain, ' * 50}</p>")
    assert found.endswith("rain …")
    assert 190 < len(found) <= 202


def test_what_is_written_stays() -> None:
    assert described("<p>It rained.</p>", description="Eleven days of rain.") == "Eleven days of rain."
