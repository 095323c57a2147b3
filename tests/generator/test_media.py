"""Films and sounds of a site: found, measured once, brought to readers, told where they are missing; the podcast."""

from __future__ import annotations

import wave
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from generator.build import Options, build
from generator.diagnostics import as_text
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STORY = "---\ntitle: Over the moor\ndescription: Rain.\nsection: walks\nauthors: [desk]\ndate: 2026-10-03\n---\n"
BLOCKS = {
    "themes/tiny/templates/blocks/audio.html": '<audio src="{{ medium.url }}"></audio>{{ length }}',
    "themes/tiny/templates/blocks/video.html": '<video src="{{ medium.url }}"></video>',
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The tiny magazine with a sound of two seconds in its story."""
    write_site(tmp_path)
    write_files(tmp_path, {**BLOCKS, "content/stories/moor.md": f"{STORY}:::{{audio}} media/Rain.wav\n:::\n"})
    record(tmp_path / "content/media/Rain.wav", seconds=2)
    return tmp_path


def record(path: Path, seconds: int) -> None:
    """Silence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)


def built(site: Path) -> str:
    """What is wrong with the site."""
    result = build(site, site / "public", NOW, Options())
    return "\n".join(as_text(one) for one in result.diagnostics if one.severity == "error")


def test_a_sound_goes_to_readers_under_a_name_that_says_its_content(site: Path) -> None:
    assert built(site) == ""
    (file,) = (site / "public/media").iterdir()
    assert file.read_bytes() == (site / "content/media/Rain.wav").read_bytes()
    assert file.name.startswith("rain.")
    assert f'<audio src="/media/{file.name}"></audio>0:02' in (site / "public/stories/moor/index.html").read_text()


def test_another_sound_of_that_name_is_another_file_and_another_page(site: Path) -> None:
    built(site)
    before = {file.name for file in (site / "public/media").iterdir()}
    record(site / "content/media/Rain.wav", seconds=3)
    built(site)
    (after,) = (site / "public/media").iterdir()
    assert after.name not in before
    assert after.name in (site / "public/stories/moor/index.html").read_text()


def test_a_sound_that_nothing_names_any_more_is_gone(site: Path) -> None:
    assert built(site) == ""
    write_files(site, {"content/stories/moor.md": f"{STORY}Silence.\n"})
    assert built(site) == ""
    assert not (site / "public/media").exists()
    assert not (site / "public/podcast.xml").exists()


def test_a_story_with_a_sound_is_an_episode_of_its_language(site: Path) -> None:
    built(site)
    (file,) = (site / "public/media").iterdir()
    feed = ET.fromstring((site / "public/podcast.xml").read_text())
    (item,) = feed.iter("item")
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {
        "url": f"https://shop.example/media/{file.name}",
        "length": str(file.stat().st_size),
        "type": "audio/wav",
    }
    assert item.findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}duration") == "2"
    assert not (site / "public/de/podcast.xml").exists()


def test_a_film_is_no_episode(site: Path) -> None:
    write_files(site, {"content/stories/moor.md": f"{STORY}:::{{video}} media/film.mp4\n:::\n"})
    (site / "content/media/film.mp4").write_bytes(b"film")
    assert built(site) == ""
    assert not (site / "public/podcast.xml").exists()


@pytest.mark.parametrize(
    ("src", "told"),
    [
        (
            "media/rain.wav",
            (
                'content/stories/moor.md:8:12: error E511: there is no file "media/rain.wav" in content/.'
                ' Did you mean "media/Rain.wav"?'
            ),
        ),
        (
            "../site.wav",
            'content/stories/moor.md:8:12: error E511: there is no file "../site.wav" in content/. Known are: ',
        ),
        (
            "media/Rain.aiff",
            'content/stories/moor.md:8:12: error E510: "media/Rain.aiff" is no film and no sound that browsers',
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_where_it_is_named(site: Path, src: str, told: str) -> None:
    write_files(site, {"content/stories/moor.md": f"{STORY}:::{{audio}} {src}\n:::\n"})
    assert built(site).startswith(told)
