from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from generator.assets import read_assets
from generator.brand import dress, letter_colours
from generator.brand.contrast import mixed, nearest, ratio
from generator.brand.letters import letters
from generator.cache import Memory
from generator.diagnostics import Location, Report
from generator.magazine import Moment, read_magazine
from generator.model import Brand, Stated
from generator.theme import load_theme
from generator.views.facts import key
from tests.fonts import font
from tests.tiny import write_files, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from generator.brand import Dress
    from generator.magazine import Magazine
    from generator.model import Site

PARAMS = {"paper": "#ffffff", "paper_dark": "#000000"}
MOMENT = Moment(now=datetime(2026, 11, 21, 12, tzinfo=UTC))
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20"/></svg>'
WIDE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><circle cx="20" cy="20" r="20"/></svg>'


def stated(value: str) -> Stated:
    return Stated(value=value, at=Location(file="site.yml"))


def write_fonts(root: Path, files: dict[str, bytes]) -> None:
    folder = root / "content" / "fonts"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    magazine = read_magazine(write_site(tmp_path), MOMENT, Report())
    assert magazine is not None
    return magazine.site


def worn(root: Path, site: Site, brand: Brand | None, report: Report | None = None) -> Dress:
    return dress(root, replace(site, brand=brand), PARAMS, report or Report())


def style(made: Dress) -> str:
    return made.files["css/brand.css"].decode()


def test_without_a_brand_the_theme_wears_its_own(tmp_path: Path, site: Site) -> None:
    made = worn(tmp_path, site, None)
    assert (made.files, made.params) == ({"css/brand.css": b""}, {})


def test_colours_are_custom_properties_and_params(tmp_path: Path, site: Site) -> None:
    made = worn(tmp_path, site, Brand(colours={"ink": stated("#101010")}, dark={"ink": stated("#fefefe")}))
    assert made.params == {"ink": "#101010", "ink_dark": "#fefefe"}
    assert style(made).splitlines() == [
        "@layer brand {",
        "@media (prefers-color-scheme: light) { :root { --ink: #101010; } }",
        "@media (prefers-color-scheme: dark) { :root { --ink: #fefefe; } }",
        "}",
    ]


@pytest.mark.parametrize(("paper", "told"), [("#fff", ["W615"]), ("white", []), ("#ffffff80", [])])
def test_a_colour_of_the_theme_may_be_written_otherwise(
    tmp_path: Path, site: Site, paper: str, told: list[str]
) -> None:
    report, brand = Report(), Brand(colours={"act": stated("#eeeeee")})
    made = dress(tmp_path, replace(site, brand=brand), {"paper": paper, "paper_dark": paper}, report)
    assert [found.code for found in report.diagnostics] == told
    assert made.params["act"] == "#eeeeee"


def test_what_acts_follows_into_the_night(tmp_path: Path, site: Site) -> None:
    made = worn(tmp_path, site, Brand(colours={"act": stated("#3f5fa8")}))
    assert 7 <= ratio(made.params["act_dark"], "#000000") < 7.2


def test_letters_have_the_colours_of_both_schemes_and_what_tokens_css_mixes_of_them() -> None:
    found = letter_colours({**PARAMS, "ink": "#000000", "ink_dark": "#fff", "act": "#3f5fa8"})
    assert (found["quiet"], found["line"], found["act"]) == ("#525252", "#d6d6d6", "#3f5fa8")
    assert (found["quiet_dark"], found["line_dark"]) == ("#adadad", "#292929")


def test_letters_of_a_theme_with_other_words_for_colours_are_quiet_in_its_ink() -> None:
    found = letter_colours({"paper": "white", "ink": "black"})
    assert (found["paper"], found["ink"], found["quiet"], found["line"]) == ("white", "black", "black", "black")


def test_the_contrast_of_black_and_white_is_21() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("colour", "paper"), [("#7a9be0", "#ffffff"), ("#3f5fa8", "#20241c"), ("#808080", "#767676")])
@pytest.mark.parametrize("needed", [3.0, 4.5])
def test_the_nearest_colour_reaches_what_is_needed(colour: str, paper: str, needed: float) -> None:
    found = nearest(colour, paper, needed)
    assert found is not None
    assert ratio(found, paper) >= needed


