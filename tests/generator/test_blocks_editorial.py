"""The furniture of a story: galleries, figures, quotes, notes, facts, questions, steps and recipes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from functions.money import Money
from generator.blocks import BLOCKS
from generator.blocks.amounts import marked
from generator.blocks.durations import duration, iso, minutes
from generator.blocks.facts import Fact
from generator.blocks.plates import Plate, largest, pairs
from generator.views.shapes import CardView, ImageView, LinkView, TeaserView
from tests.generator.test_blocks import Magazine, embeds, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.model import Image

RECIPE = """\
:::{recipe} Buns
:servings: 16 buns
:prep: 45 min
:cook: 1 h 15 min

![One of them](moor.jpg "Warm | The spice desk")

They keep.

### Dough

- 500 g flour
- 20 [pods](product:tea) of it

Both of last year.

### Filling

- a pinch of salt
- 1–2 [cups](product:cup)

## How

1. Knead.
2. Bake.

Eat.
:::
"""


@dataclass(frozen=True)
class Told(Magazine):
    """A magazine in which the block stands in a story, and every picture but one is there."""

    language: str = "en"

    def teaser(self, story: str) -> TeaserView | None:
        desk = LinkView(title="The spice desk", url="/authors/spices/", language="en")
        return TeaserView(
            id=story,
            title="Buns on the stairs",
            description="Cold is slow.",
            url="/stories/moor/",
            language="en",
            date=datetime(2026, 11, 13, 9, tzinfo=UTC),
            minutes=4,
            authors=(desk,),
            image=view(3, 2),
        )

    def image(self, image: Image) -> ImageView | None:
        if image.src == "gone.jpg":
            return None
        return ImageView(
            src=f"/{image.src}", width=3, height=2, alt=image.alt, caption=image.caption, credit=image.credit
        )


def view(width: int, height: int) -> ImageView:
    srcset = "/moor.480.jpg 480w, /moor.1920.jpg 1920w"
    return ImageView(src="/moor.960.jpg", width=width, height=height, alt="", srcset=srcset)


def seen(text: str, magazine: Magazine | None = None) -> Mapping[str, object]:
    """What the template of the first block sees."""
    found = BLOCKS.view(embeds(text)[0], magazine or Told())
    assert found is not None
    return found


def described(text: str) -> Mapping[str, object]:
    return BLOCKS.structured(embeds(text)[0], Told())


def sources(text: str) -> list[list[str]]:
    """The pictures of each row."""
    rows = seen(text)["rows"]
    assert isinstance(rows, tuple)
    return [[plate.image.src for plate in row] for row in rows]


# Pictures.


@pytest.mark.parametrize(
    ("layout", "rows"),
    [
        ("", [["/a.jpg", "/b.jpg", "/c.jpg"]]),
        (":layout: pairs\n", [["/a.jpg", "/b.jpg"], ["/c.jpg"]]),
        (":layout: full\n", [["/a.jpg"], ["/b.jpg"], ["/c.jpg"]]),
    ],
)
def test_a_gallery_stands_in_a_row_in_pairs_or_one_after_the_other(layout: str, rows: list[list[str]]) -> None:
    text = f":::{{gallery}}\n{layout}![A](a.jpg)\n![B](b.jpg)\n\n![Gone](gone.jpg)\n\n![C](c.jpg)\n:::\n"
    assert sources(text) == rows


def test_of_a_picture_the_title_is_the_caption_and_behind_a_bar_who_made_it() -> None:
    rows = seen(':::{gallery}\n![A](a.jpg "A moor | The *desk*")\n![B](b.jpg "| The desk")\n![C](c.jpg "C")\n:::\n')[
        "rows"
    ]
    assert isinstance(rows, tuple)
    images = [plate.image for plate in rows[0]]
    assert [(image.caption, image.credit) for image in images] == [
        ("A moor", "The *desk*"),
        ("", "The desk"),
        ("C", ""),
    ]


def test_a_picture_in_the_text_is_written_the_same_way() -> None:
    image = seen('![A](a.jpg "A moor | The desk")\n')["image"]
    assert isinstance(image, ImageView)
    assert (image.caption, image.credit) == ("A moor", "The desk")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_words_stand_under_the_pictures_also_right_below_them(gap: str) -> None:
    text = f":::{{figure}}\n![A](a.jpg){gap}On the *third* day.\n:::\n"
    assert seen(text)["words"] == "<p>On the <em>third</em> day.</p>"


def test_a_link_around_a_picture_leaves_no_empty_words() -> None:
    assert seen(":::{figure}\n[![A](a.jpg)](https://a.example)\n:::\n")["words"] == ""


@pytest.mark.parametrize(
    ("option", "layout", "rows"),
    [("", "pair", 1), (":layout: wide\n", "wide", 2), (":layout: pair\n", "pair", 1)],
)
def test_two_pictures_are_a_pair_unless_something_else_is_said(option: str, layout: str, rows: int) -> None:
    found = seen(f":::{{figure}}\n{option}![A](a.jpg)\n![B](b.jpg)\n:::\n")
    assert (found["layout"], len(sources(f":::{{figure}}\n{option}![A](a.jpg)\n![B](b.jpg)\n:::\n"))) == (layout, rows)


def test_one_picture_is_as_wide_as_the_text() -> None:
    assert seen(":::{figure}\n![A](a.jpg)\n:::\n")["layout"] == "text"


@pytest.mark.parametrize("name", ["figure", "gallery"])
def test_pictures_that_are_not_there_are_nothing_to_show(name: str) -> None:
    assert BLOCKS.view(embeds(f":::{{{name}}}\n![Gone](gone.jpg)\n:::\n")[0], Told()) is None


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        ([(3, 2), (3, 2)], [6, 6]),
        ([(2, 3), (3, 2)], [4, 8]),
        ([(10, 1), (1, 10)], [9, 3]),
        ([(3, 2), (3, 2), (1, 1)], [6, 6, 12]),
    ],
)
def test_a_pair_is_about_as_high(sizes: list[tuple[int, int]], shares: list[int]) -> None:
    rows = pairs([Plate(image=view(*size), large="") for size in sizes])
    assert [plate.share for row in rows for plate in row] == shares


def test_the_largest_file_is_the_last_of_a_set_or_the_only_one() -> None:
    drawn = ImageView(src="/drawn.svg", width=1, height=1, alt="")
    assert [largest(view(3, 2)), largest(drawn)] == ["/moor.1920.jpg", "/drawn.svg"]


# Words.


def test_a_quote_is_words_and_who_said_them() -> None:
    assert seen(":::{quote} a *shepherd*\nCold is slow.\n:::\n") == {
        "words": "<p>Cold is slow.</p>",
        "who": "a *shepherd*",
    }


def test_words_written_as_a_quote_are_quoted_once() -> None:
    assert seen(":::{quote}\n> Cold *is*\n> slow.\n:::\n")["words"] == "<p>Cold <em>is</em>\nslow.</p>"


def test_a_note_has_a_kind_only_if_it_is_a_tip_or_a_warning() -> None:
    plain, tip = (seen(f":::{{note}} Stairs\n{kind}A fridge.\n:::\n") for kind in ("", ":kind: tip\n"))
    assert (plain["kind"], tip["kind"]) == ("", "tip")
    assert (tip["title"], tip["body"]) == ("Stairs", "<p>A fridge.</p>")


def test_facts_are_a_list_of_names_and_values() -> None:
    text = ":::{facts} The way\nBefore.\n\n- Height: 1.345 m\n- **Map:** [here](https://a.example)\n\nAfter.\n:::\n"
    found = seen(text)
    facts = found["facts"]
    assert isinstance(facts, tuple)
    assert [(fact.name, fact.values[0].partition(" ")[0]) for fact in facts] == [("Height", "1.345"), ("Map", "<a")]
    assert (found["before"], found["after"]) == ("<p>Before.</p>", "<p>After.</p>")


def test_facts_may_be_a_definition_list_with_several_values() -> None:
    facts = seen(":::{facts}\nYeast\n: fresh: 10 g\n: dried: 4 g\n:::\n")["facts"]
    assert facts == (Fact(name=Markup("Yeast"), values=(Markup("fresh: 10 g"), Markup("dried: 4 g"))),)


FAQ = """\
:::{faq} We are asked
Often:

