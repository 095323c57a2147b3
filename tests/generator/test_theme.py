from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.assets import read_assets
from generator.diagnostics import Report, as_text
from generator.theme import Templates, Theme, bundled, load_theme
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path


def load(root: Path, name: str = "own", languages: tuple[str, ...] = ("en", "de")) -> tuple[Theme | None, list[str]]:
    report = Report()
    theme = load_theme(root, name, languages, report)
    return theme, [as_text(found) for found in report.diagnostics]


def theme_of(root: Path, files: dict[str, str]) -> Theme:
    write_files(root / "themes" / "own", {"theme.yml": "title: Own\n", **files})
    theme, _ = load(root)
    assert theme is not None
    return theme


def rendered(root: Path, template: str, files: dict[str, str], **context: object) -> tuple[str, list[str]]:
    theme = theme_of(root, {"templates/page.html": template, **files})
    report = Report()
    text = Templates(theme, read_assets(theme, "/mag", report)).render("page.html", "en", context, report)
    return text, [as_text(found) for found in report.diagnostics]


def test_a_theme_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    _, told = load(tmp_path, "litfas")
    assert told == ['site.yml:1:1: error E601: there is no theme "litfas". Did you mean "litfass"?']


def test_a_file_of_the_site_shadows_the_bundled_one(tmp_path: Path) -> None:
    write_files(tmp_path / "themes" / "litfass", {"templates/story.html": "mine"})
    theme, _ = load(tmp_path, "litfass")
    assert theme is not None
    assert theme.find("templates/story.html") == tmp_path / "themes" / "litfass" / "templates" / "story.html"
    assert theme.find("templates/base.html") == bundled() / "litfass" / "templates" / "base.html"


def test_a_theme_inherits_the_files_and_params_of_its_parent(tmp_path: Path) -> None:
    write_files(
        tmp_path / "themes",
        {
            "parent/theme.yml": "params: {colour: blue, size: large}\n",
            "parent/templates/page.html": "parent",
            "own/theme.yml": "extends: parent\nparams: {colour: red}\n",
        },
    )
    theme, told = load(tmp_path)
    assert theme is not None
    assert theme.find("templates/page.html") == tmp_path / "themes/parent/templates/page.html"
    assert (dict(theme.params), told) == ({"colour": "red", "size": "large"}, [])


def test_an_unknown_key_of_theme_yml_is_an_error(tmp_path: Path) -> None:
    write_files(tmp_path / "themes" / "own", {"theme.yml": "extend: litfass\n"})
    assert load(tmp_path)[1] == [
        (
            'themes/own/theme.yml:1:1: error E602: unknown key "extend" in theme.yml. Did you mean "extends"?\n'
            "    extend: litfass\n"
            "    ^^^^^^"
        )
    ]


def test_a_word_of_the_site_replaces_one_of_the_theme_and_leaves_the_others(tmp_path: Path) -> None:
    write_files(
        tmp_path / "themes",
        {
            "parent/translations/en.yml": "a: A\nb: B\n",
            "own/theme.yml": "extends: parent\n",
            "own/translations/en.yml": "b: mine\n",
        },
    )
    theme, _ = load(tmp_path, languages=("en",))
    assert theme is not None
    assert dict(theme.words["en"]) == {"a": "A", "b": "mine"}


def test_a_missing_word_is_noted_and_the_default_languages_stands_there(tmp_path: Path) -> None:
    write_files(tmp_path / "themes" / "own", {"translations/en.yml": "a: A\nb: B\n", "translations/de.yml": "a: Ä\n"})
    theme, told = load(tmp_path)
    assert theme is not None
    assert theme.wording("de").t("b") == "B"
    assert told == [
        'note N608: the theme has no word "b" in de; that of en stands there. Add b: to themes/own/translations/de.yml.'
    ]


def test_a_plural_needs_its_general_form(tmp_path: Path) -> None:
    write_files(tmp_path / "themes" / "own", {"translations/en.yml": "a: {one: one thing}\n"})
    assert load(tmp_path, languages=("en",))[1] == [
        (
            'themes/own/translations/en.yml:1:1: error E603: the plural "a" has no form "other". Add other: …\n'
            "    a: {one: one thing}\n"
            "    ^"
        )
    ]


