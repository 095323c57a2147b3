"""Which stories stand in which list; those of a section apart stand in their own alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.lists import Lists
from generator.views.story import related_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator import model
    from generator.views import ViewContext


def apart(magazine: model.SiteGraph) -> model.SiteGraph:
    """The magazine, its section Kaffee apart: one story of four, which has the tag of all."""
    terms = {
        key: replace(term, apart=True) if key[:2] == ("section", "kaffee") else term
        for key, term in magazine.terms.items()
    }
    stories = {
        key: replace(story, tags=("wandern",)) if key[0] == "pfeffer" else story
        for key, story in magazine.stories.items()
    }
    return replace(magazine, terms=terms, stories=stories)


def test_a_section_apart_has_its_stories_and_no_other_list_has_them(magazine: model.SiteGraph) -> None:
    lists = Lists.of(apart(magazine))
    assert lists.stories("section", "kaffee", "de") == (("pfeffer", "de"),)
    holding = [key for key, members in lists.story_editions.items() if ("pfeffer", "de") in members]
    assert {key[:2] for key in holding} == {("section", "kaffee")}
    assert ("pfeffer", "de") not in lists.positions["de"]


def test_after_a_story_apart_there_are_those_of_its_section(
    magazine: model.SiteGraph, context_of: Callable[[model.SiteGraph], ViewContext]
) -> None:
    graph = apart(magazine)
    another = replace(graph.stories["pfeffer", "de"], id="salz", slug="salz")
    context = context_of(
        replace(
            graph,
            stories={**graph.stories, ("salz", "de"): another},
            prose={**graph.prose, ("story", "salz", "de"): graph.prose["story", "pfeffer", "de"]},
        )
    )
    assert related_to(context, "pfeffer", "de", "de") == (("salz", "de"),)
    assert all(id_ not in {"pfeffer", "salz"} for id_, _ in related_to(context, "rannoch", "de", "de"))
