"""Films and sounds: their times, their products, what is told of them, and what search engines read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.blocks import BLOCKS
from generator.blocks.durations import iso
from generator.blocks.timeline import seconds_of
from generator.blocks.video import Elsewhere
from generator.diagnostics import Report, as_text
from tests.generator.test_blocks import Magazine, embeds, told

if TYPE_CHECKING:
    from collections.abc import Mapping

POSTER = "![The moor](moor.jpg)\n\n"


def view(text: str) -> Mapping[str, object]:
    found = BLOCKS.view(embeds(text)[0], Magazine())
    assert found is not None
    return found


def cards(moments: object) -> list[tuple[int, str, str]]:
    assert isinstance(moments, tuple)
    return [(one.second, one.clock, one.card.id if one.card else str(one.title)) for one in moments]


def test_a_film_has_a_picture_chapters_products_and_what_is_said() -> None:
    seen = view(
        f":::{{video}} media/rain.mp4\n:title: Rain\n:length: 2:30\n{POSTER}"
        "- 0:42 Into *the* rain\n- 1:10 [Tea](product:tea)\n\nIt rained.\n\n- And rained\n:::\n"
    )
    assert (seen["title"], seen["length"], seen["elsewhere"]) == ("Rain", "2:30", None)
    assert cards(seen["chapters"]) == [(42, "0:42", "Into <em>the</em> rain")]
    assert cards(seen["products"]) == [(70, "1:10", "tea")]
    assert str(seen["transcript"]) == "<p>It rained.</p><ul>\n<li>And rained</li>\n</ul>"


def test_a_sound_without_a_length_is_as_long_as_its_file() -> None:
    assert view(":::{audio} media/rain.mp3\n:::\n")["length"] == "1:30"


def test_a_file_that_cannot_be_used_shows_nothing() -> None:
    assert BLOCKS.view(embeds(":::{audio} media/gone.mp3\n:::\n")[0], Magazine()) is None


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        (f"https://{host}", Elsewhere("YouTube", "https://www.youtube.com/watch?v=abcdefghijk", player))
        for player in ["https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1&enablejsapi=1"]
        for host in [
            "youtu.be/abcdefghijk",
            "www.youtube.com/watch?v=abcdefghijk&t=3",
            "youtube.com/watch?list=x&v=abcdefghijk",
            "www.youtube.com/shorts/abcdefghijk",
            "www.youtube-nocookie.com/embed/abcdefghijk?rel=0",
        ]
    ]
    + [
        (
            f"https://{host}",
            Elsewhere("Vimeo", "https://vimeo.com/123", "https://player.vimeo.com/video/123?autoplay=1&dnt=1"),
        )
        for host in ["vimeo.com/123", "player.vimeo.com/video/123?x=1"]
    ]
    + [("vimeo.com/9", Elsewhere("Vimeo", "https://vimeo.com/9", "https://player.vimeo.com/video/9?autoplay=1&dnt=1"))],
)
def test_a_film_of_another_site_is_known_by_its_address(address: str, elsewhere: Elsewhere) -> None:
    seen = view(f":::{{video}} {address}\n{POSTER}:::\n")
    assert (seen["medium"], seen["elsewhere"]) == (None, elsewhere)
    assert BLOCKS.media(embeds(f":::{{video}} {address}\n:::\n")) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f":::{{video}} media/rain.mp4\n:title: Rain\n:date: 2026-11-02\n{POSTER}:::\n",
            {
                "@type": "VideoObject",
                "name": "Rain",
                "contentUrl": "https://a.example/media/rain.mp4",
                "encodingFormat": "video/mp4",
                "thumbnailUrl": "https://a.example/moor.1.jpg",
                "duration": "PT1M30S",
                "uploadDate": "2026-11-02",
            },
        ),
        (
            f":::{{video}} https://vimeo.com/123\n:title: Rain\n{POSTER}:::\n",
            {
                "@type": "VideoObject",
                "name": "Rain",
                "thumbnailUrl": "https://a.example/moor.1.jpg",
                "embedUrl": "https://player.vimeo.com/video/123",
            },
        ),
        (":::{video} media/rain.mp4\n:title: Rain\n:::\n", {}),
        (":::{audio} media/rain.mp3\n:::\n", {}),
    ],
)
def test_search_engines_read_what_is_known(text: str, said: Mapping[str, object]) -> None:
    assert BLOCKS.structured(embeds(text)[0], Magazine()) == said


@pytest.mark.parametrize(
    ("text", "diagnostic"),
    [
        (
            f":::{{video}} https://a.example/film\n{POSTER}:::\n",
            (
                "a.md:5:12: error E442: A film can be shown from YouTube, from Vimeo, or from content/."
                " Write the address of its page there, or media/film.mp4"
            ),
        ),
        (
            ":::{video} media/rain.mp4\n:::\n",
            (
                "a.md:5:12: warning W443: The film has no picture to be seen before it plays."
                " Put one into the block: ![what one sees](images/film.jpg)"
            ),
        ),
        (
            ":::{audio} https://a.example/rain.mp3\n:::\n",
            (
                "a.md:5:12: error E444: A sound must lie in the magazine, not on another site."
                " Put its file below content/media and write media/name.mp3"
            ),
        ),
        (
            ":::{audio} media/rain.mp3\n- 0:42 One\n- Two\n:::\n",
            (
                'a.md:7:3: error E440: "Two" has no time. Write it at the beginning of the line, such as'
                " - 1:10 Into the rain"
            ),
        ),
        (
            ":::{audio} media/rain.mp3\n- 0:42 One\n- 0:30 Two\n:::\n",
            "a.md:7:3: error E441: 0:30 comes before the line above. Put the lines into the order of the film.",
        ),
        (
            ":::{audio} media/rain.mp3\n:length: 0:40\n- 0:42 One\n:::\n",
            "a.md:7:3: error E441: 0:42 comes after the end. Put the lines into the order of the film.",
        ),
        (
            ":::{audio} media/rain.mp3\n:length: long\n:::\n",
            (
                "a.md:6:10: error E424: The option length of the block audio is a length in minutes and seconds,"
                ' such as 2:30, not "long".'
            ),
        ),
    ],
)
def test_the_editor_is_told_what_is_wrong_with_a_film(text: str, diagnostic: str) -> None:
    assert told(text).startswith(diagnostic + "\n")


def test_lengths_are_read_and_written() -> None:
    assert [seconds_of(one) for one in ("2:30", "1:02:30", "")] == [150, 3750, 0]
    assert [iso(*divmod(one, 60)) for one in (150, 3750, 120)] == ["PT2M30S", "PT1H2M30S", "PT2M"]


def test_the_check_is_silent_where_all_is_well() -> None:
    report = Report()
    BLOCKS.check(embeds(f":::{{video}} media/rain.mp4\n{POSTER}- 0:42 One\n- 1:00 Two\n:::\n"), report)
    assert [as_text(found) for found in report.diagnostics] == []