def test_values_are_escaped(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ word }}", {}, word="<b>")[0] == "&lt;b&gt;"


def test_there_is_no_filter_safe(tmp_path: Path) -> None:
    assert rendered(tmp_path, "\n{{ word | safe }}", {}, word="<b>")[1] == [
        (
            "themes/own/templates/page.html:2:1: error E605: the template cannot be read: No filter named 'safe'.\n"
            "    {{ word | safe }}\n"
            "    ^^^^^^^^^^^^^^^^^"
        )
    ]


def test_an_unknown_name_is_told_with_its_line(tmp_path: Path) -> None:
    assert rendered(tmp_path, "<p>\n{{ stroy.title }}</p>", {})[1] == [
        (
            'themes/own/templates/page.html:2:1: error E606: the template uses "stroy", which there is not. '
            "It gets site, theme, page and one view.\n"
            "    {{ stroy.title }}</p>\n"
            "    ^^^^^^^^^^^^^^^^^^^^^"
        )
    ]


def test_an_unknown_field_names_the_nearest(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, {})
    _, told = rendered(tmp_path, "{{ it.parms }}", {}, it=theme)
    assert told[0].split("\n")[0] == (
        'themes/own/templates/page.html:1:1: error E606: a Theme has no field "parms". Did you mean "params"?'
    )


def test_a_fault_in_a_macro_of_another_file_is_told_where_it_is(tmp_path: Path) -> None:
    files = {"templates/card.html": "{% macro card() %}\n{{ nothing }}\n{% endmacro %}"}
    _, told = rendered(tmp_path, '{% from "card.html" import card %}{{ card() }}', files)
    assert told[0].split(": error")[0] == "themes/own/templates/card.html:2:1"


def test_a_template_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    _, told = rendered(tmp_path, '{% include "foter.html" %}', {"templates/footer.html": ""})
    assert told[0].split("\n")[0] == (
        "themes/own/templates/page.html:1:1: error E604: "
        'the theme has no template "foter.html". Did you mean "footer.html"?'
    )


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ('{{ t("cart.tilte") }}', 'E607: the theme has no word "cart.tilte". Did you mean "cart.title"?'),
        (
            '{{ t("cart.lines") }}',
            'E607: the word "cart.lines" needs the value \'count\'. Give it: t("cart.lines", …=…).',
        ),
        ('{{ asset("site.cs") }}', 'E607: the theme has no asset "site.cs". Did you mean "site.css"?'),
        ("{{ 'x' | money }}", "E607: the filter money wants an amount, but got str ('x')."),
        ("{{ 3 | date }}", "E607: the filter date wants a date, but got int ('3')."),
    ],
)
def test_a_wrong_call_is_told(tmp_path: Path, template: str, told: str) -> None:
    files = {"translations/en.yml": 'cart.title: Cart\ncart.lines: "{count} lines"\n', "assets/site.css": ""}
    found = rendered(tmp_path, template, files)[1]
    assert [one.split("\n")[0].partition("error ")[2] for one in found] == [told]


def test_words_are_filled_and_counted(tmp_path: Path) -> None:
    files = {"translations/en.yml": 'a: "from {name}"\nb: {one: "{count} line", other: "{count} lines"}\n'}
    template = '{{ t("a", name="<Ada>") }}, {{ t("b", count=1) }}, {{ t("b", count=1200) }}'
    assert rendered(tmp_path, template, files)[0] == "from &lt;Ada&gt;, 1 line, 1,200 lines"


def test_a_template_may_build_on_the_one_that_it_shadows(tmp_path: Path) -> None:
    write_files(
        tmp_path / "themes",
        {
            "parent/templates/page.html": "parent {% block a %}{% endblock %}",
            "own/theme.yml": "extends: parent\n",
            "own/templates/page.html": '{% extends "base:page.html" %}{% block a %}child{% endblock %}',
        },
    )
    theme, _ = load(tmp_path)
    assert theme is not None
    templates = Templates(theme, read_assets(theme, "", Report()))
    assert templates.render("page.html", "en", {}, Report()) == "parent child"