### Does it keep?
A week.

- in a tin

#### In summer?
Less.

### Why?
Why not.
:::
"""


def test_each_heading_of_the_highest_level_is_a_question() -> None:
    found = seen(FAQ)
    questions = found["questions"]
    assert isinstance(questions, tuple)
    assert [(one.anchor, one.words) for one in questions] == [("does-it-keep", "Does it keep?"), ("why", "Why?")]
    assert '<h4 id="in-summer">In summer?</h4>' in questions[0].answer
    assert (found["level"], found["before"]) == (3, "<p>Often:</p>")


@pytest.mark.parametrize(("title", "level"), [("", 2), (" We are asked", 3)])
def test_questions_stand_one_level_below_a_title(title: str, level: int) -> None:
    assert seen(f":::{{faq}}{title}\n## Why?\nWhy not.\n:::\n")["level"] == level


def test_search_engines_read_questions_and_answers() -> None:
    assert described(FAQ)["mainEntity"] == [
        {
            "@type": "Question",
            "name": "Does it keep?",
            "acceptedAnswer": {"@type": "Answer", "text": "A week.\nin a tin\nIn summer?\nLess."},
        },
        {"@type": "Question", "name": "Why?", "acceptedAnswer": {"@type": "Answer", "text": "Why not."}},
    ]


STEPS = ":::{steps} A fire\n:time: 1 h 20 min\n1. Open the *flue*.\n2. Light it.\n:::\n"


def test_steps_have_a_time_and_their_words() -> None:
    found = seen(STEPS)
    assert found["time"] == duration(80, Told())
    assert found["body"] == "<ol>\n<li>Open the <em>flue</em>.</li>\n<li>Light it.</li>\n</ol>"


def test_search_engines_read_steps() -> None:
    assert described(STEPS) == {
        "@type": "HowTo",
        "name": "A fire",
        "totalTime": "PT1H20M",
        "step": [
            {"@type": "HowToStep", "position": 1, "text": "Open the flue."},
            {"@type": "HowToStep", "position": 2, "text": "Light it."},
        ],
    }


def test_steps_without_a_title_are_called_as_the_story() -> None:
    assert described(":::{steps}\n1. Light it.\n:::\n")["name"] == "Buns on the stairs"


# Recipes.


def test_a_recipe_is_ingredients_in_groups_and_what_is_done_with_them() -> None:
    found = seen(RECIPE)
    groups = found["groups"]
    assert isinstance(groups, tuple)
    assert [(one["title"], one["anchor"]) for one in groups] == [("Dough", "dough"), ("Filling", "filling")]
    assert groups[0]["body"].endswith("</ul><p>Both of last year.</p>")
    assert found["before"] == "<p>They keep.</p>"
    assert str(found["method"]).startswith('<h3 id="how">How</h3><ol>\n<li>Knead.</li>')
    assert str(found["method"]).endswith("</ol><p>Eat.</p>")


def test_a_recipe_says_for_how_many_it_is_and_how_long_it_takes() -> None:
    found = seen(RECIPE)
    assert (found["count"], found["unit"]) == (16, "buns")
    assert found["times"] == (
        ("prep", duration(45, Told())),
        ("cook", duration(75, Told())),
        ("total", duration(120, Told())),
    )


def test_the_picture_before_all_lists_is_the_recipes_own() -> None:
    picture = seen(RECIPE)["picture"]
    assert isinstance(picture, ImageView)
    assert (picture.src, picture.credit) == ("/moor.jpg", "The spice desk")


def test_search_engines_read_a_recipe_in_plain_text() -> None:
    assert described(RECIPE) == {
        "@type": "Recipe",
        "name": "Buns",
        "inLanguage": "en",
        "image": ["https://a.example/moor.jpg"],
        "description": "Cold is slow.",
        "datePublished": "2026-11-13T09:00:00+00:00",
        "author": [
            {
                "@type": "Organization",
                "@id": "https://a.example/authors/spices/",
                "name": "The spice desk",
                "url": "https://a.example/authors/spices/",
            }
        ],
        "recipeYield": "16 buns",
        "prepTime": "PT45M",
        "cookTime": "PT1H15M",
        "totalTime": "PT2H",
        "recipeIngredient": ["500 g flour", "20 pods of it", "a pinch of salt", "1–2 cups"],
        "recipeInstructions": [
            {"@type": "HowToStep", "position": 1, "text": "Knead."},
            {"@type": "HowToStep", "position": 2, "text": "Bake."},
        ],
    }


def test_a_recipe_without_a_picture_shows_search_engines_the_storys() -> None:
    assert described(":::{recipe} Tea\n- 1 cup\n\n1. Pour.\n:::\n")["image"] == ["https://a.example/moor.1920.jpg"]


@pytest.mark.parametrize(
    ("written", "language", "values"),
    [
        ("500 g flour", "en", ["500"]),
        ("500g flour", "en", ["500"]),
        ("½ TL Salz", "de", ["0.5"]),
        ("1/2 TL Salz", "de", ["0.5"]),
        ("1 1/2 cups", "en", ["1.5"]),
        ("1½ EL", "de", ["1.5"]),
        ("2,5 dl", "de", ["2.5"]),
        ("2.5 dl", "en", ["2.5"]),
        ("1.500 g", "de", ["1500"]),
        ("1,500 g", "en", ["1500"]),
        ("1–2 Stück", "de", ["1", "2"]),
        ("1 bis 2 EL", "de", ["1", "2"]),
        ("<p>ca. <strong>3</strong> Eier</p>", "de", []),
        ("<p><strong>3</strong> Eier</p>", "de", ["3"]),
        ("ca. 3 Eier", "de", ["3"]),
        ("Mehl, Type 550", "de", []),
        ("7-Korn-Mehl", "de", []),
        ("2er Pack", "de", []),
        ("0 g", "en", []),
        ("1/0 cup", "en", []),
        ("1.2.3 g", "en", []),
        ("eine Prise Salz", "de", []),
    ],
)
def test_the_number_with_which_an_ingredient_begins_is_its_amount(
    written: str, language: str, values: list[str]
) -> None:
    html = marked(written, language)
    assert [piece.partition('"')[0] for piece in html.split('<data value="')[1:]] == values


@given(st.text(alphabet="0123456789.,/½⅓–- gkT<p>ca", max_size=20), st.sampled_from(["de", "en"]))
def test_no_sign_of_an_ingredient_is_lost_or_moved(written: str, language: str) -> None:
    assert re.sub(r"</?data[^>]*>", "", marked(written, language)) == written


def test_what_is_weighed_is_marked_and_nothing_else_is_changed() -> None:
    assert marked("1–2 kg, or so", "en") == (
        '<data value="1" class="measured">1</data>–<data value="2" class="measured">2</data> kg, or so'
    )


@pytest.mark.parametrize(
    ("text", "count", "written"),
    [
        ("30 min", 30, "PT30M"),
        ("1 h 20 min", 80, "PT1H20M"),
        ("16 h", 960, "PT16H"),
        ("90min", 90, "PT1H30M"),
        ("", 0, ""),
        ("1 Std. 30 Min.", 90, "PT1H30M"),
        ("2 Stunden", 120, "PT2H"),
        ("1 hour 5 minutes", 65, "PT1H5M"),
    ],
)
def test_a_time_is_hours_and_minutes(text: str, count: int, written: str) -> None:
    assert (minutes(text), iso(count)) == (count, written)


def test_ingredients_that_are_products_are_bought_together_each_once() -> None:
    found = seen(RECIPE.replace("a pinch of salt", "1 [pod](product:tea)"))
    together = found["together"]
    assert isinstance(together, dict)
    assert (found["card"], together["title"]) == (None, "Buns")
    assert [(item.number, item.quantity, item.card.id) for item in together["items"]] == [(1, 1, "tea"), (2, 1, "cup")]
    assert together["total"] == Money(minor=200, currency="EUR")


def test_one_product_among_the_ingredients_stands_alone() -> None:
    found = seen(RECIPE.replace("(product:cup)", "(product:gone)"))
    assert isinstance(found["card"], CardView)
    assert (found["card"].id, found["together"]) == ("tea", None)


# What the editor is told.


@pytest.mark.parametrize(
    ("text", "diagnostic"),
    [
        (":::{quote} a shepherd\n:::\n", "5:12: error E450: The block quote has no words."),
        (":::{note}\n:::\n", "5:5: error E450: The block note has no words."),
        (":::{gallery}\nWords.\n:::\n", "5:5: error E450: The block gallery has no pictures."),
        (":::{figure}\nWords.\n:::\n", "5:5: error E450: The block figure has no picture."),
        (":::{facts}\nWords.\n:::\n", "5:5: error E450: The block facts has no list."),
        (":::{faq}\nWords.\n:::\n", "5:5: error E450: The block faq has no question."),
        (":::{steps}\n- One\n:::\n", "5:5: error E450: The block steps has no ordered list."),
        (":::{recipe} Tea\n1. Pour.\n:::\n", "5:13: error E450: The block recipe has no ingredients."),
        (":::{recipe} Tea\n- Tea\n:::\n", "5:13: error E450: The block recipe has no steps."),
        (":::{recipe}\n- Tea\n\n1. Pour.\n:::\n", "5:5: error E421: The block recipe needs a title."),
        (
            ":::{figure}\n![A](a.jpg)\n![B](b.jpg)\n![C](c.jpg)\n:::\n",
            "8:6: error E451: A figure has one picture or two, and this one 3. Make it a :::{gallery}",
        ),
        (
            ":::{figure}\n:layout: pair\n![A](a.jpg)\n:::\n",
            "6:10: error E451: A pair is of two pictures, and here is one.",
        ),
        (":::{facts}\n- 1345 m\n:::\n", '6:3: error E452: This fact has no name: "1345 m".'),
        (":::{faq}\n### Why?\n### When?\nNow.\n:::\n", '6:5: error E453: "Why?" has no answer.'),
        (
            ":::{recipe} Tea\n:prep: half an hour\n- Tea\n\n1. Pour.\n:::\n",
            "6:8: error E424: The option prep of the block recipe is a time such as 30 min or 1 h 20 min,",
        ),
        (
            ":::{recipe} Tea\n:servings: some\n- Tea\n\n1. Pour.\n:::\n",
            "6:12: error E424: The option servings of the block recipe is a number, such as 4 or 16 buns,",
        ),
        (":::{steps}\n:time: 90\n1. A\n:::\n", "6:8: error E424: The option time of the block steps is a time such as"),
    ],
)
def test_the_editor_is_told_what_is_missing_and_where(text: str, diagnostic: str) -> None:
    assert told(text).startswith(f"a.md:{diagnostic}")


@pytest.mark.parametrize("text", [RECIPE, FAQ, STEPS])
def test_nothing_is_told_of_what_is_whole(text: str) -> None:
    assert told(text) == ""
