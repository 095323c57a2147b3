"""The till's pages: the theme's templates in the frame of the build, and words for everything in each language."""

from __future__ import annotations

import json

import jinja2
import pytest

from functions import pages as till_pages
from functions.order import State
from functions.pages import Pages, PagesError
from functions.problems import MESSAGES
from functions.wording import UnknownWordError
from tests.functions.shop import THEME, pages_json, some_pages

FRAME = '<html lang="de"><title>till:title · Wegwarte</title><main id="main"><!--till:main--></main></html>'


def pages_of(**templates: str) -> Pages:
    content = {
        "version": 1,
        "frames": {"de": FRAME},
        "templates": {name.replace("_", "."): text for name, text in templates.items()},
        "words": {"de": {"till.hello": "Guten Tag {name}"}},
    }
    return till_pages.load(json.dumps(content).encode())


def test_a_page_is_its_template_in_the_frame_with_an_escaped_title() -> None:
    page = pages_of(a_html="<h1>{{ t('till.hello', name=view) }}</h1>").page("a.html", "de", "A & B", "<Ida>")
    assert page == (
        '<html lang="de"><title>A &amp; B · Wegwarte</title>'
        '<main id="main"><h1>Guten Tag &lt;Ida&gt;</h1></main></html>'
    )


def test_text_is_not_escaped() -> None:
    assert pages_of(a_txt="{{ view }}").text("a.txt", "de", "Söhne & Co") == "Söhne & Co"


def test_a_title_that_looks_like_the_frames_marks_changes_nothing() -> None:
    page = pages_of(a_html="x").page("a.html", "de", "<!--till:main-->", None)
    assert page.count("<main") == 1
    assert "<title>&lt;!--till:main--&gt;" in page


def test_a_name_that_a_template_does_not_know_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        pages_of(a_html="{{ nothing }}").text("a.html", "de", None)
    with pytest.raises(UnknownWordError):
        pages_of(a_html="{{ t('till.nothing') }}").text("a.html", "de", None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "the till's pages have version 2, this till reads version 1"),
        ({"frames": {"de": "<main></main>"}}, 'the frame of "de" has no place for till:title, <!--till:main-->'),
        ({"frames": 5}, "the till's pages cannot be read"),
    ],
)
def test_pages_that_this_till_cannot_use_are_refused(change: dict[str, object], message: str) -> None:
    content = {**json.loads(pages_json()), **change}
    with pytest.raises(PagesError, match=message):
        till_pages.load(json.dumps(content).encode())


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_problem_and_state_has_words(language: str) -> None:
    words = some_pages()._file.words[language]  # noqa: SLF001 (the theme's words as the till has them)
    expected = {f"problem.{code}" for code in MESSAGES} | {f"till.status.{state}" for state in State}
    assert expected - words.keys() == set()


def test_both_languages_have_the_same_words_for_the_till() -> None:
    words = some_pages()._file.words  # noqa: SLF001 (as above)
    till = {
        language: {key for key in known if key.startswith(("till.", "mail.", "problem."))}
        for language, known in words.items()
    }
    assert till["de"] == till["en"]


def test_placeholders_of_a_problems_words_are_those_of_its_message() -> None:
    formatter = __import__("string").Formatter()
    words = some_pages()._file.words  # noqa: SLF001 (as above)
    for code, message in MESSAGES.items():
        known = {name for _, name, _, _ in formatter.parse(message) if name}
        for language in ("de", "en"):
            text = words[language][f"problem.{code}"]
            forms = "".join(text.values()) if isinstance(text, dict) else text
            used = {name for _, name, _, _ in formatter.parse(forms) if name}
            assert used <= known, (code, language)


def test_no_template_of_the_till_breaks_the_content_security_policy() -> None:
    for path in (THEME / "till").glob("*.html"):
        text = path.read_text("utf-8")
        assert path.name.startswith("mail_") or "style=" not in text, path.name  # letters stand under no policy
        assert "<script" not in text, path.name
        assert "|safe" not in text.replace(" ", ""), path.name