def test_check_finds_a_fault_in_a_template_that_no_page_uses(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, {"templates/unused.html": "{% if %}"})
    report = Report()
    Templates(theme, read_assets(theme, "", report)).check("templates", report)
    assert [found.code for found in report.diagnostics] == ["E605"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ 1 / 0 }}", "the template fails: division by zero."),
        ("{{ title + 1 }}", 'the template fails: can only concatenate str (not "int") to str.'),
        ('{% include "page.html" %}', "the template fails: maximum recursion depth exceeded"),
    ],
)
def test_what_a_template_does_wrong_is_no_fault_of_the_tool(tmp_path: Path, template: str, message: str) -> None:
    text, told = rendered(tmp_path, f"\n{template}", {}, title="Moor")
    assert (text, [one.splitlines()[0].partition(" error E607: ")[0] for one in told]) == (
        "",
        ["themes/own/templates/page.html:2:1:"],
    )
    assert message in told[0]


@pytest.mark.parametrize("name", ["templates/page.html", "till/review.html", "assets/site.css", "assets/site.js"])
def test_a_file_of_a_theme_that_is_no_utf_8_is_told(tmp_path: Path, name: str) -> None:
    write_files(tmp_path / "themes" / "own", {"theme.yml": "", name: ""})
    (tmp_path / "themes" / "own" / name).write_bytes("Tür".encode("latin-1"))
    theme, told = load(tmp_path)
    assert theme is None
    hint = "Save it again with the encoding UTF-8."
    assert told == [
        f"themes/own/{name}:1:1: error E100: The file is not saved as UTF-8: byte 0xfc is no letter there. {hint}"
    ]


def test_words_that_are_no_utf_8_are_told(tmp_path: Path) -> None:
    write_files(tmp_path / "themes" / "own", {"theme.yml": "", "translations/en.yml": ""})
    (tmp_path / "themes" / "own" / "translations" / "en.yml").write_bytes("door: Tür".encode("latin-1"))
    assert [one.partition(": The file")[0] for one in load(tmp_path)[1]] == [
        "themes/own/translations/en.yml:1:1: error E100"
    ]


def test_a_byte_order_mark_is_no_part_of_a_template_or_a_style(tmp_path: Path) -> None:
    theme = theme_of(
        tmp_path, {"templates/page.html": "\ufeff<!doctype html>", "assets/site.css": "\ufeffa { top: 0 }"}
    )
    assets = read_assets(theme, "", Report())
    assert Templates(theme, assets).render("page.html", "en", {}, Report()) == "<!doctype html>"
    assert assets.files["site.css"].content == b"a { top: 0 }\n"


def test_a_template_of_the_till_that_is_wrong_is_told(tmp_path: Path) -> None:
    files = {
        "till/review.html": "<p>\n{% if %}",
        "till/mail.txt": 'Hello\n{{ t("nav.hom") }}',
        "till/x.html": "{{ t(a) }}",
    }
    theme = theme_of(tmp_path, {**files, "translations/en.yml": "nav.home: Home"})
    report = Report()
    Templates(theme, read_assets(theme, "", report)).check("till", report)
    assert [as_text(found) for found in report.diagnostics] == [
        (
            'themes/own/till/mail.txt:2:1: error E607: the theme has no word "nav.hom". Did you mean "nav.home"?\n'
            '    {{ t("nav.hom") }}\n'
            "    ^^^^^^^^^^^^^^^^^^"
        ),
        (
            "themes/own/till/review.html:2:1: error E605: the template cannot be read: "
            "Expected an expression, got 'end of statement block'\n"
            "    {% if %}\n"
            "    ^^^^^^^^"
        ),
    ]


def test_a_word_that_replaces_none_is_told_unless_a_template_uses_it(tmp_path: Path) -> None:
    write_files(
        tmp_path / "themes",
        {
            "parent/theme.yml": "",
            "parent/translations/en.yml": "cart.button: Cart\ncart.title: Your cart",
            "own/theme.yml": "extends: parent",
            "own/translations/en.yml": "cart.buton: Bag\ncart.titles: Bags\nmoor: Moor",
            "own/templates/page.html": '{{ t("cart.titles") }}',
        },
    )
    assert load(tmp_path, languages=("en",))[1] == [
        (
            'themes/own/translations/en.yml:1:1: warning W610: the theme has no word "cart.buton" to replace, '
            'and no template uses it. Did you mean "cart.button"?\n'
            "    cart.buton: Bag\n"
            "    ^^^^^^^^^^"
        )
    ]
