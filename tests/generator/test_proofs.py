"""Proofs that no tiny site can show: see tests/sites/proof-*.txt for the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator import model
from generator.blocks.figure import FigureBlock
from generator.blocks.gallery import GalleryBlock
from generator.blocks.image import LAYOUTS
from generator.diagnostics import Location, Report
from generator.mend import mended_text
from generator.proofs import Proof, addresses, pictures, titles, words
from tests.generator.conftest import make_story

if TYPE_CHECKING:
    from generator.views import ViewContext


def proof_of(context: ViewContext, *stories: model.Story) -> Proof:
    graph = replace(context.graph, stories={(one.id, one.language): one for one in stories})
    return Proof(graph=graph, content=model.Content(), routes=context.routes, pictures={}, lines=lambda _: ())


def test_a_story_without_description_is_told(context: ViewContext) -> None:
    story, report = replace(make_story("moor", "de", "moor", "Moor", 1), description=""), Report()
    words.read(proof_of(context, story), report)
    assert "N150" in [found.code for found in report.diagnostics]


def test_every_place_of_a_picture_has_its_width() -> None:
    layouts = [block.settings["layout"].choices for block in (FigureBlock, GalleryBlock)]
    assert {*LAYOUTS, *layouts[0], *layouts[1]} <= set(pictures.PLACES_PX)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Over the moor", "Over, the Moor!", True),
        ("Tea in autumn", "Autumn in tea", True),
        ("The teapot", "Teapot", True),
        ("Wandering in rain", "Wanderings in rain", True),
        ("Wandering in rain", "Wanderimg in rain", True),
        ("Wandering, part 1", "Wandering, part 2", False),
        ("Wandering, part I", "Wandering, part II", False),
        ("Sauer", "Bauer", False),
        ("Tea in autumn", "Tea in winter", False),
        ("…", "…", True),
    ],
)
def test_titles_are_near_if_a_reader_would_confuse_them(one: str, other: str, *, near: bool) -> None:
    stories = [make_story(f"s{number}", "en", f"s{number}", title, 1) for number, title in enumerate((one, other))]
    assert bool(list(titles.near(stories))) is near


@pytest.mark.parametrize(
    ("front", "after"),
    [
        ("slug: fen\n", "slug: fen\naliases: [/stories/moor/]\n"),
        ("slug: fen\naliases: []\n", "slug: fen\naliases: [/stories/moor/]\n"),
        ("aliases: [/a/]\nslug: fen\n", "aliases: [/stories/moor/, /a/]\nslug: fen\n"),
        ("aliases:\n  - /a/\nslug: fen\n", "aliases:\n  - /stories/moor/\n  - /a/\nslug: fen\n"),
        ("slug: fen\naliases: # none\n", "slug: fen\naliases: # none\n"),
    ],
)
def test_the_alias_of_a_vanished_address_goes_where_the_others_stand(
    context: ViewContext, front: str, after: str
) -> None:
    before = f"---\n{front}---\nThe text.\n\n---\n"
    at = Location(file="content/stories/moor.md", length=3, text="---")
    story, report = replace(make_story("moor", "de", "fen", "Fen", 1), at=at), Report()
    thing = model.Thing(entities=(story,), names={"de": ()})
    proof = replace(
        proof_of(context, story),
        content=model.Content(things={("story", "moor"): thing}),
        former={"stories/moor/index.html"},
        lines=lambda _: before.split("\n"),
    )
    addresses.read(proof, report)
    assert mended_text(at.file, before, report.diagnostics).after == f"---\n{after}---\nThe text.\n\n---\n"
