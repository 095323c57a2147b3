"""What a text becomes, and what its editor is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Location, Report, as_text
from generator.markdown import parse
from generator.markdown.anchors import slugify
from generator.model import Embed, Heading, Prose

CASES = Path(__file__).with_name("markdown_diagnostics.txt").read_text(encoding="utf-8")
"""Texts and what their editor is told; a line ==== between two, a line ---- between text and diagnostics."""

BLOCKS = {"product": ("layout",), "products": ("ids", "tag", "section", "limit")}


def read(text: str, language: str = "en") -> tuple[Prose, list[str]]:
    report = Report()
    prose = parse(text, file="a.md", first_line=5, language=language, report=report, blocks=BLOCKS)
    return prose, [as_text(found) for found in report.diagnostics]


def prose_of(text: str, language: str = "en") -> Prose:
    prose, told = read(text, language)
    assert told == []
    return prose


def place(embed: Embed) -> tuple[int, int, str]:
    """Line, column and what stands there."""
    at = embed.at
    assert at is not None
    return at.line, at.column, at.text[at.column - 1 : at.column - 1 + at.length]


def test_a_block_becomes_a_slot_of_its_own() -> None:
    prose = prose_of("One.\n:::{product} jacket\n:layout: card\n:::\nTwo.\n")
    assert prose.html.replace("\n", "") == "<p>One.</p>\ue0000\ue001<p>Two.</p>"


def test_a_block_knows_its_argument_and_options_and_their_places() -> None:
    (embed,) = prose_of("One.\n\n:::{product}   jacket  \n:layout: card\n:::\n").embeds
    line = ":::{product}   jacket  "
    assert (embed.block, embed.argument, dict(embed.options)) == ("product", "jacket", {"layout": "card"})
    assert embed.at == Location(file="a.md", line=7, column=16, length=6, text=line)
    assert embed.places["layout"] == Location(file="a.md", line=8, column=10, length=4, text=":layout: card")


def test_the_body_of_a_block_stays_in_the_document() -> None:
    prose = prose_of("[a]: https://a.example\n\n:::{products}\n:tag: tea\n\nSee [a][a].[^1]\n\n[^1]: A note.\n:::\n")
    assert [link.href for link in prose.links] == ["https://a.example"]
    assert prose.text == "See a.\nA note."


def test_blocks_may_stand_within_blocks_by_more_colons() -> None:
    prose = prose_of("::::{products}\n:::{product} jacket\n:::\n::::\n")
    assert [embed.block for embed in prose.embeds] == ["products", "product"]


def test_a_block_ends_a_list() -> None:
    prose = prose_of("- a\n- b\n:::{product} jacket\n:::\n- c\n")
    assert prose.html.replace("\n", "") == "<ul><li>a</li><li>b</li></ul>\ue0000\ue001<ul><li>c</li></ul>"


def test_a_block_may_stand_in_raw_html() -> None:
    assert prose_of("<div>\n:::{product} jacket\n:::\n</div>\n").html.replace("\n", "") == "<div>\ue0000\ue001</div>"


@pytest.mark.parametrize(
    "text",
    [
        "```\n:::{product} jacket\n:::\n```\n",
        "~~~~\n~~~\n:::{product} jacket\n:::\n~~~~\n",
        "Write `:::{product} jacket` there.\n",
        "<!--\n:::{product} jacket\n:::\n-->\n",
        "<pre>\n:::{product} jacket\n</pre>\n",
        "\\:::{product} jacket\n",
    ],
)
def test_a_fence_in_code_or_in_a_comment_is_none(text: str) -> None:
    assert prose_of(text).embeds == ()


@pytest.mark.parametrize("case", CASES.split("\n====\n"))
def test_the_editor_is_told_where_and_how_to_mend(case: str) -> None:
    text, _, told = case.partition("\n----\n")
    assert "\n".join(read(text)[1]) == told.rstrip("\n")


def test_an_invisible_private_character_is_told_and_left_out() -> None:
    prose, told = read("a\ue0000\ue001\n")
    assert prose.html == "<p>a0</p>"
    assert "\n".join(told) == (
        "a.md:5:2: warning W415: An invisible private character was left out."
        " It came in by copying; write the word again by hand.\n    a\ue0000\ue001\n     ^"
    )


def test_a_link_to_a_product_is_an_embed_with_its_words() -> None:
    prose = prose_of("The [*old* jacket](product:wind-jacket) held.\n")
    (embed,) = prose.embeds
    assert prose.html == "<p>The \ue0000\ue001 held.</p>"
    assert (embed.block, embed.argument, embed.inline) == ("product_link", "wind-jacket", True)
    assert embed.words == "<em>old</em> jacket"
    assert place(embed) == (5, 28, "wind-jacket")


def test_links_to_stories_and_pages_keep_their_kind() -> None:
    prose = prose_of("[a](story:rannoch) [b](page:imprint)\n")
    assert [(embed.block, embed.argument) for embed in prose.embeds] == [
        ("link", "story:rannoch"),
        ("link", "page:imprint"),
    ]


def test_a_reference_is_found_where_it_is_defined() -> None:
    prose = prose_of("[a][j] and [b][j]\n\n[j]: product:jacket\n")
    assert [place(embed) for embed in prose.embeds] == [(7, 14, "jacket"), (7, 14, "jacket")]


def test_the_second_link_to_a_product_has_its_own_place() -> None:
    prose = prose_of("`[a](product:jacket)` [a](product:jacket)\n\n[b](product:jacket)\n")
    assert [place(embed) for embed in prose.embeds] == [(5, 35, "jacket"), (7, 13, "jacket")]


def test_a_picture_alone_is_no_paragraph() -> None:
    prose = prose_of('Before.\n\n![Moor](images/moor%20a.jpg "At noon"){.wide}\n')
    (embed,) = prose.embeds
    assert prose.html == "<p>Before.</p>\n\ue0000\ue001"
    assert (embed.block, embed.argument, embed.words, embed.inline) == ("image", "images/moor a.jpg", "Moor", False)
    assert dict(embed.options) == {"title": "At noon", "class": "wide"}
    assert place(embed) == (7, 9, "images/moor%20a.jpg")


def test_a_picture_within_a_line_stays_there() -> None:
    (embed,) = prose_of("A leaf ![leaf](leaf.svg) of tea.\n").embeds
    assert (embed.inline, embed.near) == (True, "A leaf of tea.")


def test_a_picture_may_be_the_words_of_a_link() -> None:
    prose = prose_of("[![Jacket](jacket.jpg)](product:jacket)\n")
    assert prose.html == "<p>\ue0000\ue001</p>"
    assert [(embed.block, embed.words) for embed in prose.embeds] == [
        ("product_link", "\ue0001\ue001"),
        ("image", "Jacket"),
    ]


def test_a_block_is_near_the_paragraph_before_it() -> None:
    prose = prose_of('Rain *came*\nsoon.\n\n## Later\n\n:::{product} jacket\n:::\n\nThe ["hood"](product:jacket).\n')
    assert [embed.near for embed in prose.embeds] == ["Rain came soon.", "The “hood”."]


def test_headings_have_unique_anchors() -> None:
    prose = prose_of("## Über uns\n\n### Über *uns*\n\n## 茶\n\n## !\n\n## Main\n", "de")
    assert prose.headings == (
        Heading(level=2, anchor="ueber-uns", text="Über uns"),
        Heading(level=3, anchor="ueber-uns-2", text="Über uns"),
        Heading(level=2, anchor="茶", text="茶"),
        Heading(level=2, anchor="section", text="!"),
        Heading(level=2, anchor="main-2", text="Main"),
    )


def test_an_anchor_may_begin_with_a_digit() -> None:
    assert prose_of("## 1. Wer verkauft\n").html == '<h2 id="1-wer-verkauft">1. Wer verkauft</h2>'


def test_an_anchor_of_the_editor_stays() -> None:
    assert prose_of("{#tea}\n## Green tea\n\n## Tea\n").html == '<h2 id="tea">Green tea</h2>\n<h2 id="tea-2">Tea</h2>'


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Straße & Öl", "strasse-oel"), ("Wie geht’s?", "wie-gehts"), ("Café 2.0", "cafe-2-0"), ("…", "")],
)
def test_slugs_are_plain_words(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_heading_of_level_1_becomes_one_of_level_2() -> None:
    assert read("Moor\n====\n")[0].html == '<h2 id="moor">Moor</h2>'


def test_links_are_listed_with_their_places() -> None:
    links = prose_of('[a](/stories/b/) <https://c.example> <a href="d.html">d</a> [e](#e)\n').links
    places = [(link.href, link.at.column, link.at.length) for link in links if link.at]
    assert places == [("/stories/b/", 5, 11), ("https://c.example", 19, 17), ("d.html", 47, 6), ("#e", 65, 2)]


def test_a_link_to_another_site_tells_it_nothing() -> None:
    html = prose_of("[a](https://a.example) [b](/b/)\n").html
    assert html == '<p><a href="https://a.example" rel="external noopener">a</a> <a href="/b/">b</a></p>'


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches() -> None:
    html = prose_of("| a | b |\n|---|--:|\n| 1 | 2 |\n", "de").html
    assert html.startswith('<div class="table" role="group" tabindex="0" aria-label="Tabelle"><table>\n<thead>')
    assert '<td class="align-right">2</td>' in html
    assert html.endswith("</table></div>")


def test_footnotes_say_where_they_lead() -> None:
    prose = prose_of("Tea.[^a]\n\n[^a]: Green.\n", "de")
    assert prose.html == (
        '<p>Tea.<sup class="footnote-ref"><a href="#fn1" id="fnref1" role="doc-noteref">[1]</a></sup></p>\n'
        '<section class="footnotes" role="doc-endnotes" aria-label="Fußnoten">\n<ol class="footnotes-list">\n'
        '<li id="fn1" class="footnote-item"><p>Green. <a href="#fnref1" class="footnote-backref" role="doc-backlink"'
        ' aria-label="Zurück zum Text">↩︎</a></p>\n</li>\n</ol>\n</section>'
    )
    assert (prose.text, prose.links) == ("Tea.\nGreen.", ())


def test_a_footnote_has_one_number_wherever_it_is_referred_to() -> None:
    html = prose_of("Tea[^a] and coffee.[^a]\n\n[^a]: Hot.\n").html
    assert html.count(">[1]</a>") == 2
    assert html.count('class="footnote-backref"') == 2


def test_plain_text_has_no_marks() -> None:
    prose = prose_of("A **b** c&amp;d.<br>e\n\n- f\n- [g](product:h)\n\n:::{product} i\n:::\n")
    assert (prose.text, prose.words) == ("A b c&d. e\nf\ng", 7)


def test_ids_that_stand_twice_are_kept_once() -> None:
    assert prose_of('<b id="a">b</b> <i id="a">c</i>\n').html == '<p><b id="a">b</b> <i>c</i></p>'


def test_the_line_endings_of_windows_change_nothing() -> None:
    text = "One.\n\n:::{product} jacket\n:layout: card\n:::\n\n## Two\n"
    assert prose_of(text.replace("\n", "\r\n")) == prose_of(text)


def test_a_mark_written_as_an_entity_is_no_slot() -> None:
    assert prose_of("<b>&#xE000;0&#57345;</b>\n").html == "<p><b>0</b></p>"


def test_an_empty_text_is_empty_prose() -> None:
    assert prose_of("") == Prose(html="")
