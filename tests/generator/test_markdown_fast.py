"""Two engines, one page: the second gives the reference's HTML, or leaves the text to it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.blocks import BLOCKS
from generator.diagnostics import Report
from generator.markdown import DEFAULT, engine_name, to_html
from generator.markdown.engine import MarkdownItEngine
from generator.markdown.fast import INSTALLED, fitting
from generator.markdown.fences import scan
from generator.markdown.source import Lines

HERE = Path(__file__).parent
STORIES = sorted((HERE.parents[1] / "content" / "stories").rglob("*.md"))
PLAIN = DEFAULT - {"anchors"}
_WITHOUT = """
import sys
sys.modules["markdown_it_pyrs"] = None
from generator.markdown import engine_name, to_html
print(engine_name().count(", "), to_html("*a*").strip())
"""

_LINES = r"""
Der Regen kam *leise* vom **Moor**.
Er sagte: "Komm mit." 'So' geht's.
**"Fett"** *„x“* ("y") "`z`" 5" 6'
The [*old* jacket](product:jacket "t"), 10 € for it.
![Moor](moor.jpg "Am Mittag"){.wide}
Text ![klein](b.svg){.small .note} im Satz.
{.note}
{#id}
{% raw %}
## Titel
### "Zitat" im `Titel`
- eins
- zwei "x"
  mehr dazu
   - tief
1. eins
3) drei
> Zitat
> weiter
>> tiefer
>
***
---
===
| a | b |
|---|--:|
| `x` | "y" |
-|
```
```python
~~~
    code "x"
`code`
`` zwei ` ``
`offen
~~weg~~ da
Zeile\
<!---->
<b>raw</b>
<div>
</div>
<p>
<https://a.example>
https://müller.example
[n]: https://a.example
[m]: <b> "t"
siehe [n] und [words][m]
[^1]: note
a[^1]
: term
Wort
:   Bedeutung "x"
&amp; &copy; &quot; \" \* 2 < 3 > 1
snake_case __init__ a * b
„Schon“ gesetzt – “so” … *€* ☃*
""".strip().split("\n")
_SIGNS = [
    "  \n",
    *"*_~`\"'[]()!<>|#:-+={}\\&.1 \t\n",
    "\n\n",
    "](",
    "![",
    "**",
    "\N{NO-BREAK SPACE}",
    "\u2028",
    "\x0c",
    "ß",
]
TEXTS = st.one_of(
    st.lists(st.sampled_from([*_LINES, "", ""]), max_size=12).map(lambda lines: "\n".join([*lines, ""])),
    st.lists(st.sampled_from([*_LINES, *_SIGNS, *_SIGNS, "wort"]), max_size=16).map("".join),
    st.text(max_size=60),
)


def same(text: str, language: str = "de", extensions: frozenset[str] = PLAIN) -> bool:
    return to_html(text, extensions, language) == MarkdownItEngine(language, extensions).render(text)


def body(file: Path) -> str:
    """What stands below the front matter, its blocks as the engine meets them."""
    text = file.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
    lines = Lines(file=file.name, first_line=1, lines=tuple(text.split("\n")))
    return scan(lines, blocks=BLOCKS.directives, holding=BLOCKS.holding, report=Report()).text


@pytest.mark.parametrize("extensions", [frozenset(), PLAIN, *(frozenset({name}) for name in sorted(PLAIN))])
def test_both_give_the_same_for_every_example_of_commonmark(extensions: frozenset[str]) -> None:
    examples = json.loads((HERE / "commonmark.json").read_text(encoding="utf-8"))
    differing = [one["example"] for one in examples if not same(one["markdown"], "de", extensions)]
    assert differing == []


def test_both_give_the_same_for_every_text_of_the_demo() -> None:
    files = sorted((HERE.parents[1] / "content").rglob("*.md"))
    assert [file.name for file in files if not same(body(file))] == []


def test_both_give_the_same_for_what_editors_get_wrong() -> None:
    cases = (HERE / "markdown_diagnostics.txt").read_text(encoding="utf-8").split("\n====\n")
    texts = [case.split("----\n")[0] for case in cases]
    assert [text for text in texts if not same(text, "en")] == []


@given(TEXTS, st.sampled_from(["de", "en"]))
@settings(max_examples=500, deadline=None)
@example("* %\n  <?\n", "de")
@example(">>.\n>1)\n", "de")
@example("[a]:b\n()]\n", "de")
@example(".\n-:\nr|\n", "de")
@example("```|\n-|\n```\n", "de")
@example("{.e}\n<p>\n", "de")
@example("<!--\n\n{.e}\nr\n", "en")
@example("i\n-:\n\n|7\n", "en")
@example('x\n: y\n\n```""\n: `\n```\n', "de")
@example("![  \n]()", "de")
@example("![a](b `c`.jpg){.wide}\n", "de")
@example("`![a](b.jpg){.wide}`\n", "de")
def test_both_give_the_same_for_any_text(text: str, language: str) -> None:
    assert same(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Plain *words* and **more**, `code`, [a link](product:jacket), ~~gone~~.\n",
        "\"Quoted\", 'so' and it's done.\n",
        "## A heading\n\n- a\n- b\n\n1. c\n2. d\n\n> A quotation.\n> It goes on.\n",
        "| a | b |\n|---|--:|\n| 1 | 2 |\n",
        "```python\nif {a | b}: '`' # [^1] <b>\n```\n",
        '![Moor](images/moor.jpg "At noon"){.wide}\n\n{.note}\nA note.\n',
        "Term\n: A definition.\n\nAnother\n:   One.\n:   Two.\n\nText.\n",
        "<!--\ue0000\ue001-->\n<!---->\n",
        "Ein Café, 10\N{NO-BREAK SPACE}€ – „so“ …",
        "An <i class='a'>a</i>.\n\n{% raw %}\n\nIt's so.\n",
        "",
    ],
)
def test_what_stories_have_fits_the_second_engine(text: str) -> None:
    assert fitting(text, PLAIN) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a[^1]\n\n[^1]: note\n",
        "Term\n: definition\nthat goes on\n",
        "{#id}\nA paragraph.\n",
        "    code without an end of its line",
        "A tab\x0band \u2028.\n",
        "**☃** is a sign\n",
        "[a](https://müller.example)\n",
        "> > nested\n",
        "> lazy\ngoes on\n",
        "![*a*](b.jpg)\n",
        "a <!-- b --> c\n",
        "<https://a.example/ä>\n",
        '<b>"a"</b>\n',
        "<pre>\n\n'a'\n</pre>\n",
        "a `b\n",
        "a|b\n-|-\n",
        "[a]: <b>\n",
        '\\"a"\n',
        "~~~\ncode\n~~~\n",
    ],
)
def test_what_is_rare_is_left_to_the_reference(text: str) -> None:
    assert fitting(text, PLAIN) is None


def test_of_the_demos_stories_only_those_with_notes_and_those_that_explain_braces_are_left() -> None:
    left = [file.name for file in STORIES if fitting(text := body(file), PLAIN) is None and "[^" not in text]
    assert [name for name in left if not name.startswith("werkstatt-meldungen-")] == []


def test_the_name_of_the_engine_has_both_where_there_are_two() -> None:
    assert ("markdown-it-pyrs 0.4.0" in engine_name()) == INSTALLED


def test_without_the_extra_the_reference_makes_everything() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True)
    assert done.stdout == "1 <p><em>a</em></p>\n"
