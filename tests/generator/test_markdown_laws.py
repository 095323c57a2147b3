"""Laws of `generator.markdown` for any text whatever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.blocks import fill
from generator.diagnostics import Report
from generator.markdown import DEFAULT, parse
from generator.markdown.engine import MarkdownItEngine, parser
from generator.markdown.safe import clean

if TYPE_CHECKING:
    from generator.model import Embed, Prose

_PIECES = r"""
:::{product} x
:::
:::{products}
:::{note}
::::{note}
::::
:::{nothing}
:layout: card
::: product
::{product} x
:layout card
  :::
[[x]] {{ x }}
[x](  y )
[x]()
![](a.jpg)
##x
<!--
-->
<script>
</script>
<style>
<b onclick='x()'>
<p>
</p>
<div title="
">
<table>
<tr><td>
</table>
<a href
="product:x"
='javascript:x'
<iframe src=x>
<svg><style>
<math>
</svg>
<img src=a.jpg onerror=x()>
<h1 id=main>
<textarea>
<pre>
<plaintext>
<select>
<form>
<details>
<li>
</li>
<p style=color:red>
&#xE000;
&#57344;0&#xe001
%EE%80%80
&amp;lt;
[a](product:b)
[![a](b.jpg)](product:c)
![a](b){.wide}
[^1]
[^1]: note
^[note]
| a | b |
|---|:-:|
: term
{.wide #id style="x"}
{onclick=x}
[a]: product:b
[a]
===
---
```
~~~
"""
_SIGNS = (
    "> ",
    "- ",
    "1. ",
    "    ",
    "  ",
    "# ",
    "~~",
    "'",
    '"',
    "*",
    "**",
    "`",
    "\x00",
    "\u2028",
    "\ue0000\ue001",
    "\ue000",
)
_GAPS = ("\n", "\n\n", " ", "|")
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*_PIECES.split("\n"), *_SIGNS, *_GAPS, *_GAPS]), max_size=24).map("".join),
)
_SLOT = re.compile("\ue000([0-9]+)\ue001")


def parsed(text: str) -> Prose:
    return parse(
        text,
        file="a.md",
        first_line=1,
        language="de",
        report=Report(),
        blocks={"product": ("layout",), "products": (), "note": ()},
        holding={"note"},
    )


@given(TEXTS)
@settings(max_examples=400, deadline=None)
@example('<div title="\n:::{product} x\n:::\n">')
@example("<table>\n:::{product} x\n:::\n</table>")
@example("<http://a/%EE%80%800%EE%80%81>")
def test_slots_are_the_embeds_each_once(text: str) -> None:
    prose = parsed(text)
    everywhere = prose.html + "".join(embed.words for embed in prose.embeds)
    found = [int(number) for number in _SLOT.findall(everywhere)]
    assert sorted(found) == [embed.index for embed in prose.embeds]
    assert not re.search("[\ue000\ue001]", _SLOT.sub("", everywhere))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_the_html_has_no_script_no_handler_and_no_style(text: str) -> None:
    html = parsed(text).html
    tags = re.findall(r"<[^>]*>", html)
    assert not [tag for tag in tags if re.match(r"<(script|style|iframe|form|svg)", tag)]
    assert not [tag for tag in tags if re.search(r"\s(on\w+|style)=", re.sub(r'"[^"]*"', '""', tag))]


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_cleaning_the_html_again_changes_nothing(text: str) -> None:
    html = parsed(text).html
    assert clean(html) == html


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_ids_are_unique(text: str) -> None:
    ids = re.findall(r'<[^>]*\sid="([^"]*)"', parsed(text).html)
    assert sorted(set(ids)) == sorted(ids)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_after_filling_no_slot_is_left(text: str) -> None:
    prose = parsed(text)

    def words(embed: Embed) -> str:
        return fill(embed.words, prose.embeds, words)

    assert not _SLOT.search(fill(prose.html, prose.embeds, words))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
@example("::::{note}\n- a\n:::{note}\n<div>\n:::\n::::\n</div>\n")
def test_every_slot_stands_once_and_within_its_block(text: str) -> None:
    prose = parsed(text)
    whole = prose.html + "".join(embed.words for embed in prose.embeds)
    assert sorted(map(int, _SLOT.findall(whole))) == [embed.index for embed in prose.embeds]
    for embed in prose.embeds:
        known = {one.index for one in embed.inner}
        assert known >= set(map(int, _SLOT.findall(embed.words))) or embed.inline


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_place_lies_in_the_text(text: str) -> None:
    report = Report()
    prose = parse(text, file="a.md", first_line=1, language="en", report=report, blocks={"product": ("layout",)})
    places = [found.at for found in report.diagnostics] + [embed.at for embed in prose.embeds]
    lines = re.split(r"\r\n|\n|\r", text)
    assert [place for place in places if place is None or place.line > len(lines)] == []


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_an_extension_that_is_not_needed_would_change_nothing(text: str) -> None:
    assert MarkdownItEngine("de", DEFAULT).render(text) == parser("de", DEFAULT).render(text)
