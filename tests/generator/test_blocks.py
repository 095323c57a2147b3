"""What blocks check, refer to and show, and how slots are filled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from markupsafe import Markup

from functions.money import Money
from generator.blocks import BLOCKS, BlockContext, Reference, fill
from generator.diagnostics import Report, as_text
from generator.markdown import parse
from generator.model import Embed, Image, slot
from generator.views.shapes import CardView, ImageView, LinkView, MediumView, TeaserView, VariantView

if TYPE_CHECKING:
    from collections.abc import Mapping


def embeds(text: str) -> tuple[Embed, ...]:
    report = Report()
    prose = parse(
        text, file="a.md", first_line=5, language="de", report=report, blocks=BLOCKS.directives, holding=BLOCKS.holding
    )
    assert report.diagnostics == ()
    return prose.embeds


def told(text: str) -> str:
    report = Report()
    BLOCKS.check(embeds(text), report)
    return "\n".join(as_text(found) for found in report.diagnostics)


def card(name: str) -> CardView:
    variant = VariantView(
        sku=name.upper(),
        label="",
        options=(),
        price=Money(minor=100, currency="EUR"),
        list_price=None,
        base_price=None,
        base_unit="",
        content="",
        availability="in_stock",
        days=(1, 3),
    )
    return CardView(
        id=name,
        key=name,
        title=f"{name} & more",
        description="",
        url=f"/products/{name}/",
        language="de",
        image=None,
        variants=(variant,),
        chosen=variant.sku,
        option_title="",
        source="",
    )


@dataclass(frozen=True)
class Magazine:
    """A small magazine: some products, listed under a section and a tag, one story, one picture."""

    language: str = "de"
    story: str = "moor"
    ids: tuple[str, ...] = ("jacket", "stick", "tea", "pot", "cup", "salt")
    listed: Mapping[tuple[str, str], tuple[str, ...]] = field(
        default_factory=lambda: {
            ("walks", ""): ("jacket", "stick"),
            ("", "warm"): ("tea", "pot", "cup", "salt", "jacket"),
        }
    )

    def card(self, reference: str, embed: Embed) -> CardView | None:
        return replace(card(reference), source=f"a#{embed.index}") if reference in self.ids else None

    def html(self, fragment: str) -> Markup:
        return Markup(fragment)

    def t(self, key: str, **values: object) -> str:
        return " ".join((key, *map(str, values.values())))

    def facts(self, reference: str) -> tuple[tuple[str, str], ...]:
        return (("Weight", f"{len(reference)} kg"),) if reference in self.ids else ()

    def teaser(self, story: str) -> TeaserView | None:
        del story
        return None

    def absolute(self, url: str) -> str:
        return f"https://a.example{url}"

    def products(self, *, section: str = "", tag: str = "") -> tuple[str, ...]:
        return self.listed[section, tag]

    def image(self, image: Image) -> ImageView | None:
        if image.src != "moor.jpg":
            return None
        return ImageView(src="/moor.1.jpg", width=4, height=3, alt=image.alt, caption=image.caption)

    def medium(self, src: str) -> MediumView | None:
        return MediumView(url=f"/{src}", type="video/mp4", size=1, seconds=90) if "gone" not in src else None

    def link(self, kind: str, subject: str) -> LinkView | None:
        if (kind, subject) != ("story", "rannoch"):
            return None
        return LinkView(title="Rannoch & back", url="/stories/rannoch/", language="de")


def views(text: str) -> list[Mapping[str, object] | None]:
    context: BlockContext = Magazine()
    return [BLOCKS.view(embed, context) for embed in embeds(text)]


def card_of(source: str, name: str) -> CardView:
    return replace(card(name), source=source)


def ids_shown(text: str) -> list[str]:
    (view,) = views(text)
    assert view is not None
    cards = view["cards"]
    assert isinstance(cards, tuple)
    return [one.id for one in cards]


def test_every_block_is_found_by_its_own_name() -> None:
    assert [block.name for block in BLOCKS.values()] == list(BLOCKS)


def test_a_product_stands_in_the_margin_unless_it_says_where() -> None:
    shown = views(":::{product} tea\n:::\n\n:::{product} tea\n:layout: wide\n:::\n")
    assert [view and view["layout"] for view in shown] == ["note", "wide"]


def test_a_product_that_is_not_visible_shows_nothing() -> None:
    assert views(":::{product} gone\n:::\n") == [None]


def test_a_row_shows_ids_in_their_order_each_once() -> None:
    assert ids_shown(":::{products}\n:ids: pot, tea,pot\n:::\n") == ["pot", "tea"]


def test_a_row_shows_four_of_a_tag() -> None:
    assert ids_shown(":::{products}\n:tag: warm\n:::\n") == ["tea", "pot", "cup", "salt"]


def test_a_row_shows_no_more_than_its_limit() -> None:
    assert ids_shown(":::{products}\n:section: walks\n:limit: 1\n:::\n") == ["jacket"]


def test_a_row_leaves_out_what_is_not_visible_and_shows_the_next() -> None:
    assert ids_shown(":::{products}\n:ids: gone, tea\n:tag: warm\n:limit: 2\n:::\n") == ["tea", "pot"]


def test_a_row_without_a_visible_product_shows_nothing() -> None:
    assert views(":::{products}\n:ids: gone\n:::\n") == [None]


def test_a_link_to_a_product_without_words_has_its_title() -> None:
    (view,) = views("[](product:tea)\n")
    assert view is not None
    assert (str(view["words"]), view["url"]) == ("tea &amp; more", "/products/tea/")


def test_a_link_to_a_product_that_is_not_visible_keeps_its_words() -> None:
    assert views("[*old* tea](product:gone)\n") == [{"words": "<em>old</em> tea", "url": "", "card": None}]


def test_a_link_to_a_story_without_words_has_its_title() -> None:
    (view,) = views("[](story:rannoch)\n")
    assert view is not None
    assert str(view["words"]) == "Rannoch &amp; back"


def test_a_link_to_a_page_that_is_not_there_keeps_its_words() -> None:
    assert views("[words](page:gone) [](page:gone)\n") == [{"words": "words", "link": None}, None]


def test_a_picture_has_alt_text_caption_and_layout() -> None:
    (view,) = views('![Moor](moor.jpg "At noon"){.wide}\n')
    image = ImageView(src="/moor.1.jpg", width=4, height=3, alt="Moor", caption="At noon")
    assert view == {"image": image, "inline": False, "layout": "wide"}


def test_a_picture_without_a_file_shows_nothing() -> None:
    assert views("![Moor](gone.jpg)\n") == [None]


@pytest.mark.parametrize("scheme", ["price", "availability", "buy"])
def test_a_fact_in_a_sentence_is_of_all_variants_or_of_the_one_that_is_named(scheme: str) -> None:
    (view,) = views(f"It [costs]({scheme}:tea)\n")
    assert view is not None
    assert (view["words"], view["card"], view["variants"]) == ("costs", card_of("a#0", "tea"), card("tea").variants)


def test_a_fact_of_what_is_not_visible_leaves_the_words() -> None:
    assert views("[words](price:gone) [](buy:gone)\n") == [{"words": "words", "card": None, "variants": ()}, None]


def test_an_example_shows_its_body_and_the_lines_that_make_it() -> None:
    text = "::::{example} Tea\nSome *words*.\n\n\n:::{product} tea\n:::\n::::\n"
    example, product = embeds(text)
    assert BLOCKS.view(example, Magazine()) == {
        "title": "Tea",
        "body": f"<p>Some <em>words</em>.</p>\n{slot(1)}",
        "source": "Some *words*.\n\n\n:::{product} tea\n:::",
    }
    assert (example.inner, product.near) == ((product,), "")


def test_a_story_that_is_not_visible_shows_nothing() -> None:
    assert views(":::{story} gone\n:::\n") == [None]


def test_references_name_everything_that_must_exist() -> None:
    found = [
        reference
        for embed in embeds(
            ":::{product} RAN-M\n:::\n\n:::{products}\n:ids: a, b\n:tag: t\n:section: s\n:::\n\n"
            "[x](product:c) [y](story:d) ![z](moor.jpg)\n"
        )
        for reference in BLOCKS.references(embed)
    ]
    assert found == [
        Reference(kind="product", id="RAN-M"),
        Reference(kind="product", id="a"),
        Reference(kind="product", id="b"),
        Reference(kind="tag", id="t"),
        Reference(kind="section", id="s"),
        Reference(kind="product", id="c"),
        Reference(kind="story", id="d"),
    ]


def test_each_id_of_a_row_has_its_own_place() -> None:
    (embed,) = embeds(":::{products}\n:ids: tea, teapot, tea\n:::\n")
    places = [(at.line, at.column, at.length) for one in BLOCKS.references(embed) if (at := one.at)]
    assert places == [(6, 7, 3), (6, 12, 6), (6, 20, 3)]


def test_references_of_an_unknown_block_are_none() -> None:
    assert BLOCKS.references(Embed(index=0, block="gone", argument="a")) == ()


@pytest.mark.parametrize(
    ("text", "diagnostic"),
    [
        (
            ":::{product}\n:::\n",
            (
                "a.md:5:5: error E421: The block product needs a product's id."
                " Write it there, such as :::{product} wind-jacket\n    :::{product}\n        ^^^^^^^"
            ),
        ),
        (
            ":::{products} tea\n:tag: a\n:::\n",
            (
                'a.md:5:15: error E422: The block products takes nothing on its first line, but there is "tea".'
                " Write it as an option below, such as :ids: tea\n    :::{products} tea\n"
                "                  ^^^"
            ),
        ),
        (
            ":::{product} tea\n:layuot: card\n:::\n",
            (
                'a.md:6:2: error E423: The block product has no option "layuot". Did you mean "layout"?\n'
                "    :layuot: card\n     ^^^^^^"
            ),
        ),
        (
            ":::{product} tea\n:layout: cart\n:::\n",
            (
                "a.md:6:10: error E424: The option layout of the block product is one of note, card, wide, compact,"
                ' hero, not "cart". Did you mean "card"?\n    :layout: cart\n             ^^^^'
            ),
        ),
        (
            ":::{products}\n:tag: a\n:limit: few\n:::\n",
            (
                "a.md:7:9: error E424: The option limit of the block products is a number from 1 to 99, not"
                ' "few".\n    :limit: few\n            ^^^'
            ),
        ),
        (
            ":::{products}\n:limit: 3\n:::\n",
            (
                "a.md:5:5: error E425: The block products does not say what to show."
                " Write one of ids, tag, section below it, such as :ids: wind-jacket, walking-stick\n"
                "    :::{products}\n        ^^^^^^^^"
            ),
        ),
        (
            "See [it](product:).\n",
            (
                "a.md:5:18: error E421: The block product_link needs a product's id."
                " Write it there, such as [the jacket](product:wind-jacket)\n    See [it](product:).\n"
                "                     ^"
            ),
        ),
    ],
)
def test_the_editor_is_told_what_is_wrong_with_a_block(text: str, diagnostic: str) -> None:
    assert told(text) == diagnostic


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("::::{example}\nNever closed.\n", ["<p>Never closed.</p>"]),
        ("::::{example}\n<div>\n\n::::\n\nBehind.\n\n</div>\n", ["<div>\n\n<p>Behind.</p>\n</div>"]),
        (":::::{example}\nA\n\n::::{example}\nB\n::::\n\nC\n:::::\nD", [f"<p>A</p>\n{slot(1)}\n<p>C</p>", "<p>B</p>"]),
        ("> ::::{example}\n> A\n> ::::\n", []),
    ],
)
def test_a_body_is_what_stands_between_the_lines_of_its_block(text: str, held: list[str]) -> None:
    prose = parse(
        text,
        file="a.md",
        first_line=1,
        language="de",
        report=Report(),
        blocks=BLOCKS.directives,
        holding=BLOCKS.holding,
    )
    assert [embed.words for embed in prose.embeds] == held


def test_html_that_begins_in_a_block_and_ends_behind_it_is_told() -> None:
    report = Report()
    text = "::::{example}\n<div>\n\n::::\n\nBehind.\n\n</div>\n"
    parse(
        text, file="a.md", first_line=5, language="de", report=report, blocks=BLOCKS.directives, holding=BLOCKS.holding
    )
    (found,) = report.diagnostics
    assert as_text(found) == (
        "a.md:5:6: error E411: HTML begins in the block example and ends behind it."
        " Close the HTML before the block's last line, or take it away.\n    ::::{example}\n         ^^^^^^^"
    )


def test_filling_puts_every_embed_into_its_slot() -> None:
    two = tuple(Embed(index=number, block="product", argument=str(number)) for number in (0, 1))
    assert fill(f"a{slot(1)}b{slot(0)}", two, lambda embed: f"<{embed.argument}>") == "a<1>b<0>"


def test_the_words_of_a_link_are_filled_by_whoever_renders_it() -> None:
    found = embeds("[![x](moor.jpg)](product:tea)\n")

    def render(embed: Embed) -> str:
        return "<img>" if embed.block == "image" else f"<a>{fill(embed.words, found, render)}</a>"

    assert fill(slot(0), found, render) == "<a><img></a>"


def test_what_a_block_renders_is_not_searched_for_slots() -> None:
    (one,) = embeds(":::{product} tea\n:::\n")
    assert fill(slot(0), (one,), lambda _: slot(0)) == slot(0)
