"""The engine against CommonMark's own examples, bare and with each extension."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from generator.markdown import DEFAULT, to_html


class Example(TypedDict):
    """One example of the specification; the dump has more keys."""

    example: int
    markdown: str
    html: str


EXAMPLES: list[Example] = json.loads(Path(__file__).with_name("commonmark.json").read_text(encoding="utf-8"))

CHANGED = {
    "anchors": (
        *(10, 59, 62, 66, 67, 68, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 86, 89, 90, 91, 95, 96, 102),
        *(103, 115, 141, 214, 215, 227, 228, 229, 230, 232, 300, 646, 647),
    ),
    "attributes": (),
    "definition_lists": (),
    "footnotes": (),
    "smart_quotes": (14, 197, 209, 210, 352, 359, 363, 380, 385, 395, 508, 590, 619, 620, 622, 624, 632),
    "strikethrough": (),
    "tables": (),
}
"""The examples that each extension changes: headings that get an id, text with quotation marks, and nothing else."""


def changed(extensions: frozenset[str]) -> tuple[int, ...]:
    return tuple(
        example["example"] for example in EXAMPLES if to_html(example["markdown"], extensions) != example["html"]
    )


def test_there_are_652_examples() -> None:
    assert len(EXAMPLES) == 652


def test_without_extensions_every_example_of_commonmark_passes() -> None:
    assert changed(frozenset()) == ()


def test_every_extension_lists_what_it_changes() -> None:
    assert CHANGED.keys() == DEFAULT


@pytest.mark.parametrize("name", sorted(DEFAULT))
def test_an_extension_changes_these_examples_alone(name: str) -> None:
    assert changed(frozenset({name})) == CHANGED[name]


def test_an_extension_that_changes_no_example_still_does_its_work() -> None:
    shown = {
        "attributes": ("`a`{.wide}\n", '<p><code class="wide">a</code></p>\n'),
        "definition_lists": ("a\n: b\n", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n"),
        "footnotes": (
            "a[^1]\n\n[^1]: b\n",
            (
                '<p>a<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup></p>\n'
                '<section class="footnotes">\n'
                '<ol class="footnotes-list">\n<li id="fn1" class="footnote-item"><p>b <a href="#fnref1"'
                ' class="footnote-backref">↩︎</a></p>\n</li>\n</ol>\n</section>\n'
            ),
        ),
        "strikethrough": ("~~a~~\n", "<p><s>a</s></p>\n"),
        "tables": (
            "| a |\n|--:|\n",
            '<table>\n<thead>\n<tr>\n<th class="align-right">a</th>\n</tr>\n</thead>\n</table>\n',
        ),
    }
    made = {name: to_html(text, frozenset({name})) for name, (text, _) in shown.items()}
    assert made == {name: html for name, (_, html) in shown.items()}


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("de", "<p>„a ‚b‘ c“ geht’s</p>\n"),
        ("en", "<p>“a ‘b’ c” geht’s</p>\n"),
        ("fr", "<p>“a ‘b’ c” geht’s</p>\n"),
    ],
)
def test_quotation_marks_are_those_of_the_language(language: str, html: str) -> None:
    assert to_html("\"a 'b' c\" geht's\n", frozenset({"smart_quotes"}), language) == html
