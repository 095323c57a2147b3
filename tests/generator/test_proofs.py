"""Proofs that no tiny site can show: see tests/sites/proof-*.txt for the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator import model
from generator.diagnostics import Report
from generator.proofs import Proof, titles, words
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