def test_a_colour_that_can_be_read_is_its_own_nearest() -> None:
    assert nearest("#3f5fa8", "#fbfaf6", 4.5) == "#3f5fa8"


def test_no_colour_may_reach_it_as_a_thin_mixture() -> None:
    assert nearest("#3f5fa8", "#808080", 4.5, 0.3) is None


def test_a_mixture_is_that_of_css() -> None:
    assert mixed("#000000", "#ffffff", 0.52) == "#7a7a7a"


def test_a_square_drawing_is_the_mark_and_the_favicon(tmp_path: Path, site: Site) -> None:
    write_files(tmp_path, {"content/images/logo.svg": SQUARE})
    made = worn(tmp_path, site, Brand(logo=stated("images/logo.svg")))
    assert {name for name, content in made.files.items() if content == SQUARE.encode()} == {
        "brand/logo.svg",
        "icons/mark.svg",
        "icons/favicon.svg",
    }
    assert (made.params["logo"], made.params["logo_wide"]) == ("brand/logo.svg", "")


def test_a_wide_logo_takes_the_place_of_the_name(tmp_path: Path, site: Site) -> None:
    write_files(tmp_path, {"content/images/logo.svg": WIDE})
    made = worn(tmp_path, site, Brand(logo=stated("images/logo.svg")))
    assert (made.params["logo_width"], made.params["logo_height"], made.params["logo_wide"]) == ("90", "30", "wide")
    assert "--ornament: radial-gradient" in style(made)


def test_a_font_stands_first_in_its_family_and_is_preloaded(tmp_path: Path, site: Site) -> None:
    write_fonts(tmp_path, {"serif.ttf": font(), "serif-italic.ttf": font(italic=True)})
    made = worn(tmp_path, site, Brand(read=(stated("fonts/serif.ttf"), stated("content/fonts/serif-italic.ttf"))))
    assert made.params == {"read_font": "brand/serif.woff2"}
    assert re.findall(r'"Brand read"; src: url\("([^"]+)".*font-style: (\w+)', style(made)) == [
        ("../brand/serif.woff2", "normal"),
        ("../brand/serif-italic.woff2", "italic"),
    ]
    assert '--read: "Brand read", "Brand read Georgia", "Brand read Times", "Brand read Noto", serif;' in style(made)
    assert "--display: var(--read);" in style(made)


def test_a_font_that_names_itself_sans_falls_back_on_others_without_serifs(tmp_path: Path, site: Site) -> None:
    write_fonts(tmp_path, {"read.ttf": font(family="Blank Sans")})
    made = worn(tmp_path, site, Brand(read=(stated("fonts/read.ttf"),)))
    assert '--read: "Brand read", "Brand read Arial", "Brand read Roboto", system-ui, sans-serif;' in style(made)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [("OFL.txt", ["brand/OFL.txt"]), ("serif-LICENSE.md", ["brand/serif-LICENSE.md"]), ("sans-OFL.txt", [])],
)
def test_the_licence_of_a_font_goes_with_it(tmp_path: Path, site: Site, licence: str, expected: list[str]) -> None:
    write_fonts(tmp_path, {"serif.ttf": font(), licence: b"You may pass it on."})
    report = Report()
    made = worn(tmp_path, site, Brand(use=(stated("fonts/serif.ttf"),)), report)
    assert [name for name in made.files if name.startswith("brand/") and not name.endswith(".woff2")] == expected
    assert [one.code for one in report.diagnostics] == ([] if expected else ["W614"])


def test_a_font_of_a_bundled_theme_can_be_named(tmp_path: Path, site: Site) -> None:
    report = Report()
    name = "themes/litfass/assets/fonts/newsreader-italic.woff2"
    made = worn(tmp_path, site, Brand(read=(stated(name),)), report)
    assert report.diagnostics == ()
    assert [name for name in made.files if name.startswith("brand/")] == [
        "brand/newsreader-OFL.txt",
        "brand/newsreader-italic.woff2",
    ]


