from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from generator.brand.fonts import UnusableFontError, cut
from generator.brand.letters import letters
from generator.brand.measures import fallbacks, family
from generator.theme import bundled
from tests.fonts import font

FONTS = bundled() / "litfass" / "assets" / "fonts"
NEWSREADER, INTER = (FONTS / "newsreader.woff2").read_bytes(), (FONTS / "inter.woff2").read_bytes()
ITALIC = (FONTS / "newsreader-italic.woff2").read_bytes()
LETTERS = letters(["de", "en"])


class Shelf:
    """What outlives a process, and how often it was written to."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}
        self.puts = 0

    def find(self, table: str, key: str, /) -> bytes | None:
        return self.kept.get((table, key))

    def put(self, table: str, key: str, content: bytes, /) -> None:
        self.puts += 1
        self.kept[table, key] = content


def test_a_font_keeps_the_letters_that_are_wanted_and_its_axes() -> None:
    made = TTFont(io.BytesIO(cut(NEWSREADER, frozenset(map(ord, "Aaegnrstäöü0123456789")), None).content))
    assert made.flavor == "woff2"
    assert {chr(number) for number in made.getBestCmap()} == set("Aaegnrstäöü0123456789")
    assert {axis.axisTag for axis in made["fvar"].axes} == {"opsz", "wght"}


def test_a_font_says_what_css_must_know() -> None:
    made = cut(NEWSREADER, LETTERS, None)
    assert (made.weight, made.italic, made.stretch, made.kind) == ("400 600", False, "", "")
    assert cut(ITALIC, LETTERS, None).italic


def test_the_same_font_is_the_same_bytes() -> None:
    assert cut(ITALIC, LETTERS, None) == cut(ITALIC, LETTERS, None)


def test_a_font_that_did_not_change_is_not_cut_again() -> None:
    shelf = Shelf()
    assert cut(font(), LETTERS, shelf) == cut(font(), LETTERS, shelf)
    assert shelf.puts == 1


def test_other_letters_are_another_font() -> None:
    shelf = Shelf()
    cut(font(), LETTERS, shelf)
    cut(font(), letters(["pl"]), shelf)
    assert shelf.puts == 2


def test_a_font_without_the_letters_of_german_says_so() -> None:
    with pytest.raises(UnusableFontError, match="lacks letters of German or English"):
        cut(font(letters="abc"), LETTERS, None)


def test_a_font_is_as_wide_as_its_letters_are() -> None:
    made = cut(font(width=640), LETTERS, None)
    assert (made.advance, made.ascent, made.descent, made.gap) == (0.64, 0.8, 0.2, 0.0)


@pytest.mark.parametrize("data", [b"", b"no font", NEWSREADER[:2000], NEWSREADER[:-900], b"wOF2" + b"\0" * 200])
def test_what_is_no_font_says_so(data: bytes) -> None:
    with pytest.raises(UnusableFontError, match="is no font that can be read"):
        cut(data, LETTERS, None)


def test_a_fallback_has_the_measures_of_the_font() -> None:
    """Those of the bundled theme, which were taken by hand over other texts, are within a per cent."""
    arial = next(fallbacks("Inter", cut(INTER, LETTERS, None), sans=True))
    assert arial == (
        '@font-face { font-family: "Inter Arial"; src: local("Arial"), local("Helvetica Neue"), '
        'local("Liberation Sans"); size-adjust: 107.08%; ascent-override: 90.47%; descent-override: 22.53%; '
        "line-gap-override: 0.00%; }"
    )


def test_a_family_ends_with_what_every_device_has() -> None:
    assert family("Brand use", sans=True) == '"Brand use", "Brand use Arial", "Brand use Roboto", system-ui, sans-serif'
