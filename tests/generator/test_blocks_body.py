"""The body of a block, taken apart."""

from __future__ import annotations

from generator.blocks.body import Part, parts
from generator.model import Embed, slot

LINK = Embed(index=1, block="product_link", argument="tea", inline=True, words="the <em>tea</em>")
PICTURE = Embed(index=2, block="image", argument="a.jpg", words="A moor")
BLOCK = Embed(index=0, block="look", argument="", inner=(LINK, PICTURE))


def test_a_body_is_its_elements_and_the_slots_between_them() -> None:
    html = f"{slot(2)}\n<h3>Tea &amp; more</h3>\n<p>Some <b>words</b></p>"
    assert parts(html) == (
        Part(tag="", html=slot(2)),
        Part(tag="h3", html="Tea &amp; more"),
        Part(tag="p", html="Some <b>words</b>"),
    )


def test_a_list_has_its_items_and_they_may_have_lists() -> None:
    (found,) = parts("<ul>\n<li>One<ul><li>Two</li></ul></li>\n<li><p>Three</p></li>\n</ul>")
    assert [item.html for item in found.items] == ["One<ul><li>Two</li></ul>", "<p>Three</p>"]
    assert [item.html for item in parts(found.items[0].html)[1].items] == ["Two"]


def test_definitions_have_terms_and_meanings() -> None:
    (found,) = parts("<dl><dt>Height</dt><dd>1,345 m</dd></dl>")
    assert [(item.tag, item.html) for item in found.items] == [("dt", "Height"), ("dd", "1,345 m")]


def test_an_element_without_an_end_is_empty() -> None:
    assert [(part.tag, part.html) for part in parts("a<br>b<hr>")] == [("", "a"), ("br", ""), ("", "b"), ("hr", "")]


def test_plain_text_has_the_words_of_links_and_nothing_of_pictures() -> None:
    (part,) = parts(f"<p>34% of {slot(1)}, {slot(2)}Kar<i>da</i>mom &amp;<br>more</p>")
    assert part.text(BLOCK) == "34% of the tea, Kardamom & more"
    assert part.embeds(BLOCK) == (LINK, PICTURE)