@pytest.mark.parametrize(("language", "letter"), [("de", "ẞ"), ("pl", "Ł"), ("cs", "ř"), ("el", "ω"), ("tr", "İ")])
def test_a_font_keeps_the_letters_of_the_language(language: str, letter: str) -> None:
    kept = letters([language])
    assert kept is not None
    assert ord(letter) in kept


def test_a_language_of_many_characters_keeps_them_all() -> None:
    assert letters(["de", "ja"]) is None


def test_the_params_of_the_bundled_theme_are_the_colours_of_its_style(tmp_path: Path) -> None:
    theme = load_theme(tmp_path, "litfass", ["en"], Report())
    assert theme is not None
    tokens = theme.text(theme.files("assets")["css/tokens.css"])
    found = re.findall(r"--(paper|ink|act|second|sale): (#[0-9a-f]{6});", tokens)
    assert {name: theme.params[name] for name, _ in found[:5]} == dict(found[:5])
    assert {name: theme.params[f"{name}_dark"] for name, _ in found[5:]} == dict(found[5:])


def test_the_style_of_the_brand_comes_last_in_the_theme_s(tmp_path: Path) -> None:
    theme = load_theme(tmp_path, "litfass", ["en"], Report())
    assert theme is not None
    made = read_assets(theme, "", Report(), {"css/brand.css": b"@layer tokens { :root { --ink: #010203; } }"})
    assert made.files["css/site.css"].content.decode().endswith("@layer tokens { :root { --ink: #010203; } }\n")
    assert "css/brand.css" not in made.files


def branded(root: Path) -> Magazine:
    write_site(root)
    write_files(root, {"content/images/logo.svg": SQUARE})
    with (root / "site.yml").open("a", encoding="utf-8") as file:
        file.write('brand: {logo: images/logo.svg, use: fonts/use.ttf, act: "#123456"}\n')
    write_fonts(root, {"use.ttf": font()})
    magazine = read_magazine(root, MOMENT, Report(), Memory.open(root, "test"))
    assert magazine is not None
    return magazine


@pytest.mark.parametrize("path", ["content/images/logo.svg", "content/fonts/use.ttf", "content/fonts/OFL.txt"])
def test_a_change_in_a_file_of_the_brand_is_seen(tmp_path: Path, path: str) -> None:
    magazine = branded(tmp_path)
    if path.endswith(".ttf"):
        write_fonts(tmp_path, {"use.ttf": font(width=600)})
    else:
        write_files(tmp_path, {path: WIDE})
    after = magazine.with_changes([path], MOMENT, Report()).magazine
    anew = read_magazine(tmp_path, MOMENT, Report())
    assert after is not None
    assert anew is not None
    assert after.assets == anew.assets
    assert after.assets != magazine.assets


def test_a_logo_is_what_structured_data_name(tmp_path: Path) -> None:
    magazine = branded(tmp_path)
    assert magazine.renderer.context.logo == magazine.assets.url("brand/logo.svg")


def test_every_page_of_the_bundled_theme_wears_it(tmp_path: Path) -> None:
    write_site(tmp_path)
    write_fonts(tmp_path, {"use.ttf": font(), "OFL.txt": b""})
    write_files(tmp_path, {"content/images/logo.svg": WIDE})
    settings = (tmp_path / "site.yml").read_text("utf-8").replace("theme: tiny", "theme: litfass")
    brand = 'brand: {paper: "#f6f1e7", dark: {paper: "#17120c"}, logo: images/logo.svg, use: fonts/use.ttf}\n'
    write_files(tmp_path, {"site.yml": settings + brand})
    magazine = read_magazine(tmp_path, MOMENT, Report())
    assert magazine is not None
    (page,), _ = magazine.renderer.files(key("page", "cart", "", "en", "1"), Report())
    html, url = page.content.decode(), magazine.assets.url
    assert re.findall('name="theme-color" content="([^"]+)"', html) == ["#f6f1e7", "#17120c"]
    assert re.findall('rel="preload" href="([^"]+)"', html) == [url("fonts/newsreader.woff2"), url("brand/use.woff2")]
    assert f'<img class="mark logo logo-wide" src="{url("brand/logo.svg")}" width="90" height="30" alt="">' in html
    assert '<span class="brand-name visually-hidden">Wayside</span>' in html
