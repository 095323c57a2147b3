from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup

from generator.assets import read_assets
from generator.diagnostics import Report, as_text
from generator.theme import Templates, load_theme
from tests.tiny import write_files

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Counted:
    """Counts how often it is written."""

    def __init__(self) -> None:
        self.times = 0

    def __str__(self) -> str:
        self.times += 1
        return "moor"


@dataclass(frozen=True)
class Link:
    url: str
    current: bool = False


def templates_of(root: Path, page: str, **files: str) -> Templates:
    write_files(root / "themes/own", {"theme.yml": "", "templates/page.html": page})
    write_files(root / "themes/own/templates", {f"{name}.html": text for name, text in files.items()})
    write_files(root / "themes/own/translations", {"en.yml": "moor: moor\n", "de.yml": "moor: Moor\n"})
    report = Report()
    theme = load_theme(root, "own", ("en", "de"), report)
    assert theme is not None
    return Templates(theme, read_assets(theme, "", report))


def shown(templates: Templates, language: str = "en", **values: object) -> str:
    report = Report()
    text = templates.render("page.html", language, values, report)
    assert report.diagnostics == ()
    return text


def told(root: Path, page: str, **files: str) -> list[str]:
    report = Report()
    templates_of(root, page, **files).render("page.html", "en", {}, report)
    return [as_text(found).splitlines()[0] for found in report.diagnostics]


def test_what_names_the_same_values_is_rendered_once(tmp_path: Path) -> None:
    templates, word = templates_of(tmp_path, "{% once %}the {{ word }}{% endonce %} {{ page }}"), Counted()
    assert [shown(templates, word=word, page=page) for page in (1, 2, 3)] == ["the moor 1", "the moor 2", "the moor 3"]
    assert word.times == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("moor", "heath"),
        (1, True),
        ("&lt;", Markup("&lt;")),
        (("a", 1), ("a", True)),
        ({"a": "b"}, {"a": "c"}),
        ([Link("/a/")], [Link("/a/", current=True)]),
        (NOON, NOON.astimezone(timezone(timedelta(hours=13)))),
        ([], None),
    ],
)
def test_another_value_is_rendered_anew(tmp_path: Path, one: object, other: object) -> None:
    templates = templates_of(tmp_path, "{% once %}{{ it }}{% endonce %}")
    plain = templates_of(tmp_path / "plain", "{{ it }}")
    assert [shown(templates, it=value) for value in (one, other, one)] == [
        shown(plain, it=value) for value in (one, other, one)
    ]


def test_a_field_is_looked_at_and_not_all_of_its_value(tmp_path: Path) -> None:
    templates = templates_of(tmp_path, "{% once %}{{ word }} {{ link.url }} {{ link.url.upper() }}{% endonce %}")
    word = Counted()
    assert [shown(templates, word=word, link=Link("/a/", current=current)) for current in (True, False)] == [
        "moor /a/ /A/"
    ] * 2
    assert word.times == 1


def test_two_languages_share_nothing(tmp_path: Path) -> None:
    templates = templates_of(tmp_path, '{% once %}{{ t("moor") }}{% endonce %}')
    assert [shown(templates, language) for language in ("en", "de", "en")] == ["moor", "Moor", "moor"]


def test_two_places_share_only_what_reads_the_same(tmp_path: Path) -> None:
    place = "{% once %}{{ word }}{% endonce %}"
    templates, word = templates_of(tmp_path, f"{place} {place} {{% once %}}no {{{{ word }}}}{{% endonce %}}"), Counted()
    assert (shown(templates, word=word), word.times) == ("moor moor no moor", 2)


def test_what_may_change_is_rendered_each_time(tmp_path: Path) -> None:
    page = "{% set found = {} %}{% for n in (1, 2) %}{% once %}{{ n }}{{ loop.last }}{{ it }}{% endonce %}{% endfor %}"
    templates, unhashable = templates_of(tmp_path, page), bytearray(b"a")
    assert shown(templates, it=unhashable) == "1Falsebytearray(b&#39;a&#39;)2Truebytearray(b&#39;a&#39;)"
    unhashable.append(98)
    assert shown(templates, it=unhashable) == "1Falsebytearray(b&#39;ab&#39;)2Truebytearray(b&#39;ab&#39;)"


def test_a_macro_that_sees_the_page_is_never_another_pages(tmp_path: Path) -> None:
    macro = "{% macro here() %}{{ url }}{% endmacro %}"
    page = '{% from "here.html" import here with context %}{% once %}{{ here() }}{% endonce %}'
    templates = templates_of(tmp_path, page, here=macro)
    assert [shown(templates, url=url) for url in ("/a/", "/b/")] == ["/a/", "/b/"]


def test_names_of_its_own_hide_those_around(tmp_path: Path) -> None:
    page = "{% once %}{% for url in urls %}{{ url }}{{ loop.index }}{% endfor %}{% endonce %}{{ url }}"
    templates = templates_of(tmp_path, page)
    assert [shown(templates, url=url, urls=("a", "b")) for url in (1, 2)] == ["a1b21", "a1b22"]


def test_what_is_not_there_may_be_asked_for(tmp_path: Path) -> None:
    page = "{% once %}{% if legal.imprint is defined %}{{ legal.imprint }}{% endif %}{% if it %}{{ it.a.b }}{% endif %}"
    templates = templates_of(tmp_path, page + "{% endonce %}")
    assert [shown(templates, legal=legal, it=None) for legal in ({}, {"imprint": "/i/"}, {})] == ["", "/i/", ""]


def test_a_fault_within_is_told_on_its_own_line(tmp_path: Path) -> None:
    start = "themes/own/templates/page.html:3:1: error E606: "
    assert told(tmp_path, "{% once %}\n\n{{ stroy.title }}\n{% endonce %}") == [
        f'{start}the template uses "stroy", which there is not. It gets site, theme, page and one view.'
    ]


@pytest.mark.parametrize(
    ("within", "wrong"),
    [
        ('{% include "a.html" %}', "hold {% include %}"),
        ("{% block a %}{% endblock %}", "hold {% block %}"),
        ('{% from "a.html" import a %}', "hold {% from %}"),
        ('{% import "a.html" as a %}', "hold {% import %}"),
        ("{{ super() }}", 'use "super"'),
        ("{{ caller() }}", 'use "caller"'),
    ],
)
def test_what_cannot_be_seen_from_here_stands_outside(tmp_path: Path, within: str, wrong: str) -> None:
    assert told(tmp_path, f"\n{{% once %}}{within}{{% endonce %}}") == [
        "themes/own/templates/page.html:2:1: error E605: the template cannot be read: {% once %} cannot " + wrong + "."
    ]
